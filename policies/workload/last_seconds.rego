# METADATA
# title: Everything that a pod still has to do fits its grace period
# description: >-
#   Added up from what was emitted: preStop of the pod, the longest time-out of its calls and of its provider, the time of a commit, of leaving
#   the consumer group and of giving the lease back. What does not fit is cut by a kill: a payment whose outcome nobody
#   knows, partitions and leases that stand still until they time out.
# custom:
#   code: PT-278
#   severity: high
#   what_to_do: Leave graceSeconds out of the catalog, so that it is computed, or raise it; shorten what takes too long.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination, docs/architecture.md]
package payments.workload.last_seconds

import data.lib.objects
import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

# Workloads with settings of their own: PT-249 says where those are missing, and PT-225 where a grace period is shorter than planned.
subjects := [object.union(w, {"settings": config.object.data}) |
	some w in workloads.serving
	workloads.declaration(w).drain
	some config in objects.named(w.root, "ConfigMap", w.namespace, w.name)
]

violations contains report.problem(w, sprintf("a grace period of %d s", [grace(w)]), sprintf("%d s at least: %s", [sum([seconds | some [_, seconds] in parts(w)]), told(w)])) if {
	some w in subjects
	is_as_planned(w)
	sum([seconds | some [_, seconds] in parts(w)]) > grace(w)
}

violations contains report.problem(w, sprintf("%d s to shut down after a preStop of %d s", [number(w, "SHUTDOWN_TIMEOUT_SECONDS"), sleep(w)]), sprintf("both within the grace period of %d s", [grace(w)])) if {
	some w in subjects
	is_as_planned(w)
	number(w, "SHUTDOWN_TIMEOUT_SECONDS") + sleep(w) > grace(w)
}

is_as_planned(w) if grace(w) >= workloads.declaration(w).drain.graceSeconds

# In the order in which they pass.
parts(w) := [
	["preStop", sleep(w)],
	["the longest call", ceil(longest_call(w) / 1000)],
	["a commit", number(w, "SHUTDOWN_COMMIT_SECONDS")],
	["leaving the consumer group", number(w, "KAFKA_LEAVE_SECONDS")],
	["giving the lease back", number(w, "LEASE_RELEASE_SECONDS")],
]

told(w) := concat(", ", [sprintf("%d s %s", [seconds, name]) | some [name, seconds] in parts(w); seconds > 0])

longest_call(w) := max(array.concat([0], [number(w, key) |
	some key, _ in w.settings
	regex.match(`^(CALL|PROVIDER)_.*_TIMEOUT_MS$`, key)
]))

sleep(w) := max(array.concat([0], [object.get(container, ["lifecycle", "preStop", "sleep", "seconds"], 0) | some container in w.containers; container.name == w.name]))

grace(w) := object.get(w.pod, "terminationGracePeriodSeconds", 30)

# A text that is no number is another rule's (PT-249).
number(w, key) := to_number(w.settings[key]) if regex.match(`^[0-9]+$`, object.get(w.settings, key, ""))

else := 0

deny := report.findings(rule, violations)
