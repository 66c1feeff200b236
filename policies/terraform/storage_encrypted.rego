# METADATA
# title: Everything that keeps data encrypts it
# description: >-
#   Encryption at rest is off unless asked for in most resources, and for several it can only be chosen when they are made: a
#   database that started in clear must be copied to be repaired.
# custom:
#   code: PT-500
#   severity: high
#   what_to_do: Switch encryption at rest on, before the resource is made.
#   applies: [terraform]
#   expects: cloud_stores
#   references: [https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html]
package payments.terraform.storage_encrypted

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

settings := [
	{"type": "aws_db_instance", "path": "storage_encrypted", "wanted": [true]},
	{"type": "aws_docdb_cluster", "path": "storage_encrypted", "wanted": [true]},
	{"type": "aws_dynamodb_table", "path": "server_side_encryption.enabled", "wanted": [true]},
	{"type": "aws_ebs_volume", "path": "encrypted", "wanted": [true]},
	{"type": "aws_ecr_repository", "path": "encryption_configuration.encryption_type", "wanted": ["KMS", "KMS_DSSE"]},
	{"type": "aws_efs_file_system", "path": "encrypted", "wanted": [true]},
	{"type": "aws_eks_cluster", "path": "encryption_config.resources", "wanted": [["secrets"]]},
	{"type": "aws_elasticache_replication_group", "path": "at_rest_encryption_enabled", "wanted": [true]},
	{"type": "aws_kinesis_firehose_delivery_stream", "path": "server_side_encryption.enabled", "wanted": [true]},
	{"type": "aws_kinesis_stream", "path": "encryption_type", "wanted": ["KMS"]},
	{"type": "aws_launch_template", "path": "block_device_mappings.ebs.encrypted", "wanted": [true]},
	{"type": "aws_neptune_cluster", "path": "storage_encrypted", "wanted": [true]},
	{"type": "aws_opensearch_domain", "path": "encrypt_at_rest.enabled", "wanted": [true]},
	{"type": "aws_rds_cluster", "path": "storage_encrypted", "wanted": [true]},
	{"type": "aws_rds_global_cluster", "path": "storage_encrypted", "wanted": [true]},
	{"type": "aws_redshift_cluster", "path": "encrypted", "wanted": [true]},
]

subjects := tf.table(settings)

violations contains report.problem(s, tf.saw(s), tf.want(s)) if {
	some s in subjects
	not tf.is_wanted(s)
}

deny := report.findings(rule, violations)
