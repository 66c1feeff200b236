# METADATA
# title: Kafka makes no topic by accident and loses no acknowledged message
# description: >-
#   With the broker's defaults a misspelt topic is created, one broker alone acknowledges, and a broker that lagged may become leader and
#   forget. `allow.everyone.if.no.acl.found` opens every topic that nobody wrote rules for.
# custom:
#   code: PT-587
#   severity: high
#   what_to_do: Use an aws_msk_configuration with these properties, and name it in the cluster.
#   applies: [terraform]
#   expects: cloud_brokers
#   references: [https://docs.aws.amazon.com/msk/latest/developerguide/msk-configuration-properties.html]
package payments.terraform.kafka_settings

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

wanted := {
	"allow.everyone.if.no.acl.found": "false",
	"auto.create.topics.enable": "false",
	"default.replication.factor": "3",
	"min.insync.replicas": "2",
	"unclean.leader.election.enable": "false",
}

subjects := tf.all("aws_msk_cluster")

violations contains report.problem(cluster, sprintf("%s %s", [property, seen]), value) if {
	some cluster in subjects
	some property, value in wanted
	seen := object.get(properties(cluster), property, "not written")
	seen != value
}

deny := report.findings(rule, violations)

properties(cluster) := {trim_space(parts[0]): trim_space(parts[1]) |
	some configuration in tf.pointed(cluster, tf.at(cluster.body, "configuration_info.arn"), "aws_msk_configuration")
	some line in split(configuration.body.server_properties, "\n")
	parts := split(line, "=")
	count(parts) == 2
}
