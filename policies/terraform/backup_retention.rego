# METADATA
# title: Databases can be brought back to any moment of the declared days
# description: >-
#   Point-in-time recovery reaches as far back as automatic backups are kept: one day unless asked for, thirty-five at most. What is
#   found wrong at month end must still be there.
# custom:
#   code: PT-522
#   severity: high
#   what_to_do: Set backup_retention_period to the recovery days that the store declares, at most 35; switch point-in-time recovery on.
#   applies: [terraform]
#   expects: cloud_databases
#   references: [https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Managing.Backups.html]
package payments.terraform.backup_retention

import data.lib.declared
import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := tf.table([
	{"type": "aws_rds_cluster", "path": "backup_retention_period"},
	{"type": "aws_db_instance", "path": "backup_retention_period"},
	{"type": "aws_docdb_cluster", "path": "backup_retention_period"},
	{"type": "aws_neptune_cluster", "path": "backup_retention_period"},
	{"type": "aws_dynamodb_table", "path": "point_in_time_recovery.enabled"},
])

violations contains report.problem(s, tf.saw(s), sprintf("%d to 35 days", [least(s)])) if {
	some s in subjects
	s.setting == "backup_retention_period"
	not s.body.replicate_source_db
	not keeps(s, least(s))
}

violations contains report.problem(s, tf.saw(s), "point_in_time_recovery.enabled true") if {
	some s in subjects
	s.setting == "point_in_time_recovery.enabled"
	s.seen != true
}

deny := report.findings(rule, violations)

keeps(s, days) if {
	s.seen >= days
	s.seen <= 35
	is_number(s.seen)
}

default least(_) := 7

least(s) := tf.store(s).recoveryDays
