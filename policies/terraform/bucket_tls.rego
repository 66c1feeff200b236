# METADATA
# title: Every bucket refuses requests without TLS
# description: >-
#   S3 answers plain HTTP too. Only a policy of the bucket can refuse it, for everybody and every action.
# custom:
#   code: PT-534
#   severity: high
#   what_to_do: Give the bucket a policy that denies s3:* to everybody where aws:SecureTransport is false.
#   applies: [terraform]
#   expects: cloud_objects
#   references: [https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html]
package payments.terraform.bucket_tls

import data.lib.iam
import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := tf.all("aws_s3_bucket")

violations contains report.problem(bucket, "requests without TLS are answered", "a Deny of s3:* for everybody where aws:SecureTransport is false") if {
	some bucket in subjects
	not refuses(bucket)
}

deny := report.findings(rule, violations)

refuses(bucket) if {
	some policy in tf.of_owner(bucket, "aws_s3_bucket_policy", "bucket")
	some statement in iam.statements(policy, policy.body.policy)
	statement.effect == "Deny"
	iam.everybody(statement)
	statement.actions & {"s3:*", "*"} != set()
	some condition in statement.conditions
	condition.variable == "aws:securetransport"
	condition.values & {"false", false} != set()
}
