# METADATA
# title: The trail of the account proves that it is whole
# description: >-
#   Digest files show whether a log file was changed or removed after AWS delivered it; without them a trail proves nothing. A stopped trail
#   records nothing at all.
# custom:
#   code: PT-546
#   severity: high
#   what_to_do: Set enable_log_file_validation true, include_global_service_events true and leave enable_logging on.
#   applies: [terraform]
#   references: [https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html]
package payments.terraform.trail

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

settings := [
	{"type": "aws_cloudtrail", "path": "enable_log_file_validation", "wanted": [true]},
	{"type": "aws_cloudtrail", "path": "enable_logging", "wanted": [true, null]},
	{"type": "aws_cloudtrail", "path": "include_global_service_events", "wanted": [true, null]},
]

subjects := tf.table(settings)

violations contains report.problem(s, tf.saw(s), tf.want(s)) if {
	some s in subjects
	not tf.is_wanted(s)
}

deny := report.findings(rule, violations)
