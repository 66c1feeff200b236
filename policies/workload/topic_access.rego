# METADATA
# title: A service may publish and consume what it declared, and nothing else
# description: >-
#   A right on every topic is a right on the ledger's journals. Each user has literal names; the list of a service
#   in the catalog is the whole list.
# custom:
#   code: PT-275
#   severity: high
#   what_to_do: Emit the KafkaUser of the service with its declared topics.
#   applies: [kubernetes]
#   expects: kafka_operated
#   references: [https://strimzi.io/docs/operators/latest/configuring#type-KafkaUserSpec-reference]
package payments.workload.topic_access

import data.lib.declared
import data.lib.objects
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := array.concat(wanted, users)

wanted := [declared.wanted({"root": w.root, "path": w.path, "namespace": kafka.namespace, "declared": w.declared}, "KafkaUser", w.name) |
	some w in declared.workloads
	count(w.declared.publishes) + count(w.declared.consumes) > 0
	some kafka in declared.topology(w.root).kafka
	kafka.namespace != null
]

users := objects.of_kind("KafkaUser")

violations contains report.problem(thing, "no such user", "the user of a service with topics") if {
	some thing in wanted
	not objects.exists(thing.root, "KafkaUser", thing.namespace, thing.name)
}

violations contains report.problem(user, sprintf("%s on topic '%s'", [operation, acl.resource.name]), "declared topics by name") if {
	some [user, acl, operation] in rights
	acl.resource.type == "topic"
	not is_permitted(user, acl.resource, operation)
}

violations contains report.problem(user, sprintf("%s on every %s", [operation, acl.resource.type]), "names") if {
	some [user, acl, operation] in rights
	acl.resource.type != "topic"
	object.get(acl.resource, "name", "*") == "*"
}

violations contains report.problem(user, sprintf("authentication '%s'", [type]), "tls") if {
	some user in users
	type := object.get(user.object, ["spec", "authentication", "type"], "none")
	type != "tls"
}

rights := [[user, acl, operation] |
	some user in users
	some acl in user.object.spec.authorization.acls
	some operation in acl.operations
]

is_permitted(user, resource, _) if {
	not declared.has_topology(user.root)
	resource.name != "*"
}

is_permitted(user, resource, operation) if {
	resource.patternType == "literal"
	topic := declared.topology(user.root).topics[resource.name]
	user.name in members(topic, operation)
}

members(topic, "Write") := topic.publishers

members(topic, "Read") := topic.consumers

members(topic, "Describe") := array.concat(topic.publishers, topic.consumers)

deny := report.findings(rule, violations)
