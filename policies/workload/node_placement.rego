# METADATA
# title: Every pod is bound to its pool, by selector and by toleration
# description: >-
#   Pods take the addresses of their node, and addresses decide who may route where. The taint keeps others out of
#   the pool; only the selector keeps this pod in it.
# custom:
#   code: PT-262
#   severity: high
#   what_to_do: Set nodeSelector and toleration of payment-topology.dev/pool to the declared pool.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/]
package payments.workload.node_placement

import data.lib.placement
import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := [w | some w in workloads.all; workloads.declaration(w)]

violations contains report.problem(w, sprintf("pool '%s' selected", [seen]), sprintf("'%s'", [workloads.declaration(w).pool])) if {
	some w in subjects
	seen := object.get(w.pod, ["nodeSelector", placement.pool_label], "none")
	seen != workloads.declaration(w).pool
}

violations contains report.problem(w, "no toleration of its pool", sprintf("%s=%s:NoSchedule", [placement.pool_label, workloads.declaration(w).pool])) if {
	some w in subjects
	not placement.tolerates(w, workloads.declaration(w).pool)
}

violations contains report.problem(w, sprintf("a toleration of pool '%s'", [object.get(toleration, "value", "every pool")]), "its own pool only") if {
	some w in subjects
	some toleration in w.pod.tolerations
	toleration.key == placement.pool_label
	not object.get(toleration, "value", "every pool") in {workloads.declaration(w).pool, placement.cde}
}

deny := report.findings(rule, violations)
