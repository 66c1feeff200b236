# METADATA
# title: Nothing but the card-data environment runs on its nodes
# description: >-
#   A neighbour on a node shares its kernel, its disk and its network interfaces with card data, and is in scope
#   from then on. A toleration of everything is a toleration of that pool.
# custom:
#   code: PT-263
#   severity: high
#   what_to_do: Remove the toleration, or move the workload into the cde segment if it belongs there.
#   applies: [kubernetes]
#   expects: cde_segments
#   references: [https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/]
package payments.workload.cde_nodes

import data.lib.declared
import data.lib.placement
import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := [w | some w in workloads.all; w.root in roots_with_cde]

violations contains report.problem(w, "a toleration of the pool of the card-data environment", "a toleration of its own pool only") if {
	some w in subjects
	scope(w) != "cde"
	placement.tolerates(w, placement.cde)
}

violations contains report.problem(w, "no selector of the pool of the card-data environment", sprintf("%s: %s", [placement.pool_label, placement.cde])) if {
	some w in subjects
	scope(w) == "cde"
	not workloads.declaration(w)
	object.get(w.pod, ["nodeSelector", placement.pool_label], "") != placement.cde
}

roots_with_cde contains region.root if {
	some region in declared.regions
	some segment in region.topology.segments
	segment.scope == "cde"
}

roots_with_cde contains w.root if {
	some w in workloads.all
	scope(w) == "cde"
}

scope(w) := workloads.declaration(w).scope

scope(w) := object.get(w.labels, "payment-topology.dev/scope", "") if not workloads.declaration(w)

deny := report.findings(rule, violations)
