# METADATA
# title: Databases and brokers have a machine in every zone
# description: >-
#   Aurora keeps its data in three zones but answers only where an instance stands; with one, a zone loss is an outage of ten minutes
#   and more. Kafka with fewer brokers than copies refuses writes.
# custom:
#   code: PT-521
#   severity: high
#   what_to_do: Place the declared number of instances, one per zone, and the declared number of brokers.
#   applies: [terraform]
#   expects: cloud_databases
#   references: [https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.AuroraHighAvailability.html]
package payments.terraform.instances

import data.lib.declared
import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := [r | some type in ["aws_rds_cluster", "aws_msk_cluster", "aws_db_instance", "aws_elasticache_replication_group"]; some r in tf.all(type)]

violations contains report.problem(cluster, sprintf("%d instances", [machines]), sprintf("%d", [least])) if {
	some cluster in tf.all("aws_rds_cluster")
	least := object.get(tf.store(cluster), "instances", 2)
	machines := sum([object.get(instance.body, "count", 1) | some instance in instances(cluster); is_countable(instance)])
	every instance in instances(cluster) { is_countable(instance) }
	machines < least
}

violations contains report.problem(cluster, sprintf("instances in %d zones", [count(zones)]), sprintf("instances in %d zones", [needed])) if {
	some cluster in tf.all("aws_rds_cluster")
	needed := min([tf.store(cluster).instances, declared.zones(cluster.root)])
	zones := {instance.body.availability_zone | some instance in instances(cluster)}
	count(zones) < needed
}

violations contains report.problem(cluster, sprintf("%v brokers", [brokers]), sprintf("%d", [least])) if {
	some cluster in tf.all("aws_msk_cluster")
	brokers := tf.plain(object.get(cluster.body, "number_of_broker_nodes", 0))
	least := object.get(tf.store(cluster), "brokers", 3)
	is_number(brokers)
	brokers < least
}

violations contains report.problem(database, "no multi_az", "multi_az true") if {
	some database in tf.all("aws_db_instance")
	not true in tf.at(database.body, "multi_az")
	not database.body.replicate_source_db
}

violations contains report.problem(cache, "no multi_az_enabled", "multi_az_enabled true") if {
	some cache in tf.all("aws_elasticache_replication_group")
	not true in tf.at(cache.body, "multi_az_enabled")
}

deny := report.findings(rule, violations)

instances(cluster) := tf.of_owner(cluster, "aws_rds_cluster_instance", "cluster_identifier")

# `for_each`, and a count that is an expression, are known only to Terraform.
is_countable(instance) if {
	not instance.body.for_each
	is_number(object.get(instance.body, "count", 1))
}
