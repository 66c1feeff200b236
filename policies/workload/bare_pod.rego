# METADATA
# title: No pod stands alone
# description: >-
#   A Pod that no controller owns is not replaced when its node is lost. An owner counts where it stands in the folder,
#   with the identifier that the pod names: written by hand, an ownerReference makes nobody replace the pod.
# custom:
#   code: PT-229
#   severity: high
#   what_to_do: Make it a Deployment, a StatefulSet or a Job.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/concepts/workloads/pods/#pods-and-controllers]
package payments.workload.bare_pod

import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := workloads.all

violations contains report.problem(w, sprintf("a bare %s", [w.kind]), "an owner that replaces it") if {
	some w in subjects
	w.kind in {"Pod", "ReplicaSet"}
}

deny := report.findings(rule, violations)
