# METADATA
# title: A load balancer has let go of a pod before the pod stops
# description: >-
#   A pod answers during its preStop. Until its end the load balancer has closed its last connection: what it keeps longer, it keeps to a process that
#   shuts down, and callers see a reset. What it closes earlier than a request may take is cut as well.
# custom:
#   code: PT-536
#   severity: high
#   what_to_do: Set deregistration_delay as planned, within the preStop of the workload behind the route; AWS takes 300 s where nothing is written.
#   applies: [terraform]
#   expects: cloud_routes
#   references: [https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#deregistration-delay]
package payments.terraform.target_group_drain

import data.lib.declared
import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

# Groups of functions have nobody who stops.
subjects := [group | some group in tf.all("aws_lb_target_group"); not group.body.target_type in {"alb", "lambda"}]

# The workload that answers a route is behind the group of its name.
behind := [[group, workload, region.topology] |
	some group in subjects
	some region in declared.regions
	region.root == group.root
	some workload in region.topology.workloads
	workload.route != null
	group.body.name == substring(sprintf("%s-%s", [region.topology.environment.name, workload.route.name]), 0, 32)
]

# It begins to let go when it has heard of the end of the pod.
violations contains report.problem(group, sprintf("connections kept for %d s", [delay(group)]), sprintf("at most %d s: preStop of %s is %d s, and %d s pass before", [preStop - before, workload.name, preStop, before])) if {
	some [group, workload, topology] in behind
	preStop := workload.drain.preStopSeconds
	before := object.get(topology, ["numbers", "inputs", "forgetting"], 0)
	delay(group) > preStop - before
}

violations contains report.problem(group, sprintf("connections kept for %d s", [delay(group)]), sprintf("%d s at least, which a request of %s may take", [least, workload.name])) if {
	some [group, workload, _] in behind
	least := ceil(workload.drain.longestCallMs / 1000) + workload.drain.commitSeconds
	delay(group) < least
}

delay(group) := to_number(object.get(group.body, "deregistration_delay", "300"))

deny := report.findings(rule, violations)
