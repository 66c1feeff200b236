# METADATA
# title: Data stores speak TLS and nothing else
# description: >-
#   A broker that also listens in clear is used in clear by the client that was configured wrongly. What is not written changes with
#   the version of the provider, so it is written.
# custom:
#   code: PT-533
#   severity: high
#   what_to_do: Set client_broker TLS and in_cluster true (or the transit encryption of the resource).
#   applies: [terraform]
#   expects: cloud_brokers
#   references: [https://docs.aws.amazon.com/msk/latest/developerguide/msk-encryption.html]
package payments.terraform.transit_encrypted

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

settings := [
	{"type": "aws_elasticache_replication_group", "path": "transit_encryption_enabled", "wanted": [true]},
	{"type": "aws_msk_cluster", "path": "encryption_info.encryption_in_transit.client_broker", "wanted": ["TLS"]},
	{"type": "aws_msk_cluster", "path": "encryption_info.encryption_in_transit.in_cluster", "wanted": [true]},
	{"type": "aws_opensearch_domain", "path": "domain_endpoint_options.enforce_https", "wanted": [true]},
	{"type": "aws_opensearch_domain", "path": "node_to_node_encryption.enabled", "wanted": [true]},
]

subjects := tf.table(settings)

violations contains report.problem(s, tf.saw(s), tf.want(s)) if {
	some s in subjects
	not tf.is_wanted(s)
}

deny := report.findings(rule, violations)
