# METADATA
# title: The quota of a namespace fits its worst hour
# description: >-
#   Pods of a lost zone stay charged to the quota while they terminate (measured: 5 of 6 running for 238 s). It must
#   fit every workload at its most, plus the surge of a rollout, plus those of one zone.
# custom:
#   code: PT-260
#   severity: high
#   what_to_do: Emit the ResourceQuota that the topology computed for the segment.
#   applies: [kubernetes]
#   expects: segments
#   references: [https://kubernetes.io/docs/concepts/policy/resource-quotas/]
package payments.workload.quota

import data.lib.declared
import data.lib.objects
import data.lib.quantity
import data.lib.report
import data.lib.scale
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := array.concat(wanted, emitted)

wanted := [object.union(segment, {"id": sprintf("ResourceQuota/%s/segment", [segment.namespace])}) | some segment in declared.segments]

# One with scopes counts only some pods, and says nothing about the others.
emitted := [entry |
	some entry in objects.of_kind("ResourceQuota")
	count(object.keys(object.get(entry.object, "spec", {})) & {"scopes", "scopeSelector"}) == 0
]

violations contains report.problem(segment, "no quota of all pods", "one that fits its workloads") if {
	some segment in wanted
	not [segment.root, segment.namespace] in limited
}

limited := {[entry.root, entry.namespace] | some entry in emitted}

violations contains report.problem(entry, sprintf("%s %v", [resource, hard]), sprintf("at least %v", [needed])) if {
	some entry in emitted
	some resource, needed in needs(entry.root, entry.namespace)
	hard := amount(resource, entry.object.spec.hard)
	hard < needed
}

violations contains report.problem(entry, sprintf("no %s", [resource]), "a limit") if {
	some entry in emitted
	some resource in ["pods", "requests.cpu", "requests.memory"]
	not amount(resource, entry.object.spec.hard)
}

amount("pods", hard) := quantity.cpu_millis(hard.pods) / 1000

amount("requests.cpu", hard) := quantity.cpu_millis(hard["requests.cpu"])

amount("requests.memory", hard) := quantity.memory_mib(hard["requests.memory"])

# Pods, thousandths of a CPU and MiB: of all workloads at their most.
needs(root, namespace) := {resource: total |
	found := workloads.in_namespace(root, namespace)
	some resource in ["pods", "requests.cpu", "requests.memory"]
	total := sum([each | some w in found; each := pods(w) * size(w, resource)])
}

# At most, with surge, and with those that a lost zone leaves terminating: of two revisions, each spread by itself.
pods(w) := all + floor(((all + (2 * zones(w.root))) - 2) / zones(w.root)) if {
	w.kind in workloads.serving_kinds
	all := scale.most(w) + scale.surge(w)
}

else := object.get(w.object, ["spec", "parallelism"], 1)

size(_, "pods") := 1

size(w, "requests.cpu") := sum([quantity.cpu_millis(container.resources.requests.cpu) | some container in w.containers; container.phase == "main"])

size(w, "requests.memory") := sum([quantity.memory_mib(container.resources.requests.memory) | some container in w.containers; container.phase == "main"])

zones(root) := declared.zones(root)

zones(root) := 3 if not declared.has_topology(root)

deny := report.findings(rule, violations)
