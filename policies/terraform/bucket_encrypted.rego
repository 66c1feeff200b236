# METADATA
# title: Every bucket encrypts with a customer key by default
# description: >-
#   The default encryption of S3 uses a key of AWS's own, so that whoever may read the object may read it in clear. A bucket's
#   encryption is a resource beside the bucket and easily forgotten or removed.
# custom:
#   code: PT-502
#   severity: high
#   what_to_do: Give the bucket an aws_s3_bucket_server_side_encryption_configuration with sse_algorithm aws:kms and a customer key.
#   applies: [terraform]
#   expects: cloud_objects
#   references: [https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html]
package payments.terraform.bucket_encrypted

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := tf.all("aws_s3_bucket")

violations contains report.problem(bucket, "no default encryption with a customer key", "aws:kms with the customer key of its data class") if {
	some bucket in subjects
	not is_encrypted(bucket)
}

deny := report.findings(rule, violations)

is_encrypted(bucket) if {
	some encryption in tf.of_owner(bucket, "aws_s3_bucket_server_side_encryption_configuration", "bucket")
	some chosen in tf.at(encryption.body, "rule.apply_server_side_encryption_by_default")
	startswith(chosen.sse_algorithm, "aws:kms")
	tf.is_customer_key(encryption, chosen.kms_master_key_id)
}

# AWS delivers access logs under no key but its own.
is_encrypted(bucket) if {
	takes_access_logs(bucket)
	some encryption in tf.of_owner(bucket, "aws_s3_bucket_server_side_encryption_configuration", "bucket")
	"AES256" in tf.at(encryption.body, "rule.apply_server_side_encryption_by_default.sse_algorithm")
}

takes_access_logs(bucket) if count(tf.of_owner(bucket, "aws_s3_bucket_logging", "bucket")) > 0

takes_access_logs(bucket) if count(tf.of_owner(bucket, "aws_lb", "bucket")) > 0
