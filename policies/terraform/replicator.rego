# METADATA
# title: Events are copied from the first one, under the same names
# description: >-
#   A replicator starts at the latest event unless told otherwise, and so loses all that was there; with prefixed names no consumer finds its
#   topic after a promotion.
# custom:
#   code: PT-585
#   severity: high
#   what_to_do: Set starting_position.type EARLIEST, topic_name_configuration.type IDENTICAL, and copy every declared topic.
#   applies: [terraform]
#   expects: cloud_copied_brokers
#   references: [https://docs.aws.amazon.com/msk/latest/developerguide/msk-replicator.html]
package payments.terraform.replicator

import data.lib.declared
import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

# The Kafka cluster of each standby, and every replicator.
subjects := array.concat(clusters, replicators)

violations contains report.problem(cluster, "no replicator", "an aws_msk_replicator into the cluster of the standby") if {
	some cluster in clusters
	not has_replicator(cluster)
}

violations contains report.problem(replicator, sprintf("%s %v", [path, value]), wanted) if {
	some replicator in replicators
	some path, wanted in {"starting_position.type": "EARLIEST", "topic_name_configuration.type": "IDENTICAL"}
	some replication in tf.at(replicator.body, "replication_info_list.topic_replication")
	some value in tf.each(replication, path)
	value != wanted
}

violations contains report.problem(replicator, sprintf("%s not copied", [topic]), "every declared topic") if {
	some replicator in replicators
	some topic, _ in declared.topology(replicator.root).topics
	patterns := tf.at(replicator.body, "replication_info_list.topic_replication.topics_to_replicate")
	not copies(patterns, topic)
}

deny := report.findings(rule, violations)

replicators := tf.all("aws_msk_replicator")

clusters := [cluster |
	some cluster in tf.all("aws_msk_cluster")
	declared.topology(cluster.root).region.role == "standby"
]

has_replicator(cluster) if {
	some replicator in replicators
	cluster.key in tf.targets(replicator, replicator.body.replication_info_list)
}

copies(patterns, topic) if {
	some pattern in patterns
	regex.match(sprintf("^(%s)$", [pattern]), topic)
}
