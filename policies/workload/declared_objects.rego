# METADATA
# title: Nothing stands in the output that nobody declared
# description: >-
#   What no rule knows no rule refuses: a release of a chart, a policy of another network plug-in, an address without
#   pods, a second autoscaler, a policy in a namespace of the cluster. So it is not asked whether an object is bad, but
#   whether the topology asks for it.
# custom:
#   code: PT-207
#   severity: high
#   what_to_do: Remove it, or declare what needs it in the catalog.
#   applies: [kubernetes]
#   expects: workloads
#   references: [docs/architecture.md]
package payments.workload.declared_objects

import data.lib.declared
import data.lib.documents
import data.lib.kinds
import data.lib.objects
import data.lib.plan_objects
import data.lib.plan_pods
import data.lib.planned
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := array.concat(emitted, strays)

emitted := [entry | some entry in objects.all; declared.has_topology(entry.root)]

strays := [document | some document in documents.others; declared.has_topology(document.root)]

violations contains report.problem(entry, sprintf("a %s that nobody declared", [entry.kind]), "what the topology asks for") if {
	some entry in emitted
	not planned.key(entry.root, entry.kind, entry.namespace, entry.name) in asked
	not entry.kind in judged_elsewhere
	not is_of_another_version(entry)
}

violations contains report.problem(document, "a document that is neither an object nor Terraform", "what the topology asks for") if {
	some document in strays
}

# Whoever declares a folder within a region judges it by words of his own.
violations contains report.problem(inner, sprintf("a topology within the region %s", [outer.region]), "one topology for a region") if {
	some region in documents.topologies
	above := (({""} | documents.folders(region.path)) - {region.root}) & topology_roots
	some outer in documents.topologies
	outer.root in above
	inner := {"root": region.root, "path": region.path, "id": region.path}
}

topology_roots := {region.root | some region in documents.topologies}

asked := {planned.key(plan.root, plan.kind, plan.namespace, plan.name) | some plan in array.concat(plan_pods.plans, plan_objects.plans)} | others

# A rule that plans objects of a kind speaks itself of those that nobody planned.
judged_elsewhere := {kind | some kind in data.payments.workload[_].kinds}

# The rule of versions says so.
is_of_another_version(entry) if {
	entry.kind != entry.object.kind
	count(kinds.versions(entry.object.apiVersion, entry.object.kind)) > 0
}

# Names of what other rules compare field by field.
others := {planned.key(region.root, kind, namespace, name) |
	some region in declared.regions
	some [kind, namespace, name] in names(region.topology)
}

names(topology) := union({
	{["Kustomization", "", ""]},
	{["ConfigMap", thing.namespace, name] |
		some things in [topology.workloads, topology.jobs]
		some thing in things
		some name in [thing.name, sprintf("%s-endpoints", [thing.name])]
	},
	{[kind, store.namespace, sprintf("%s%s", [store.name, suffix])] |
		some store in topology.kafka
		some [kind, suffix] in [["Kafka", ""], ["KafkaNodePool", "-brokers"], ["KafkaNodePool", "-controllers"]]
	},
	{["KafkaTopic", store.namespace, name] | some store in topology.kafka; some name, _ in topology.topics},
	{["KafkaUser", store.namespace, w.name] | some store in topology.kafka; some w in topology.workloads; count(w.publishes) + count(w.consumes) > 0},
	{["Cluster", store.namespace, store.name] | some store in topology.postgres},
	{["DatabaseRole", store.namespace, sprintf("%s-%s", [store.name, replace(role, "_", "-")])] |
		some store in topology.postgres
		some role in array.concat(["administrator"], [each.role | some each in store.roles])
	},
})

deny := report.findings(rule, violations)
