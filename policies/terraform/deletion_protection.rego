# METADATA
# title: What holds money or lets it in is protected from deletion
# description: >-
#   A plan that replaces a resource deletes it first. Deletion protection makes AWS refuse, so that one person's `apply` cannot
#   remove a database, a load balancer or an egress firewall.
# custom:
#   code: PT-523
#   severity: high
#   what_to_do: Switch deletion protection on.
#   applies: [terraform]
#   expects: cloud_stores
#   references: [https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_DeleteCluster.html]
package payments.terraform.deletion_protection

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

settings := [
	{"type": "aws_db_instance", "path": "deletion_protection", "wanted": [true]},
	{"type": "aws_docdb_cluster", "path": "deletion_protection", "wanted": [true]},
	{"type": "aws_dynamodb_table", "path": "deletion_protection_enabled", "wanted": [true]},
	{"type": "aws_lb", "path": "enable_deletion_protection", "wanted": [true]},
	{"type": "aws_neptune_cluster", "path": "deletion_protection", "wanted": [true]},
	{"type": "aws_networkfirewall_firewall", "path": "delete_protection", "wanted": [true]},
	{"type": "aws_rds_cluster", "path": "deletion_protection", "wanted": [true]},
	{"type": "aws_rds_global_cluster", "path": "deletion_protection", "wanted": [true]},
]

subjects := tf.table(settings)

violations contains report.problem(s, tf.saw(s), tf.want(s)) if {
	some s in subjects
	not tf.is_wanted(s)
}

deny := report.findings(rule, violations)
