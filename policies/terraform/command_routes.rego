# METADATA
# title: Command routes change region only by a person's act
# description: >-
#   A health check cannot know whether the other region still moves money; switching commands by itself makes two writers. Routes that only
#   store what arrives may follow a health check.
# custom:
#   code: PT-586
#   severity: high
#   what_to_do: Use one plain record whose target an operator changes; no failover, weighted or latency policy, and no health check of AWS.
#   applies: [terraform]
#   expects: cloud_routes
#   references: [https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover.html]
package payments.terraform.command_routes

import data.lib.declared
import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

# Every route but the one that only stores what providers report.
subjects := [{"root": region.root, "path": region.path, "id": sprintf("route %s", [route]), "host": host, "role": region.topology.region.role} |
	some region in declared.regions
	region.topology.environment.cloud.kind == "aws"
	some route, host in region.topology.environment.hosts
	route != "webhook"
	some edge in region.topology.edges
	edge.to == concat("/", ["load-balancer", route])
]

violations contains report.problem(record, "a record of a command route in a standby", "none until an operator promotes the region") if {
	some s in subjects
	s.role == "standby"
	some record in records(s)
}

violations contains report.problem(record, sprintf("%s of a command route", [field]), "a record that an operator changes") if {
	some s in subjects
	some record in records(s)
	some field in [
		"cidr_routing_policy", "geolocation_routing_policy", "geoproximity_routing_policy", "latency_routing_policy", "multivalue_answer_routing_policy",
		"weighted_routing_policy",
	]
	record.body[field]
}

violations contains report.problem(record, "failover that a health check decides", "a health check that only an operator turns") if {
	some s in subjects
	some record in records(s)
	record.body.failover_routing_policy
	not is_turned_by_hand(record)
}

violations contains report.problem(record, "a target whose health decides", "evaluate_target_health false") if {
	some s in subjects
	some record in records(s)
	true in tf.at(record.body, "alias.evaluate_target_health")
}

deny := report.findings(rule, violations)

records(s) := [record |
	some record in tf.all("aws_route53_record")
	record.root == s.root
	trim_suffix(record.body.name, ".") == s.host
]

# A routing control, which has no opinion of its own.
is_turned_by_hand(record) if {
	checks := tf.pointed(record, object.get(record.body, "health_check_id", ""), "aws_route53_health_check")
	some check in checks
	check.body.type == "RECOVERY_CONTROL"
}
