# METADATA
# title: Load balancers drop malformed headers
# description: >-
#   A header that the load balancer and the service read differently lets one request hide inside another. Application load balancers
#   pass such headers on unless told to drop them.
# custom:
#   code: PT-535
#   severity: medium
#   what_to_do: Set drop_invalid_header_fields true and leave desync_mitigation_mode at defensive or stricter.
#   applies: [terraform]
#   expects: cloud_routes
#   references: [https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html]
package payments.terraform.load_balancer_headers

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

settings := [
	{"type": "aws_lb", "path": "drop_invalid_header_fields", "wanted": [true]},
	{"type": "aws_lb", "path": "desync_mitigation_mode", "wanted": ["strictest", "defensive", null]},
]

subjects := [s | some s in tf.table(settings); object.get(s.body, "load_balancer_type", "application") == "application"]

violations contains report.problem(s, tf.saw(s), tf.want(s)) if {
	some s in subjects
	not tf.is_wanted(s)
}

deny := report.findings(rule, violations)
