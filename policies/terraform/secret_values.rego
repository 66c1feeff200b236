# METADATA
# title: No secret has its value in Terraform
# description: >-
#   What Terraform writes stands in its state in clear, for everybody who may plan, and in every copy of it. Write-only arguments and
#   ephemeral sources pass a value on without keeping it.
# custom:
#   code: PT-570
#   severity: high
#   what_to_do: Use the write-only argument with an ephemeral value, let a pipeline write the value, or let AWS manage it.
#   applies: [terraform]
#   expects: cloud_databases
#   references: [https://developer.hashicorp.com/terraform/language/resources/ephemeral]
package payments.terraform.secret_values

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

# Arguments whose value the state keeps.
kept := [
	{"type": "aws_db_instance", "path": "password", "wanted": [null]},
	{"type": "aws_docdb_cluster", "path": "master_password", "wanted": [null]},
	{"type": "aws_elasticache_replication_group", "path": "auth_token", "wanted": [null]},
	{"type": "aws_mq_broker", "path": "user.password", "wanted": [null]},
	{"type": "aws_rds_cluster", "path": "master_password", "wanted": [null]},
	{"type": "aws_redshift_cluster", "path": "master_password", "wanted": [null]},
	{"type": "aws_secretsmanager_secret_version", "path": "secret_binary", "wanted": [null]},
	{"type": "aws_secretsmanager_secret_version", "path": "secret_string", "wanted": [null]},
]

# Arguments that the state does not keep, but the file would keep a value written here.
passed_on := [
	{"type": "aws_db_instance", "path": "password_wo"},
	{"type": "aws_rds_cluster", "path": "master_password_wo"},
	{"type": "aws_secretsmanager_secret_version", "path": "secret_string_wo"},
	{"type": "aws_ssm_parameter", "path": "value_wo"},
]

# Resources that make a secret inside the state.
makers := ["aws_iam_access_key", "random_password", "tls_private_key"]

subjects := array.concat(array.concat(tf.table(kept), tf.table(passed_on)), [r | some type in makers; some r in tf.all(type)])

violations contains report.problem(s, sprintf("a value in %s", [s.setting]), "a write-only argument with an ephemeral value") if {
	some s in tf.table(kept)
	not tf.is_wanted(s)
}

violations contains report.problem(s, sprintf("a value written into %s", [s.setting]), "an ephemeral value or a variable") if {
	some s in tf.table(passed_on)
	s.seen != null
	not contains(sprintf("%v", [s.seen]), "${")
}

violations contains report.problem(r, "a secret that the state keeps", "one that is made outside of Terraform, or ephemeral") if {
	some type in makers
	some r in tf.all(type)
}

deny := report.findings(rule, violations)
