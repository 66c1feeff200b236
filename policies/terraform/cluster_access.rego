# METADATA
# title: Who may enter the cluster stands in access entries
# description: >-
#   The old map of users is a ConfigMap that anybody with write access changes, and the identity that made the cluster stays its hidden
#   administrator. With access entries alone, the list is complete and reviewed.
# custom:
#   code: PT-562
#   severity: high
#   what_to_do: Set access_config.authentication_mode API and bootstrap_cluster_creator_admin_permissions false.
#   applies: [terraform]
#   expects: cloud_clusters
#   references: [https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html]
package payments.terraform.cluster_access

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

settings := [
	{"type": "aws_eks_cluster", "path": "access_config.authentication_mode", "wanted": ["API"]},
	{"type": "aws_eks_cluster", "path": "access_config.bootstrap_cluster_creator_admin_permissions", "wanted": [false]},
]

subjects := tf.table(settings)

violations contains report.problem(s, tf.saw(s), tf.want(s)) if {
	some s in subjects
	not tf.is_wanted(s)
}

deny := report.findings(rule, violations)
