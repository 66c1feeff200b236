# METADATA
# title: Evidence has a copy in the other region
# description: >-
#   A bucket in one region is one disaster away from being lost. Objects are copied into the bucket of the same store in the other region, with
#   that region's own key; marks of deletion stay behind.
# custom:
#   code: PT-577
#   severity: high
#   what_to_do: Give the bucket of the primary a replication into the other region's bucket with its key, delete marker replication disabled.
#   applies: [terraform]
#   expects: cloud_copies
#   references: [https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html]
package payments.terraform.write_once_copy

import data.lib.declared
import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := [object.union(bucket, {"copy": copy}) |
	some bucket in tf.all("aws_s3_bucket")
	topology := declared.topology(bucket.root)
	topology.region.role == "primary"
	some store in topology.objects
	store.bucket == bucket.body.bucket
	copy := replace(store.bucket, topology.region.name, topology.region.counterpart.name)
]

violations contains report.problem(bucket, "no copy in the other region", sprintf("a replication into %s", [bucket.copy])) if {
	some bucket in subjects
	not is_copied(bucket)
}

violations contains report.problem(bucket, sprintf("a copy without %s", [missing]), "everything copied, encrypted with the other region's key, deletions left behind") if {
	some bucket in subjects
	some copied in copies(bucket)
	some missing in faults(copied)
}

deny := report.findings(rule, violations)

is_copied(bucket) if {
	some copied in copies(bucket)
	copied.status == "Enabled"
	some target in tf.at(copied, "destination.bucket")
	endswith(target, concat("", [":::", bucket.copy]))
}

copies(bucket) := [copied |
	some replication in tf.of_owner(bucket, "aws_s3_bucket_replication_configuration", "bucket")
	some copied in tf.at(replication.body, "rule")
]

faults(copied) := ({"its own key" | count(tf.at(copied, "destination.encryption_configuration.replica_kms_key_id")) == 0} | {"encrypted objects" |
	not "Enabled" in tf.at(copied, "source_selection_criteria.sse_kms_encrypted_objects.status")
}) | {"leaving deletions behind" |
	not "Disabled" in tf.at(copied, "delete_marker_replication.status")
}
