# METADATA
# title: Evidence is written once
# description: >-
#   In compliance mode nobody, the root user included, deletes or changes a version before its time. In governance mode an administrator
#   does, and without versioning there is nothing to keep.
# custom:
#   code: PT-576
#   severity: high
#   what_to_do: Make the bucket with object_lock_enabled, versioning Enabled, and a default retention in COMPLIANCE mode for the declared days.
#   applies: [terraform]
#   expects: cloud_objects
#   references: [https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html]
package payments.terraform.write_once

import data.lib.declared
import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

# Buckets that were declared write-once, and strangers' buckets that say they are.
subjects := [object.union(bucket, {"days": days}) |
	some bucket in tf.all("aws_s3_bucket")
	days := lock_days(bucket)
]

violations contains report.problem(bucket, "object_lock_enabled not true", "object_lock_enabled true, from the first day") if {
	some bucket in subjects
	not true in tf.at(bucket.body, "object_lock_enabled")
}

violations contains report.problem(bucket, "no versioning", "versioning Enabled") if {
	some bucket in subjects
	not "Enabled" in {status |
		some versioning in tf.of_owner(bucket, "aws_s3_bucket_versioning", "bucket")
		some status in tf.at(versioning.body, "versioning_configuration.status")
	}
}

violations contains report.problem(bucket, "no default retention in COMPLIANCE mode", sprintf("COMPLIANCE for %d days", [bucket.days])) if {
	some bucket in subjects
	not keeps(bucket)
}

deny := report.findings(rule, violations)

lock_days(bucket) := store.lockDays if {
	some store in declared.topology(bucket.root).objects
	store.bucket == bucket.body.bucket
} else := 1 if true in tf.at(bucket.body, "object_lock_enabled")

keeps(bucket) if {
	some lock in tf.of_owner(bucket, "aws_s3_bucket_object_lock_configuration", "bucket")
	some retention in tf.at(lock.body, "rule.default_retention")
	retention.mode == "COMPLIANCE"
	days(retention) >= bucket.days
}

days(retention) := tf.plain(retention.days)

days(retention) := 365 * tf.plain(retention.years)
