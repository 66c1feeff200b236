# METADATA
# title: Pods leave a lost node as soon as their tier asks
# description: >-
#   Kubernetes adds 300 s unless the tolerations are written. With node detection and the rate of eviction on top, a
#   lost zone stays half served for minutes.
# custom:
#   code: PT-219
#   severity: medium
#   what_to_do: Tolerate node.kubernetes.io/not-ready and /unreachable with NoExecute and the seconds of the tier.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions]
package payments.workload.loss_tolerations

import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := [w | some w in workloads.serving; limit(w)]

violations contains report.problem(w, sprintf("no toleration of %s", [taint]), sprintf("NoExecute for %d s", [limit(w)])) if {
	some w in subjects
	some taint in taints
	count(seconds(w, taint)) == 0
}

violations contains report.problem(w, sprintf("%v s on a node that is %s", [found, taint]), sprintf("%d s", [limit(w)])) if {
	some w in subjects
	some taint in taints
	some found in seconds(w, taint)
	not is_fine(w, found)
}

taints := ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"]

# For ever, where no seconds are given.
seconds(w, taint) := [object.get(toleration, "tolerationSeconds", "unlimited") |
	some toleration in w.pod.tolerations
	toleration.key == taint
	object.get(toleration, "effect", "NoExecute") == "NoExecute"
]

limit(w) := workloads.declaration(w).tolerationSeconds

limit(w) := 60 if {
	not workloads.declaration(w)
	w.tier <= 1
}

is_fine(w, found) if found == workloads.declaration(w).tolerationSeconds

is_fine(w, found) if {
	not workloads.declaration(w)
	is_number(found)
	found <= limit(w)
}

deny := report.findings(rule, violations)
