# METADATA
# title: A disruption budget lets a drain pass
# description: >-
#   A budget that allows no disruption stops every node upgrade. `maxUnavailable: "0%"` is zero; percentages of
#   minAvailable round up; a literal minAvailable goes stale when the autoscaler moves.
# custom:
#   code: PT-211
#   severity: high
#   what_to_do: Use maxUnavailable of at least 1, as the topology computes it.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/tasks/run-application/configure-pdb/]
package payments.workload.drain_possible

import data.lib.declared
import data.lib.objects
import data.lib.quantity
import data.lib.report
import data.lib.scale
import data.lib.selector
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := [budget | some budget in objects.of_kind("PodDisruptionBudget")]

violations contains report.problem(budget, sprintf("%v of %d pods may be disrupted", [allowed, pods]), "at least 1") if {
	some [budget, pods] in sized
	allowed := disruptions(budget.object.spec, pods)
	allowed < 1
}

violations contains report.problem(budget, sprintf("%d of maxUnavailable and minAvailable", [given]), "maxUnavailable alone") if {
	some budget in subjects
	given := count(object.keys(object.get(budget.object, "spec", {})) & {"maxUnavailable", "minAvailable"})
	given != 1
}

violations contains report.problem(budget, "minAvailable in figures beside an autoscaler", "maxUnavailable") if {
	some budget in subjects
	is_number(budget.object.spec.minAvailable)
	some w in selected(budget)
	scale.autoscaler(w)
}

violations contains report.problem(budget, sprintf("maxUnavailable %v", [seen]), sprintf("%v as planned", [planned])) if {
	some budget in subjects
	planned := declared.workload(budget.root, budget.namespace, budget.name).disruption.maxUnavailable
	seen := object.get(budget.object.spec, "maxUnavailable", "absent")
	seen != planned
}

# Budgets with the pods that they are about; with no pod there is nothing to evict.
sized := [[budget, pods] |
	some budget in subjects
	pods := sum([scale.least(w) | some w in selected(budget)])
	pods > 0
]

disruptions(spec, pods) := allowed if allowed := quantity.scaled(spec.maxUnavailable, pods)

else := pods - quantity.scaled(spec.minAvailable, pods)

selected(budget) := [w |
	some w in workloads.in_namespace(budget.root, budget.namespace)
	w.kind in workloads.serving_kinds
	selector.matches(selector.of(budget.object), w.labels)
]

deny := report.findings(rule, violations)
