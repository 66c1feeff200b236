# METADATA
# title: Databases refuse connections without TLS
# description: >-
#   A driver that may fall back to clear does so silently when a certificate is wrong. Only the server can refuse, by a parameter whose
#   default differs between versions.
# custom:
#   code: PT-532
#   severity: high
#   what_to_do: Use a parameter group with rds.force_ssl 1 (or require_secure_transport ON).
#   applies: [terraform]
#   expects: cloud_databases
#   references: [https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Security.html]
package payments.terraform.database_tls

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := [database | some type in ["aws_rds_cluster", "aws_db_instance"]; some database in tf.all(type)]

violations contains report.problem(database, "no parameter group that refuses connections without TLS", "rds.force_ssl 1") if {
	some database in subjects
	not refuses(database)
}

deny := report.findings(rule, violations)

refuses(database) if {
	some [type, field] in [["aws_rds_cluster_parameter_group", "db_cluster_parameter_group_name"], ["aws_db_parameter_group", "parameter_group_name"]]
	some group in array.concat(tf.pointed(database, database.body[field], type), named(database, database.body[field], type))
	some parameter in tf.at(group.body, "parameter")
	[parameter.name, lower(format(parameter.value))] in [["rds.force_ssl", "1"], ["require_secure_transport", "on"], ["require_secure_transport", "1"]]
}

named(database, name, type) := [group | some group in tf.resources[type]; group.root == database.root; group.body.name == name]

format(value) := sprintf("%v", [value])
