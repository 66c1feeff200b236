# METADATA
# title: A pod that is not ready does not block a drain
# description: >-
#   Unless unhealthyPodEvictionPolicy is AlwaysAllow, a pod that never becomes ready keeps its node alive for ever:
#   three nodes were held for 9 to 15 days that way.
# custom:
#   code: PT-212
#   severity: high
#   what_to_do: >-
#     Set unhealthyPodEvictionPolicy: AlwaysAllow.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy]
package payments.workload.unhealthy_pods

import data.lib.objects
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := objects.of_kind("PodDisruptionBudget")

violations contains report.problem(budget, sprintf("unhealthyPodEvictionPolicy %s", [policy]), "AlwaysAllow") if {
	some budget in subjects
	policy := object.get(budget.object, ["spec", "unhealthyPodEvictionPolicy"], "IfHealthyBudget")
	policy != "AlwaysAllow"
}

deny := report.findings(rule, violations)
