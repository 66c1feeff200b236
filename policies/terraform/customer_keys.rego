# METADATA
# title: What is kept is encrypted with a customer key
# description: >-
#   With a key of AWS's own nobody can say who may decrypt, and nothing can be taken back. A key of ours has users by name, a log of
#   every use, and can be disabled. It also makes a copy in another region or account a decision.
# custom:
#   code: PT-501
#   severity: high
#   what_to_do: Name the customer key of the data class.
#   applies: [terraform]
#   expects: cloud_stores
#   references: [https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html]
package payments.terraform.customer_keys

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

settings := [
	{"type": "aws_backup_vault", "path": "kms_key_arn"},
	{"type": "aws_cloudtrail", "path": "kms_key_id"},
	{"type": "aws_cloudwatch_log_group", "path": "kms_key_id"},
	{"type": "aws_db_instance", "path": "kms_key_id"},
	{"type": "aws_db_instance", "path": "performance_insights_kms_key_id", "when": "performance_insights_enabled"},
	{"type": "aws_docdb_cluster", "path": "kms_key_id"},
	{"type": "aws_dynamodb_table", "path": "server_side_encryption.kms_key_arn"},
	{"type": "aws_ebs_volume", "path": "kms_key_id"},
	{"type": "aws_ecr_repository", "path": "encryption_configuration.kms_key"},
	{"type": "aws_efs_file_system", "path": "kms_key_id"},
	{"type": "aws_eks_cluster", "path": "encryption_config.provider.key_arn"},
	{"type": "aws_elasticache_replication_group", "path": "kms_key_id"},
	{"type": "aws_kinesis_firehose_delivery_stream", "path": "server_side_encryption.key_arn"},
	{"type": "aws_kinesis_stream", "path": "kms_key_id"},
	{"type": "aws_launch_template", "path": "block_device_mappings.ebs.kms_key_id"},
	{"type": "aws_msk_cluster", "path": "encryption_info.encryption_at_rest_kms_key_arn"},
	{"type": "aws_neptune_cluster", "path": "kms_key_arn"},
	{"type": "aws_opensearch_domain", "path": "encrypt_at_rest.kms_key_id"},
	{"type": "aws_rds_cluster", "path": "kms_key_id"},
	{"type": "aws_rds_cluster", "path": "performance_insights_kms_key_id", "when": "performance_insights_enabled"},
	{"type": "aws_rds_cluster_instance", "path": "performance_insights_kms_key_id", "when": "performance_insights_enabled"},
	{"type": "aws_redshift_cluster", "path": "kms_key_id"},
	{"type": "aws_secretsmanager_secret", "path": "kms_key_id"},
	{"type": "aws_secretsmanager_secret", "path": "replica.kms_key_id", "optional": true},
	{"type": "aws_sns_topic", "path": "kms_master_key_id"},
	{"type": "aws_sqs_queue", "path": "kms_master_key_id"},
]

subjects := tf.table(settings)

violations contains report.problem(s, tf.saw(s), "a customer key") if {
	some s in subjects
	not tf.is_customer_key(s, s.seen)
}

deny := report.findings(rule, violations)
