# METADATA
# title: Every security group rule is a declared conversation
# description: >-
#   Each rule is compared with the edges of the topology, seen as a network sees them: a pod is its node pool, an instance its store. A
#   rule without an edge is a hole; a rule by addresses where a group exists lets in whatever stands there next.
# custom:
#   code: PT-552
#   severity: high
#   what_to_do: Declare the edge on the caller, or remove the rule.
#   applies: [terraform]
#   expects: cloud_clusters
#   references: [https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html]
package payments.terraform.declared_conversations

import data.lib.cloud_network as network
import data.lib.declared
import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := [object.union(entry, {"peer": peer, "own": own}) |
	some entry in network.group_rules
	declared.has_topology(entry.root)
	some own in owners(entry)
	some peer in (entry.ranges | peers(entry))
]

violations contains report.problem(s, sprintf("%s between %s and %s", [network.name_of(s), s.own, s.peer]), "an edge that declares it") if {
	some s in subjects
	not is_declared(s)
}

deny := report.findings(rule, violations)

owners(entry) := {network.place_of(group) | some group in tf.pointed(entry, object.get(entry.body, "security_group_id", ""), "aws_security_group")} if {
	entry.body.security_group_id
} else := {network.place_of(entry)}

# What cannot be followed to a group keeps its own name, which no edge has.
peers(entry) := {name | some value in entry.peers; some name in followed(entry, value)}

followed(entry, value) := {network.place_of(group) | some group in found} if {
	found := tf.pointed(entry, value, "aws_security_group")
	count(found) > 0
} else := {value}

is_declared(s) if {
	s.direction == "egress"
	has_port(s, s.own, s.peer)
}

is_declared(s) if {
	s.direction == "ingress"
	has_port(s, s.peer, s.own)
}

# Each port of the rule is declared.
has_port(s, from, to) if {
	count(inside(s, from, to)) == (s.to - s.from) + 1
}

# Every port at once is a finding of its own.
has_port(s, from, to) if {
	network.is_everything(s)
	count(inside(s, from, to)) > 0
}

inside(s, from, to) := {port | some port in network.conversations[s.root][from][to][s.protocol]; port >= s.from; port <= s.to}
