# METADATA
# title: Replicas are decided by the autoscaler or by the manifest, never by both
# description: With both, every apply shrinks production to the manifest at its peak.
# custom:
#   code: PT-217
#   severity: high
#   what_to_do: Leave spec.replicas out where there is an autoscaler.
#   applies: [kubernetes]
#   expects: autoscalers
#   references: [https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling]
package payments.workload.replicas_owner

import data.lib.report
import data.lib.scale
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := [w | some w in workloads.serving; scale.autoscaler(w)]

violations contains report.problem(w, "spec.replicas beside an autoscaler", "no spec.replicas") if {
	some w in subjects
	"replicas" in object.keys(w.object.spec)
}

deny := report.findings(rule, violations)
