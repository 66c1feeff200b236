# METADATA
# title: The API server answers inside the network only
# description: >-
#   The endpoint of a cluster is public unless told otherwise, and the private one is off. Then the only thing between the internet and
#   every pod is a token.
# custom:
#   code: PT-561
#   severity: high
#   what_to_do: Set vpc_config.endpoint_public_access false and endpoint_private_access true.
#   applies: [terraform]
#   expects: cloud_clusters
#   references: [https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html]
package payments.terraform.private_endpoint

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

settings := [
	{"type": "aws_eks_cluster", "path": "vpc_config.endpoint_private_access", "wanted": [true]},
	{"type": "aws_eks_cluster", "path": "vpc_config.endpoint_public_access", "wanted": [false]},
]

subjects := tf.table(settings)

violations contains report.problem(s, tf.saw(s), tf.want(s)) if {
	some s in subjects
	not tf.is_wanted(s)
}

deny := report.findings(rule, violations)
