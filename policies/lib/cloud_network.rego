# METADATA
# title: What a network allows, in one shape
# description: >-
#   Security-group rules and access-list entries can be written in six ways. Each becomes one entry with `group` (the resource that
#   carries it, or none), `direction`, `protocol`, `from`, `to`, `ranges` (CIDR blocks) and `peers` (values that name groups).
package lib.cloud_network

import data.lib.declared
import data.lib.terraform as tf

everywhere := {"0.0.0.0/0", "::/0"}

# What security groups allow.
group_rules := array.concat(array.concat(separate, inline), classic)

# What access lists allow. A list has no peers, only blocks.
list_rules := array.concat(entries, list_entries)

rules := array.concat(group_rules, list_rules)

separate := [allowed(r, "group", direction, r.body, {
	"protocol": "ip_protocol",
	"ranges": ["cidr_ipv4", "cidr_ipv6"],
	"peers": ["referenced_security_group_id", "prefix_list_id"],
}) |
	some direction, type in {"ingress": "aws_vpc_security_group_ingress_rule", "egress": "aws_vpc_security_group_egress_rule"}
	some r in tf.resources[type]
]

classic := [allowed(r, "group", r.body.type, r.body, fields) | some r in tf.resources.aws_security_group_rule]

inline := [allowed(r, "group", direction, block, fields) |
	some r in tf.resources.aws_security_group
	some direction in ["ingress", "egress"]
	some block in tf.blocks(r.body[direction])
]

entries := [allowed(r, "list", direction, block, fields) |
	some type in ["aws_network_acl", "aws_default_network_acl"]
	some r in tf.resources[type]
	some direction in ["ingress", "egress"]
	some block in tf.blocks(r.body[direction])
	lower(block.action) == "allow"
]

list_entries := [allowed(r, "list", {true: "egress", false: "ingress"}[object.get(r.body, "egress", false)], r.body, fields) |
	some r in tf.resources.aws_network_acl_rule
	lower(r.body.rule_action) == "allow"
]

fields := {
	"protocol": "protocol",
	"ranges": ["cidr_blocks", "ipv6_cidr_blocks", "cidr_block", "ipv6_cidr_block"],
	"peers": ["source_security_group_id", "security_groups", "self", "prefix_list_ids"],
}

allowed(r, kind, direction, block, names) := object.union(r, {
	"kind": kind,
	"direction": direction,
	"protocol": protocol(object.get(block, names.protocol, "-1")),
	"from": tf.plain(object.get(block, "from_port", null)),
	"to": tf.plain(object.get(block, "to_port", null)),
	"ranges": {range | some field in names.ranges; some range in tf.at(block, field)},
	"peers": {peer | some field in names.peers; some peer in tf.at(block, field); peer != false},
})

protocol(value) := object.get({"6": "tcp", "17": "udp", "1": "icmp", "-1": "all"}, text, text) if text := lower(sprintf("%v", [value]))

# Every port of a protocol, or every protocol.
is_everything(entry) if entry.protocol == "all"

is_everything(entry) if {
	entry.protocol in {"tcp", "udp"}
	object.get(entry, "from", null) in {0, 1, null}
	object.get(entry, "to", null) in {65535, null}
}

# `ingress tcp/443`, `egress all`
name_of(entry) := sprintf("%s %s", [entry.direction, entry.protocol]) if entry.from == null

else := sprintf("%s %s/%v", [entry.direction, entry.protocol, entry.from]) if entry.from == entry.to

else := sprintf("%s %s/%v-%v", [entry.direction, entry.protocol, entry.from, entry.to])

# ---- places: what a cloud network sees of the topology ---------------------------------------------------------------

# `conversations[root][from][to][protocol]`: ports that an edge declares between two places. A place is a pool, a store, a load
# balancer, an endpoint or the control plane, as its security group is named, or a block of addresses outside.
conversations := found_conversations

found_conversations[region.root][from][to][lower(edge.protocol)] contains edge.port if {
	some region in declared.regions
	some edge in region.topology.edges
	some from in places[region.root][edge.from]
	some to in places[region.root][edge.to]
}

places := found_places

found_places[region.root][key] := place(region.topology, peer) if {
	some region in declared.regions
	some key, peer in region.topology.peers
}

place(topology, peer) := {concat("-", ["pool", pool]) | some pool in pools(topology, peer)} if {
	peer.pods != null
} else := {concat("-", ["pool", peer.pool])} if {
	peer.kind == "nodes"
} else := {slug("store", regex.replace(peer.name, `-(replica|instances)$`, ""))} if {
	peer.kind == "store"
} else := {slug(short, peer.name)} if {
	short := {"aws-api": "endpoint", "load-balancer": "lb"}[peer.kind]
} else := {"control-plane"} if {
	peer.name == "control-plane"
} else := {range | some range in peer.cidrs}

# Pods without a pool run on every node.
pools(_, peer) := {peer.pool} if peer.pool != null

pools(topology, peer) := object.keys(topology.nodePools) if peer.pool == null

slug(kind, name) := concat("-", [kind, regex.replace(name, `[^A-Za-z0-9]+`, "-")])

# The place that a security group stands for, by its name.
place_of(group) := trim_prefix(group.body.name, concat("", [tf.prefix(group.root), "-"]))
