# METADATA
# title: Every declared pool has its nodes, reserved and in its own subnets
# description: >-
#   Pods take addresses of their node's subnet, so a pool decides who may route where. A pool without its taint takes anybody's pods in; a
#   pool in other subnets gives the card-data environment the routes of the rest.
# custom:
#   code: PT-564
#   severity: high
#   what_to_do: Give the node group the label and the taint payment-topology.dev/pool of its pool, and the subnets of the pool's tier.
#   applies: [terraform]
#   expects: cloud_pools
#   references: [https://docs.aws.amazon.com/eks/latest/userguide/node-taints-managed-node-groups.html]
package payments.terraform.node_pools

import data.lib.cloud_routes as routes
import data.lib.declared
import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

label := "payment-topology.dev/pool"

subjects := [{"root": region.root, "path": region.path, "id": sprintf("node pool %s", [name]), "pool": pool, "name": name} |
	some region in declared.regions
	region.topology.environment.cloud.kind == "aws"
	some name, pool in region.topology.nodePools
]

violations contains report.problem(s, "no node group", sprintf("an aws_eks_node_group with the label %s=%s", [label, s.name])) if {
	some s in subjects
	count(groups(s)) == 0
}

violations contains report.problem(group, sprintf("pool %s without its taint", [s.name]), sprintf("the taint %s=%s with NO_SCHEDULE", [label, s.name])) if {
	some s in subjects
	some group in groups(s)
	not is_tainted(group, s.name)
}

violations contains report.problem(group, sprintf("subnets of tier %s", [tier]), sprintf("subnets of tier %s", [s.pool.tier])) if {
	some s in subjects
	some group in groups(s)
	some subnet in tf.pointed(group, group.body.subnet_ids, "aws_subnet")
	tier := routes.tier(subnet)
	tier != s.pool.tier
}

violations contains report.problem(group, sprintf("%s %v", [field, size]), sprintf("%s %d, as pool %s was sized for each zone", [field, planned, s.name])) if {
	some s in subjects
	some group in groups(s)
	some field, planned in {"min_size": s.pool.perZone.min, "max_size": s.pool.perZone.max}
	some size in tf.at(group.body, concat(".", ["scaling_config", field]))
	size != planned
}

violations contains report.problem(group, "a node group of no declared pool", sprintf("the label %s with a declared pool", [label])) if {
	some group in tf.all("aws_eks_node_group")
	topology := declared.topology(group.root)
	not topology.nodePools[group.body.labels[label]]
}

deny := report.findings(rule, violations)

groups(s) := [group |
	some group in tf.all("aws_eks_node_group")
	group.root == s.root
	group.body.labels[label] == s.name
]

is_tainted(group, name) if {
	some taint in tf.blocks(group.body.taint)
	taint.key == label
	taint.value == name
	taint.effect == "NO_SCHEDULE"
}
