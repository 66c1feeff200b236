# METADATA
# title: Load balancers speak TLS to the pods behind them
# description: >-
#   A load balancer ends the caller's TLS. Without TLS on the second half, everything crosses the network and three zones in clear,
#   health checks included.
# custom:
#   code: PT-531
#   severity: high
#   what_to_do: Set protocol HTTPS (or TLS) in the target group and in its health check.
#   applies: [terraform]
#   expects: cloud_routes
#   references: [https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html]
package payments.terraform.target_group_tls

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

# Groups of functions and of other load balancers have no transport of their own.
subjects := [group | some group in tf.all("aws_lb_target_group"); not has_no_transport(group)]

violations contains report.problem(group, sprintf("protocol %v", [protocol]), "HTTPS or TLS") if {
	some group in subjects
	protocol := object.get(group.body, "protocol", "not written")
	not protocol in {"HTTPS", "TLS"}
}

violations contains report.problem(group, sprintf("health checks over %v", [protocol]), "health checks over HTTPS") if {
	some group in subjects
	some protocol in tf.at(group.body, "health_check.protocol")
	protocol == "HTTP"
}

deny := report.findings(rule, violations)

has_no_transport(group) if group.body.target_type in {"alb", "lambda"}
