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
import data.lib.planned
import data.lib.report

rule := report.rule(rego.metadata.chain())

kinds := ["KafkaUser"]

subjects := array.concat(plans, objects.of_kind("KafkaUser"))

violations contains violation if some violation in planned.violations(plans, kinds)

plans := [planned.of(w, "KafkaUser", kafka.namespace, w.name, {"spec": {
	"authentication": {"type": "tls"},
	"authorization": {"type": "simple", "acls": acls},
}}) |
	some w in declared.workloads
	topology := declared.topology(w.root)
	some kafka in topology.kafka
	kafka.namespace != null
	acls := rights(w.name, topology)
	count(acls) > 0
]

rights(name, topology) := array.concat(
	array.concat(
		[grant("topic", topic.name, "literal", ["Describe", "Write"]) | some topic in topology.topics; name in topic.publishers],
		[grant("topic", topic.name, "literal", ["Describe", "Read"]) | some topic in topology.topics; name in topic.consumers],
	),
	array.concat(
		[grant("transactionalId", sprintf("%s-", [name]), "prefix", ["Describe", "Write"]) | publishes(name, topology)],
		[grant("group", name, "literal", ["Read"]) | consumes(name, topology)],
	),
)

grant(type, name, pattern, operations) := {"resource": {"type": type, "name": name, "patternType": pattern}, "operations": operations, "host": "*"}

publishes(name, topology) if {
	some topic in topology.topics
	name in topic.publishers
}

consumes(name, topology) if {
	some topic in topology.topics
	name in topic.consumers
}

# Without a topology: what is right of every user.
violations contains report.problem(user, sprintf("rights on every %s", [acl.resource.type]), "names") if {
	some user in foreign
	some acl in user.object.spec.authorization.acls
	object.get(acl.resource, "name", "*") == "*"
}

violations contains report.problem(user, "no authorization", "the topics that it needs") if {
	some user in foreign
	not user.object.spec.authorization
}

violations contains report.problem(user, sprintf("authentication '%s'", [type]), "tls") if {
	some user in foreign
	type := object.get(user.object, ["spec", "authentication", "type"], "none")
	not startswith(type, "tls")
}

foreign := [user | some user in objects.of_kind("KafkaUser"); not declared.has_topology(user.root)]

deny := report.findings(rule, violations)
