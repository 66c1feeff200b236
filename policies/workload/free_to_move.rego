# METADATA
# title: Pods may stand wherever there is room, and releases go on
# description: >-
#   A pod that names its node, its host or one zone cannot be made anywhere else when that is lost, whatever its spread
#   and its budget say. A paused Deployment keeps the old pods, and nobody is told.
# custom:
#   code: PT-266
#   severity: high
#   what_to_do: Remove nodeName, what selects one zone or one host, and paused; choose nodes by their pool.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/]
package payments.workload.free_to_move

import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := workloads.all

violations contains report.problem(w, sprintf("node '%s'", [w.pod.nodeName]), "the choice of the scheduler") if {
	some w in subjects
}

violations contains report.problem(w, sprintf("%s %s selected", [place, w.pod.nodeSelector[place]]), "nodes of every zone") if {
	some w in subjects
	some place in places
}

# Terms are alternatives: one that leaves the choice is enough.
violations contains report.problem(w, "affinity to one place", "nodes of every zone") if {
	some w in subjects
	terms := w.pod.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms
	count(terms) > 0
	every term in terms {
		names_one_place(term)
	}
}

violations contains report.problem(w, "a pause", "a rollout that goes on") if {
	some w in subjects
	w.object.spec.paused == true
}

names_one_place(term) if {
	some expression in term.matchExpressions
	expression.key in places
	expression.operator == "In"
	count(expression.values) == 1
}

names_one_place(term) if {
	some expression in term.matchFields
	expression.key == "metadata.name"
	expression.operator == "In"
}

places := ["topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone", "kubernetes.io/hostname"]

deny := report.findings(rule, violations)
