# METADATA
# title: Every network records all of its flows
# description: >-
#   Flow logs say who really talked to whom, refused attempts included: the only check of the rules from outside the rules. Recording only
#   refused traffic hides the one conversation that should not have been allowed.
# custom:
#   code: PT-542
#   severity: high
#   what_to_do: Give the VPC an aws_flow_log with traffic_type ALL.
#   applies: [terraform]
#   expects: cloud_clusters
#   references: [https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html]
package payments.terraform.flow_logs

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := tf.all("aws_vpc")

violations contains report.problem(vpc, "no flow log of all traffic", "an aws_flow_log with traffic_type ALL") if {
	some vpc in subjects
	not is_recorded(vpc)
}

deny := report.findings(rule, violations)

is_recorded(vpc) if {
	some log in tf.of_owner(vpc, "aws_flow_log", "id")
	log.body.traffic_type == "ALL"
}
