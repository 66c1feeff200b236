# METADATA
# title: Deleting a store leaves its last copy
# description: >-
#   A final snapshot is the last way back after a deletion that nobody meant; `force_destroy` empties a bucket, a vault or a registry
#   on the way, including what was written once.
# custom:
#   code: PT-524
#   severity: high
#   what_to_do: Set skip_final_snapshot false with a final_snapshot_identifier, and leave force_destroy and force_delete off.
#   applies: [terraform]
#   expects: cloud_stores
#   references: [https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_DeleteCluster.html]
package payments.terraform.last_copy

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

settings := [
	{"type": "aws_backup_vault", "path": "force_destroy", "wanted": [false, null]},
	{"type": "aws_db_instance", "path": "skip_final_snapshot", "wanted": [false, null]},
	{"type": "aws_docdb_cluster", "path": "skip_final_snapshot", "wanted": [false, null]},
	{"type": "aws_ecr_repository", "path": "force_delete", "wanted": [false, null]},
	{"type": "aws_neptune_cluster", "path": "skip_final_snapshot", "wanted": [false, null]},
	{"type": "aws_rds_cluster", "path": "skip_final_snapshot", "wanted": [false, null]},
	{"type": "aws_s3_bucket", "path": "force_destroy", "wanted": [false, null]},
]

subjects := tf.table(settings)

violations contains report.problem(s, tf.saw(s), tf.want(s)) if {
	some s in subjects
	not tf.is_wanted(s)
}

violations contains report.problem(cluster, "no final_snapshot_identifier", "the name of the last snapshot, without which a deletion fails or leaves none") if {
	some cluster in tf.all("aws_rds_cluster")
	not cluster.body.final_snapshot_identifier
}

deny := report.findings(rule, violations)
