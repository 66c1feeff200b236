# METADATA
# title: The money path is scheduled first
# description: >-
#   When a zone is lost there is not room for everything. The priority class of its tier decides who gets it; a
#   class that does not exist makes the API server refuse the pod.
# custom:
#   code: PT-218
#   severity: medium
#   what_to_do: Name the priority class of the tier, and keep the PriorityClass objects as the tier table says.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/]
package payments.workload.priority

import data.lib.declared
import data.lib.objects
import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := array.concat(workloads.all, classes)

violations contains report.problem(w, sprintf("priority class '%s'", [class(w)]), sprintf("'%s'", [wanted])) if {
	some w in workloads.all
	wanted := declared.topology(w.root).tiers[format_int(w.tier, 10)].priority.className
	class(w) != wanted
}

violations contains report.problem(w, sprintf("no priority class in tier %d", [w.tier]), "one that says what goes first") if {
	some w in workloads.lasting
	not declared.has_topology(w.root)
	w.tier <= 2
	class(w) == ""
}

violations contains report.problem(wanted, "no such class", sprintf("the class of tier %s", [wanted.tier])) if {
	some wanted in classes
	not objects.exists(wanted.root, "PriorityClass", "", wanted.name)
}

violations contains report.problem(found, sprintf("value %v, preemption %s", [found.object.value, preemption(found)]), sprintf("%d, %s", [wanted.value, wanted.preemption])) if {
	some wanted in classes
	some found in objects.named(wanted.root, "PriorityClass", "", wanted.name)
	[found.object.value, preemption(found)] != [wanted.value, wanted.preemption]
}

# Classes of all tiers: operators make pods too.
classes := [{"root": region.root, "path": region.path, "id": concat("/", ["PriorityClass", priority.className]), "name": priority.className, "tier": tier, "value": priority.value, "preemption": policy} |
	some region in declared.regions
	some tier, row in region.topology.tiers
	priority := row.priority
	policy := {true: "PreemptLowerPriority", false: "Never"}[priority.preempts]
]

preemption(found) := object.get(found.object, "preemptionPolicy", "PreemptLowerPriority")

class(w) := object.get(w.pod, "priorityClassName", "")

deny := report.findings(rule, violations)
