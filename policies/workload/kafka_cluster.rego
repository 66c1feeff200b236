# METADATA
# title: A Kafka cluster takes encrypted, authenticated clients only and forgets nothing
# description: >-
#   A plain listener carries money in clear text; a topic that makes itself has one copy; an unclean leader drops
#   what was acknowledged.
# custom:
#   code: PT-271
#   severity: high
#   what_to_do: >-
#     Set TLS with authentication on every listener, simple authorization, rack awareness, and the broker settings of
#     the reference.
#   applies: [kubernetes]
#   expects: kafka_operated
#   references: [https://strimzi.io/docs/operators/latest/configuring#type-Kafka-reference]
package payments.workload.kafka_cluster

import data.lib.declared
import data.lib.objects
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := array.concat(wanted, clusters)

wanted := [declared.wanted({"root": region.root, "path": region.path, "namespace": store.namespace, "declared": store}, "Kafka", name) |
	some region in declared.regions
	some name, store in region.topology.kafka
	store.namespace != null
]

clusters := objects.of_kind("Kafka")

violations contains report.problem(thing, "no such cluster", "the declared one") if {
	some thing in wanted
	not objects.exists(thing.root, "Kafka", thing.namespace, thing.name)
}

violations contains report.problem(thing, sprintf("%d brokers", [seen]), sprintf("%d as planned", [thing.declared.brokers])) if {
	some thing in wanted
	seen := nodes(thing, "broker")
	seen != thing.declared.brokers
}

violations contains report.problem(thing, sprintf("%d controllers", [seen]), sprintf("at least %d", [least])) if {
	some thing in wanted
	seen := nodes(thing, "controller")
	least := min([3, declared.zones(thing.root)])
	seen < least
}

nodes(thing, role) := sum([pool.object.spec.replicas |
	some pool in objects.in_namespace(thing.root, "KafkaNodePool", thing.namespace)
	pool.object.metadata.labels["strimzi.io/cluster"] == thing.name
	role in pool.object.spec.roles
])

violations contains report.problem(cluster, sprintf("listener '%s' without TLS", [listener.name]), "tls: true") if {
	some cluster in clusters
	some listener in cluster.object.spec.kafka.listeners
	object.get(listener, "tls", false) != true
}

violations contains report.problem(cluster, sprintf("listener '%s' for anybody", [listener.name]), "authentication") if {
	some cluster in clusters
	some listener in cluster.object.spec.kafka.listeners
	not listener.authentication.type
}

violations contains report.problem(cluster, sprintf("listener '%s' of type %s", [listener.name, listener.type]), "internal") if {
	some cluster in clusters
	some listener in cluster.object.spec.kafka.listeners
	not object.get(listener, "type", "none") in {"internal", "cluster-ip"}
}

violations contains report.problem(cluster, "no authorization", "type simple: denied without a rule") if {
	some cluster in clusters
	not cluster.object.spec.kafka.authorization.type
}

violations contains report.problem(cluster, sprintf("%s %v", [setting, seen]), sprintf("%v", [want])) if {
	some cluster in clusters
	some setting, want in settings(cluster.root)
	seen := object.get(cluster.object, ["spec", "kafka", "config", setting], "absent")
	seen != want
}

violations contains report.problem(cluster, "no rack awareness", "rack.topologyKey topology.kubernetes.io/zone") if {
	some cluster in clusters
	is_spread(cluster.root)
	object.get(cluster.object, ["spec", "kafka", "rack", "topologyKey"], "") != "topology.kubernetes.io/zone"
}

settings(root) := object.union(safe, copies(root))

safe := {"auto.create.topics.enable": false, "unclean.leader.election.enable": false}

copies(root) := {
	"default.replication.factor": 3,
	"min.insync.replicas": 2,
	"offsets.topic.replication.factor": 3,
	"transaction.state.log.replication.factor": 3,
	"transaction.state.log.min.isr": 2,
} if is_spread(root)

else := {}

is_spread(root) if not declared.has_topology(root)

is_spread(root) if declared.zones(root) >= 3

deny := report.findings(rule, violations)
