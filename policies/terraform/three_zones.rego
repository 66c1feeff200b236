# METADATA
# title: What must survive a zone stands in all zones
# description: >-
#   A subnet group, node group, load balancer or endpoint with subnets in one zone goes down with that zone, whatever runs in the
#   others. Subnets are followed to their resource, through remote state too.
# custom:
#   code: PT-520
#   severity: high
#   what_to_do: Name one subnet in each zone of the region.
#   applies: [terraform]
#   expects: cloud_stores
#   references: [https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/availability-zones.html]
package payments.terraform.three_zones

import data.lib.declared
import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

fields := {
	"aws_db_subnet_group": ["subnet_ids"],
	"aws_eks_cluster": ["vpc_config.subnet_ids"],
	"aws_elasticache_subnet_group": ["subnet_ids"],
	"aws_lb": ["subnets", "subnet_mapping.subnet_id"],
	"aws_msk_cluster": ["broker_node_group_info.client_subnets"],
	"aws_networkfirewall_firewall": ["subnet_mapping.subnet_id"],
	"aws_vpc_endpoint": ["subnet_ids"],
}

subjects := array.concat(alone, together)

# Subnets that stand elsewhere (a variable, another team's state) cannot be judged, unless all of this was declared here.
alone := [object.union(r, {"zones": zones_of(r, written), "needed": needed}) |
	some type, paths in fields
	some r in tf.resources[type]
	written := [value | some path in paths; some value in tf.at(r.body, path)]
	not is_gateway(type, r)
	is_followed(r, written)
	needed := zones(r.root)
	needed > 1
]

# Node groups with the same labels are one pool, often with a group for each zone.
together := [object.union(group, {"zones": pool_zones, "needed": needed}) |
	some group in tf.resources.aws_eks_node_group
	key := pool_of(group)
	pool_zones := zones_of_pool[key]
	needed := zones(group.root)
	needed > 1
]

violations contains report.problem(s, sprintf("subnets in %d zones", [count(s.zones)]), sprintf("subnets in %d zones", [s.needed])) if {
	some s in subjects
	count(s.zones) < s.needed
}

deny := report.findings(rule, violations)

is_gateway("aws_vpc_endpoint", r) if object.get(r.body, "vpc_endpoint_type", "Gateway") != "Interface"

is_followed(r, _) if declared.has_topology(r.root)

is_followed(r, written) if {
	count(written) > 0
	count(tf.pointed(r, written, "aws_subnet")) == count(written)
}

zones_of(r, written) := {zone | some subnet in tf.pointed(r, written, "aws_subnet"); zone := object.get(subnet.body, "availability_zone", object.get(subnet.body, "availability_zone_id", null))}

zones_of_pool := found

found[key] contains zone if {
	some group in tf.resources.aws_eks_node_group
	written := tf.at(group.body, "subnet_ids")
	is_followed(group, written)
	key := pool_of(group)
	some zone in zones_of(group, written)
}

pool_of(group) := concat(" ", [group.root, json.marshal(object.get(group.body, "labels", {}))])

zones(root) := declared.zones(root)

# A stranger's region is taken to have three.
zones(root) := 3 if not declared.has_topology(root)
