# METADATA
# title: Nobody can shorten the life of a backup
# description: >-
#   Whoever takes over an account deletes the backups first. A vault lock in compliance mode refuses that to everybody, AWS included,
#   once its cooling-off days are over; without `changeable_for_days` an administrator removes the lock.
# custom:
#   code: PT-525
#   severity: high
#   what_to_do: Give each backup vault an aws_backup_vault_lock_configuration with min_retention_days and changeable_for_days.
#   applies: [terraform]
#   references: [https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html]
package payments.terraform.vault_lock

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := tf.all("aws_backup_vault")

violations contains report.problem(vault, "no lock in compliance mode", "min_retention_days and changeable_for_days") if {
	some vault in subjects
	not is_locked(vault)
}

deny := report.findings(rule, violations)

is_locked(vault) if {
	some lock in tf.of_owner(vault, "aws_backup_vault_lock_configuration", "name")
	lock.body.min_retention_days > 0
	lock.body.changeable_for_days
}
