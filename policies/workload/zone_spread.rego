# METADATA
# title: Pods spread over zones in a way that heals when a zone is lost
# description: >-
#   `nodeTaintsPolicy` is `Ignore` unless set: a dead zone then still counts as a domain with no pods, and `maxSkew: 1`
#   with `DoNotSchedule` leaves its pods pending (measured: 4 of 6 running). `minDomains` above zones - 1 has the same effect.
# custom:
#   code: PT-213
#   severity: high
#   what_to_do: Spread over topology.kubernetes.io/zone with maxSkew 1, nodeTaintsPolicy Honor, minDomains at most zones - 1 and, in a Deployment, matchLabelKeys [pod-template-hash].
#   applies: [kubernetes]
#   expects: spread
#   references: [https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/]
package payments.workload.zone_spread

import data.lib.declared
import data.lib.report
import data.lib.selector
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

# Where there is one zone, there is nothing to spread over.
subjects := [w | some w in workloads.serving; zones(w.root) > 1]

violations contains report.problem(w, "no spread over zones that selects its own pods", "a constraint on topology.kubernetes.io/zone") if {
	some w in subjects
	is_required(w)
	count(constraints_of(w)) == 0
}

violations contains report.problem(w, sprintf("whenUnsatisfiable %s in tier %d", [constraint.whenUnsatisfiable, w.tier]), "DoNotSchedule") if {
	some [w, constraint] in constraints
	w.tier <= 2
	constraint.whenUnsatisfiable != "DoNotSchedule"
}

violations contains report.problem(w, sprintf("maxSkew %d over zones", [constraint.maxSkew]), "maxSkew 1") if {
	some [w, constraint] in constraints
	constraint.maxSkew != 1
}

violations contains report.problem(w, "a spread in which a dead zone still counts", "nodeTaintsPolicy Honor") if {
	some [w, constraint] in hard
	object.get(constraint, "nodeTaintsPolicy", "Ignore") != "Honor"
}

violations contains report.problem(w, sprintf("minDomains %d of %d zones", [constraint.minDomains, zones(w.root)]), "at most zones - 1") if {
	some [w, constraint] in hard
	constraint.minDomains >= zones(w.root)
}

violations contains report.problem(w, "a spread that counts the pods of the old revision", "matchLabelKeys [pod-template-hash]") if {
	some [w, constraint] in hard
	w.kind == "Deployment"
	not "pod-template-hash" in object.get(constraint, "matchLabelKeys", [])
}

deny := report.findings(rule, violations)

is_required(w) if w.tier <= 2

is_required(w) if workloads.declaration(w)

hard := [[w, constraint] | some [w, constraint] in constraints; constraint.whenUnsatisfiable == "DoNotSchedule"]

constraints := [[w, constraint] | some w in subjects; some constraint in constraints_of(w)]

constraints_of(w) := [constraint |
	some constraint in w.pod.topologySpreadConstraints
	constraint.topologyKey == "topology.kubernetes.io/zone"
	selector.matches(constraint.labelSelector, w.labels)
]

zones(root) := declared.zones(root)

# A stranger's cluster is taken to have three.
zones(root) := 3 if not declared.has_topology(root)
