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
import data.lib.objects
import data.lib.placement
import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := [w | some w in workloads.all; w.root in roots_with_cde]

violations contains report.problem(w, "a toleration of the pool of the card-data environment", "a toleration of its own pool only") if {
	some w in subjects
	not is_cde(w)
	placement.tolerates(w, placement.cde)
}

# Whatever the topology says of its pool; where it says this one, the rule of pools asks for it.
violations contains report.problem(w, "no selector of the pool of the card-data environment", sprintf("%s: %s", [placement.pool_label, placement.cde])) if {
	some w in subjects
	is_cde(w)
	object.get(w.pod, ["nodeSelector", placement.pool_label], "") != placement.cde
	not is_planned_there(w)
}

is_planned_there(w) if workloads.declaration(w).pool == placement.cde

roots_with_cde contains place[0] if some place in cde_namespaces

roots_with_cde contains w.root if {
	some w in workloads.all
	is_cde(w)
}

# One voice is enough: the declaration, the pods themselves, or their namespace.
is_cde(w) if workloads.declaration(w).scope == "cde"

is_cde(w) if w.labels["payment-topology.dev/scope"] == "cde"

is_cde(w) if [w.root, w.namespace] in cde_namespaces

cde_namespaces contains [segment.root, segment.namespace] if {
	some segment in declared.segments
	segment.declared.scope == "cde"
}

cde_namespaces contains [entry.root, entry.name] if {
	some entry in objects.of_kind("Namespace")
	entry.object.metadata.labels["payment-topology.dev/scope"] == "cde"
}

deny := report.findings(rule, violations)
