# METADATA
# title: A PostgreSQL cluster keeps what it acknowledged when a zone is lost
# description: >-
#   One instance in each zone and at least one synchronous copy; without `dataDurability: required` the cluster goes
#   on alone and what it acknowledged dies with it. Clients come with certificates over TLS.
# custom:
#   code: PT-272
#   severity: high
#   what_to_do: >-
#     Set three instances, synchronous replication with dataDurability required, TLS-only pg_hba, and no superuser
#     access.
#   applies: [kubernetes]
#   expects: postgres_operated
#   references: [https://cloudnative-pg.io/documentation/current/replication/#synchronous-replication]
package payments.workload.postgres_cluster

import data.lib.declared
import data.lib.objects
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := array.concat(wanted, clusters)

wanted := [declared.wanted({"root": region.root, "path": region.path, "namespace": store.namespace, "declared": store}, "Cluster", name) |
	some region in declared.regions
	some name, store in region.topology.postgres
	store.namespace != null
]

clusters := objects.of_kind("Cluster")

violations contains report.problem(thing, "no such cluster", "the declared one") if {
	some thing in wanted
	not objects.exists(thing.root, "Cluster", thing.namespace, thing.name)
}

violations contains report.problem(cluster, sprintf("%d instances", [instances(cluster)]), sprintf("at least %d", [least(cluster)])) if {
	some cluster in clusters
	instances(cluster) < least(cluster)
}

violations contains report.problem(cluster, "no synchronous copy that is required", "synchronous replication with dataDurability required") if {
	some cluster in clusters
	instances(cluster) > 1
	not is_durable(cluster)
}

violations contains report.problem(cluster, "instances that may share a zone", "required anti-affinity over topology.kubernetes.io/zone") if {
	some cluster in clusters
	least(cluster) > 1
	not is_spread(cluster.object.spec.affinity)
}

violations contains report.problem(cluster, "access of the superuser over the network", "enableSuperuserAccess: false") if {
	some cluster in clusters
	object.get(cluster.object, ["spec", "enableSuperuserAccess"], false) != false
}

violations contains report.problem(cluster, sprintf("the rule '%s'", [line]), "hostssl with certificates") if {
	some cluster in clusters
	some line in cluster.object.spec.postgresql.pg_hba
	regex.match(`^\s*host(nossl)?\s`, line)
	not endswith(trim_space(line), "reject")
}

violations contains report.problem(cluster, sprintf("no refusal of connections without TLS", []), "host all all all reject") if {
	some cluster in clusters
	not has_refusal(cluster)
}

instances(cluster) := object.get(cluster.object, ["spec", "instances"], 1)

least(cluster) := 3 if not declared.has_topology(cluster.root)

least(cluster) := min([3, declared.zones(cluster.root)]) if declared.has_topology(cluster.root)

is_durable(cluster) if {
	synchronous := cluster.object.spec.postgresql.synchronous
	synchronous.number >= 1
	object.get(synchronous, "dataDurability", "required") == "required"
}

is_spread(affinity) if {
	affinity.podAntiAffinityType == "required"
	affinity.topologyKey == "topology.kubernetes.io/zone"
	object.get(affinity, "enablePodAntiAffinity", true)
}

has_refusal(cluster) if {
	some line in cluster.object.spec.postgresql.pg_hba
	regex.match(`^\s*host(nossl)?\s+all\s+all\s+all\s+reject`, line)
}

deny := report.findings(rule, violations)
