# METADATA
# title: Pods prefer different nodes, and run all the same when they cannot
# description: >-
#   Without a spread over hosts one node takes all replicas of a zone with it. A hard one strands pods when nodes
#   are few (mojaloop/project#4474).
# custom:
#   code: PT-214
#   severity: medium
#   what_to_do: Spread over kubernetes.io/hostname with maxSkew 1 and ScheduleAnyway.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/]
package payments.workload.host_spread

import data.lib.report
import data.lib.selector
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := workloads.serving

violations contains report.problem(w, "no spread over hosts that selects its own pods", "a constraint on kubernetes.io/hostname") if {
	some w in subjects
	w.tier <= 3
	count(constraints(w)) == 0
}

violations contains report.problem(w, "a hard spread over hosts", "ScheduleAnyway") if {
	some w in subjects
	some constraint in constraints(w)
	constraint.whenUnsatisfiable != "ScheduleAnyway"
}

constraints(w) := [constraint |
	some constraint in w.pod.topologySpreadConstraints
	constraint.topologyKey == "kubernetes.io/hostname"
	selector.matches(constraint.labelSelector, w.labels)
]

deny := report.findings(rule, violations)
