# METADATA
# title: Firewalls say what they refused
# description: >-
#   A web or egress firewall without logs refuses in silence: neither an attack nor a rule that stops real payments is seen.
# custom:
#   code: PT-543
#   severity: medium
#   what_to_do: Give the firewall a logging configuration; an egress firewall logs alerts and flows.
#   applies: [terraform]
#   expects: cloud_routes
#   references: [https://docs.aws.amazon.com/waf/latest/developerguide/logging.html]
package payments.terraform.firewall_logs

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := array.concat(tf.all("aws_wafv2_web_acl"), tf.all("aws_networkfirewall_firewall"))

violations contains report.problem(acl, "no log of requests", "an aws_wafv2_web_acl_logging_configuration") if {
	some acl in tf.all("aws_wafv2_web_acl")
	count(tf.of_owner(acl, "aws_wafv2_web_acl_logging_configuration", "arn")) == 0
}

violations contains report.problem(firewall, sprintf("no %s log", [lower(kind)]), "logs of alerts and flows") if {
	some firewall in tf.all("aws_networkfirewall_firewall")
	some kind in ["ALERT", "FLOW"]
	not kind in {written |
		some logging in tf.of_owner(firewall, "aws_networkfirewall_logging_configuration", "arn")
		some written in tf.at(logging.body, "logging_configuration.log_destination_config.log_type")
	}
}

deny := report.findings(rule, violations)
