# METADATA
# title: No database, broker or cluster has a public address
# description: >-
#   A public address makes the security group the only thing between the internet and money. Some resources are public unless told
#   otherwise, so what is not written counts as public there.
# custom:
#   code: PT-510
#   severity: high
#   what_to_do: Switch public access off and reach the resource from inside the network.
#   applies: [terraform]
#   references: [https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html]
package payments.terraform.not_public

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

settings := [
	{"type": "aws_db_instance", "path": "publicly_accessible", "wanted": [false, null]},
	{"type": "aws_dms_replication_instance", "path": "publicly_accessible", "wanted": [false]},
	{"type": "aws_mq_broker", "path": "publicly_accessible", "wanted": [false, null]},
	{"type": "aws_msk_cluster", "path": "broker_node_group_info.connectivity_info.public_access.type", "wanted": ["DISABLED", null]},
	{"type": "aws_rds_cluster_instance", "path": "publicly_accessible", "wanted": [false, null]},
	{"type": "aws_redshift_cluster", "path": "publicly_accessible", "wanted": [false]},
]

subjects := tf.table(settings)

violations contains report.problem(s, tf.saw(s), tf.want(s)) if {
	some s in subjects
	not tf.is_wanted(s)
}

deny := report.findings(rule, violations)
