# METADATA
# title: There are as many replicas as the plan says, and never fewer than the tier asks
# description: >-
#   The planned number carries the load with one zone gone. In a fenced region a holder of a lease has none, so that
#   the fence holds without the database.
# custom:
#   code: PT-215
#   severity: high
#   what_to_do: Emit the planned number; change the load profile or the tier if the number is wrong.
#   applies: [kubernetes]
#   expects: workloads
#   references: [docs/architecture.md]
package payments.workload.replicas

import data.lib.declared
import data.lib.objects
import data.lib.report
import data.lib.scale
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := array.concat([w | some w in workloads.serving], objects.of_kind("HorizontalPodAutoscaler"))

violations contains report.problem(w, sprintf("%d replicas", [w.replicas]), sprintf("%d as planned", [planned.replicas])) if {
	some [w, planned] in fixed
	w.replicas != planned.replicas
}

violations contains report.problem(w, sprintf("%d replicas of a lease holder in a fenced region", [w.replicas]), "none") if {
	some [w, planned] in fixed
	planned.lease != null
	declared.topology(w.root).region.fenced
	w.replicas > 0
}

violations contains report.problem(w, sprintf("%d replicas in tier %d", [scale.least(w), w.tier]), sprintf("at least %d", [least(w)])) if {
	some w in workloads.serving
	scale.least(w) < least(w)
}

# Declared workloads that no autoscaler sizes.
fixed := [[w, planned] |
	some w in workloads.serving
	planned := workloads.declaration(w)
	planned.autoscaler == null
	not scale.autoscaler(w)
]

# A standby is smaller, and a lease holder in it stands still: there the plan alone decides.
least(w) := 0 if declared.topology(w.root).region.role == "standby"

else := 0 if count(declared.topology(w.root).region.zones) < 3

else := topology.tiers[format_int(w.tier, 10)].leastReplicas if topology := declared.topology(w.root)

else := 2 if w.tier <= 2

else := 1

deny := report.findings(rule, violations)
