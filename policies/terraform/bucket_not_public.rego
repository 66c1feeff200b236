# METADATA
# title: Every bucket blocks public access in all four ways
# description: >-
#   Each of the four blocks closes another door: new ACLs, existing ACLs, new policies, existing policies. Three of four leave one open.
# custom:
#   code: PT-511
#   severity: high
#   what_to_do: Give the bucket an aws_s3_bucket_public_access_block with all four settings true.
#   applies: [terraform]
#   expects: cloud_objects
#   references: [https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html]
package payments.terraform.bucket_not_public

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := tf.all("aws_s3_bucket")

violations contains report.problem(bucket, sprintf("no %s", [block]), "all four public access blocks") if {
	some bucket in subjects
	some block in ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"]
	not blocks(bucket, block)
}

deny := report.findings(rule, violations)

blocks(bucket, block) if {
	some access in tf.of_owner(bucket, "aws_s3_bucket_public_access_block", "bucket")
	true in tf.at(access.body, block)
}
