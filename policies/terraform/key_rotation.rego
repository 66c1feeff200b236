# METADATA
# title: Customer keys rotate and cannot be deleted in haste
# description: >-
#   Rotation bounds how much one version of a key protects, and is off unless asked for. What a deleted key protected is gone for
#   good: thirty days are the longest that AWS grants for finding out who still needed it.
# custom:
#   code: PT-503
#   severity: high
#   what_to_do: Set enable_key_rotation true and deletion_window_in_days 30.
#   applies: [terraform]
#   expects: cloud_keys
#   references: [https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html]
package payments.terraform.key_rotation

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

settings := [
	{"type": "aws_kms_key", "path": "deletion_window_in_days", "wanted": [30, null]},
	{"type": "aws_kms_replica_key", "path": "deletion_window_in_days", "wanted": [30, null]},
	{"type": "aws_kms_key", "path": "is_enabled", "wanted": [true, null]},
	{"type": "aws_kms_key", "path": "enable_key_rotation", "wanted": [true]},
]

subjects := [s | some s in tf.table(settings); can_have(s)]

violations contains report.problem(s, tf.saw(s), tf.want(s)) if {
	some s in subjects
	not tf.is_wanted(s)
}

deny := report.findings(rule, violations)

can_have(s) if s.setting != "enable_key_rotation"

# AWS rotates symmetric keys of its own key stores only.
can_have(s) if {
	object.get(s.body, "customer_master_key_spec", "SYMMETRIC_DEFAULT") == "SYMMETRIC_DEFAULT"
	not s.body.custom_key_store_id
}
