# METADATA
# title: Every pod has a policy of its own, both ways
# description: >-
#   The default deny closes a namespace; what a workload may do is said by a policy that selects it and names both
#   directions. Left out of policyTypes, egress stays open.
# custom:
#   code: PT-251
#   severity: high
#   what_to_do: Emit the NetworkPolicy of the workload with policyTypes [Ingress, Egress].
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/concepts/services-networking/network-policies/]
package payments.workload.network_policy

import data.lib.network
import data.lib.objects
import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := workloads.all

violations contains report.problem(w, sprintf("no policy of its own for %s", [direction]), "a NetworkPolicy that selects its pods") if {
	some w in subjects
	some direction in ["ingress", "egress"]
	count([policy | some policy in own(w); network.governs(policy, direction)]) == 0
}

own(w) := [policy |
	some policy in objects.selecting(w.root, "NetworkPolicy", w.namespace, w.labels)
	not network.is_whole_namespace(policy)
]

deny := report.findings(rule, violations)
