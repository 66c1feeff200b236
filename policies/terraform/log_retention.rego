# METADATA
# title: Logs are kept for a year at least
# description: >-
#   PCI DSS 10.5.1 asks for twelve months, three of them at hand. A log group without retention keeps everything for ever, which nobody
#   decided.
# custom:
#   code: PT-540
#   severity: high
#   what_to_do: Set retention_in_days to 365 or more.
#   applies: [terraform]
#   expects: cloud_stores
#   references: [https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html]
package payments.terraform.log_retention

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := tf.table([{"type": "aws_cloudwatch_log_group", "path": "retention_in_days"}])

violations contains report.problem(s, tf.saw(s), "retention_in_days 365 or more") if {
	some s in subjects
	not is_enough(s.seen)
}

deny := report.findings(rule, violations)

# Zero is for ever, written down.
is_enough(0)

is_enough(days) if {
	is_number(days)
	days >= 365
}
