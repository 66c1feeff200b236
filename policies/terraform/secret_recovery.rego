# METADATA
# title: A deleted secret can be brought back
# description: >-
#   A recovery window of zero deletes at once, and with the secret every connection that needs it. Thirty days are the default and the most.
# custom:
#   code: PT-572
#   severity: medium
#   what_to_do: Set recovery_window_in_days to 30, at least 7.
#   applies: [terraform]
#   expects: cloud_secrets
#   references: [https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html]
package payments.terraform.secret_recovery

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := tf.table([
	{"type": "aws_secretsmanager_secret", "path": "recovery_window_in_days"},
	{"type": "aws_secretsmanager_secret", "path": "force_overwrite_replica_secret"},
])

violations contains report.problem(s, tf.saw(s), "recovery_window_in_days 7 to 30") if {
	some s in subjects
	s.setting == "recovery_window_in_days"
	s.seen < 7
	s.seen != null
}

violations contains report.problem(s, "copies that overwrite what is there", "force_overwrite_replica_secret false") if {
	some s in subjects
	s.setting == "force_overwrite_replica_secret"
	s.seen == true
}

deny := report.findings(rule, violations)
