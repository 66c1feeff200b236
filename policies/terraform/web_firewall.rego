# METADATA
# title: Every load balancer that the internet reaches has a web firewall
# description: >-
#   PCI DSS 6.4.2 asks for something automatic in front of public web applications. A load balancer without one passes everything that is
#   well formed.
# custom:
#   code: PT-558
#   severity: high
#   what_to_do: Associate an aws_wafv2_web_acl with the load balancer.
#   applies: [terraform]
#   expects: cloud_routes
#   references: [https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-associating-aws-resource.html]
package payments.terraform.web_firewall

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := [balancer |
	some balancer in tf.all("aws_lb")
	object.get(balancer.body, "load_balancer_type", "application") == "application"
	not true in tf.at(balancer.body, "internal")
]

violations contains report.problem(balancer, "no web firewall", "an aws_wafv2_web_acl_association") if {
	some balancer in subjects
	count(tf.of_owner(balancer, "aws_wafv2_web_acl_association", "arn")) == 0
}

deny := report.findings(rule, violations)
