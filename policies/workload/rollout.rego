# METADATA
# title: A rollout never takes capacity from the money path
# description: >-
#   The default gives up a quarter of the replicas during a rollout; Recreate gives up all of them. Tiers 0 to 2
#   give up none and need room for the surge instead.
# custom:
#   code: PT-226
#   severity: medium
#   what_to_do: Use RollingUpdate with the maxUnavailable and maxSurge of the tier.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy]
package payments.workload.rollout

import data.lib.quantity
import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := [w | some w in workloads.serving; w.kind in {"Deployment", "StatefulSet"}]

violations contains report.problem(w, sprintf("strategy %s", [strategy(w)]), "RollingUpdate") if {
	some w in subjects
	strategy(w) != "RollingUpdate"
}

violations contains report.problem(w, sprintf("%s %v", [field, seen]), sprintf("%v as planned", [planned[field]])) if {
	some [w, rolling] in rollouts
	planned := workloads.declaration(w).rollout
	some field in ["maxUnavailable", "maxSurge"]
	seen := object.get(rolling, field, "25%")
	seen != planned[field]
}

violations contains report.problem(w, sprintf("maxUnavailable %v in tier %d", [unavailable, w.tier]), "0, with room for a surge") if {
	some [w, rolling] in rollouts
	not workloads.declaration(w)
	w.tier <= 2
	unavailable := object.get(rolling, "maxUnavailable", "25%")
	quantity.scaled(unavailable, 100) > 0
}

rollouts := [[w, object.get(w.object, ["spec", "strategy", "rollingUpdate"], {})] |
	some w in subjects
	w.kind == "Deployment"
	strategy(w) == "RollingUpdate"
]

strategy(w) := object.get(w.object, ["spec", {"Deployment": "strategy", "StatefulSet": "updateStrategy"}[w.kind], "type"], "RollingUpdate")

deny := report.findings(rule, violations)
