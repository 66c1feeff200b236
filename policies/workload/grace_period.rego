# METADATA
# title: The grace period covers the drain
# description: >-
#   A pod killed while a provider has the call leaves an outcome that nobody knows. The grace period holds preStop
#   (which counts inside it), the longest call in flight, the commit and the release of the lease.
# custom:
#   code: PT-225
#   severity: high
#   what_to_do: Set terminationGracePeriodSeconds and the preStop sleep as planned.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination]
package payments.workload.grace_period

import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := [w | some w in workloads.serving]

violations contains report.problem(w, sprintf("a grace period of %d s", [grace(w)]), sprintf("%d s as planned", [workloads.declaration(w).drain.graceSeconds])) if {
	some w in subjects
	grace(w) < workloads.declaration(w).drain.graceSeconds
}

violations contains report.problem(w, sprintf("preStop of %d s in container %s", [sleep(container), container.name]), sprintf("%d s as planned", [planned])) if {
	some w in subjects
	some container in w.containers
	container.name == w.name
	planned := workloads.declaration(w).drain.preStopSeconds
	sleep(container) < planned
}

violations contains report.problem(w, sprintf("preStop of %d s in a grace period of %d s", [sleep(container), grace(w)]), "time left to finish what is in flight") if {
	some w in subjects
	some container in w.containers
	sleep(container) > 0
	sleep(container) >= grace(w)
}

violations contains report.problem(w, sprintf("no terminationGracePeriodSeconds in tier %d", [w.tier]), "a grace period that somebody chose") if {
	some w in subjects
	w.tier <= 2
	not w.pod.terminationGracePeriodSeconds
}

grace(w) := object.get(w.pod, "terminationGracePeriodSeconds", 30)

sleep(container) := object.get(container, ["lifecycle", "preStop", "sleep", "seconds"], 0)

deny := report.findings(rule, violations)
