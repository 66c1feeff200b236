# METADATA
# title: The internet is let in where an edge says so, and nowhere else
# description: >-
#   A rule for 0.0.0.0/0 or ::/0 makes everybody a caller, or lets anything leave. The load balancers of declared routes take callers from the
#   internet; nothing else does, and what leaves goes to the addresses of a provider.
# custom:
#   code: PT-550
#   severity: high
#   what_to_do: Name the peer's security group or address block, or declare the edge.
#   applies: [terraform]
#   expects: cloud_clusters
#   references: [https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html]
package payments.terraform.open_ranges

import data.lib.cloud_network as network
import data.lib.declared
import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := network.rules

violations contains report.problem(entry, sprintf("%s open to %s", [network.name_of(entry), range]), "a declared peer") if {
	some entry in subjects
	some range in (entry.ranges & network.everywhere)
	not is_entrance(entry)
	not is_reply(entry)
}

deny := report.findings(rule, violations)

# Callers of a load balancer that an edge, or its own listener, takes from the internet.
is_entrance(entry) if {
	entry.direction == "ingress"
	entry.protocol == "tcp"
	entry.from == entry.to
	entry.to in entrances(entry.root)
	faces_internet(entry)
}

faces_internet(entry) if entry.kind == "list"

faces_internet(entry) if {
	some balancer in tf.resources.aws_lb
	balancer.root == entry.root
	not true in tf.at(balancer.body, "internal")
	groups(entry) & tf.targets(balancer, balancer.body.security_groups) != set()
}

groups(entry) := {entry.key} | tf.targets(entry, object.get(entry.body, "security_group_id", ""))

entrances(root) := {edge.port |
	some edge in declared.topology(root).edges
	edge.from == "network/internet"
	startswith(edge.to, "load-balancer/")
} if declared.has_topology(root)

entrances(root) := {80, 443} if not declared.has_topology(root)

# An access list has no memory: what callers are answered leaves by the high ports.
is_reply(entry) if {
	entry.kind == "list"
	entry.direction == "egress"
	entry.protocol == "tcp"
	entry.from >= 1024
	some other in network.list_rules
	other.key == entry.key
	is_entrance(other)
}
