# METADATA
# title: Databases and brokers export their logs
# description: >-
#   What the engine and its audit extension say is kept on the machine for days and lost with it. Exported, it is evidence.
# custom:
#   code: PT-544
#   severity: high
#   what_to_do: Set enabled_cloudwatch_logs_exports of the database, and a destination of broker logs.
#   applies: [terraform]
#   expects: cloud_stores
#   references: [https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.CloudWatch.html]
package payments.terraform.store_logs

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := array.concat(databases, tf.all("aws_msk_cluster"))

violations contains report.problem(database, "no exported logs", "the log of the engine in enabled_cloudwatch_logs_exports") if {
	some database in databases
	count(object.get(database.body, "enabled_cloudwatch_logs_exports", [])) == 0
}

violations contains report.problem(database, "the log of the engine not exported", "postgresql in enabled_cloudwatch_logs_exports") if {
	some database in databases
	contains(object.get(database.body, "engine", ""), "postgres")
	exports := database.body.enabled_cloudwatch_logs_exports
	count(exports) > 0
	not "postgresql" in exports
}

violations contains report.problem(cluster, "no broker logs", "broker_logs to a log group, a stream or a bucket") if {
	some cluster in tf.all("aws_msk_cluster")
	not writes_logs(cluster)
}

deny := report.findings(rule, violations)

databases := array.concat(tf.all("aws_rds_cluster"), tf.all("aws_db_instance"))

writes_logs(cluster) if {
	some destination in ["cloudwatch_logs", "firehose", "s3"]
	true in tf.at(cluster.body, concat(".", ["logging_info.broker_logs", destination, "enabled"]))
}
