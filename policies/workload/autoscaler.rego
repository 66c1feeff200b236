# METADATA
# title: The autoscaler holds what was planned
# description: >-
#   The least number already counts the loss of a zone, the most is what quota, pools and database allow, and the
#   target leaves the headroom that a lost zone needs: at most 0.9 × (zones - 1) ÷ zones.
# custom:
#   code: PT-216
#   severity: high
#   what_to_do: Emit the planned minimum, maximum and target; holders of a lease or of connections have no autoscaler.
#   applies: [kubernetes]
#   expects: autoscalers
#   references: [https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/]
package payments.workload.autoscaler

import data.lib.declared
import data.lib.objects
import data.lib.report
import data.lib.scale
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := array.concat(wanted, emitted)

wanted := [declared.wanted(w, "HorizontalPodAutoscaler", w.name) | some w in declared.workloads; w.declared.autoscaler != null]

emitted := objects.of_kind("HorizontalPodAutoscaler")

violations contains report.problem(thing, "no autoscaler", "the one that was planned") if {
	some thing in wanted
	not objects.exists(thing.root, thing.kind, thing.namespace, thing.name)
}

violations contains report.problem(hpa, sprintf("%s %v", [field, seen]), sprintf("%v as planned", [plan])) if {
	some [hpa, w] in pairs
	planned := workloads.declaration(w)
	some field, [seen, plan] in {
		"minReplicas": [object.get(hpa.object.spec, "minReplicas", 1), planned.replicas],
		"maxReplicas": [hpa.object.spec.maxReplicas, planned.maxReplicas],
		"CPU target": [scale.cpu_target(hpa), planned.autoscaler.cpuUtilization],
	}
	seen != plan
}

violations contains report.problem(hpa, sprintf("a target of %d %% CPU", [scale.cpu_target(hpa)]), sprintf("at most %d %%, so that a lost zone fits", [most])) if {
	some hpa in emitted
	most := highest_target(hpa.root)
	scale.cpu_target(hpa) > most
}

violations contains report.problem(hpa, "a target that does not exist", "the workload that it scales") if {
	some hpa in emitted
	not [hpa.root, hpa.id] in aimed
}

aimed := {[hpa.root, hpa.id] | some [hpa, _] in pairs}

pairs := [[hpa, w] |
	some hpa in emitted
	ref := hpa.object.spec.scaleTargetRef
	some w in workloads.in_namespace(hpa.root, hpa.namespace)
	w.kind == ref.kind
	w.name == ref.name
]

highest_target(root) := floor((90 * (zones - 1)) / zones) if {
	zones := declared.zones(root)
	zones > 1
}

highest_target(root) := 60 if not declared.has_topology(root)

deny := report.findings(rule, violations)
