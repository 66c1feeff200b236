# METADATA
# title: The control plane writes all of its logs
# description: >-
#   Who did what in the cluster stands only in the control plane's logs, and none of the five kinds is on unless asked for. What was not
#   logged cannot be asked for afterwards.
# custom:
#   code: PT-541
#   severity: high
#   what_to_do: Set enabled_cluster_log_types to api, audit, authenticator, controllerManager and scheduler.
#   applies: [terraform]
#   expects: cloud_clusters
#   references: [https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html]
package payments.terraform.cluster_logs

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := tf.all("aws_eks_cluster")

violations contains report.problem(cluster, sprintf("no %s log", [kind]), "all five kinds of logs") if {
	some cluster in subjects
	some kind in ["api", "audit", "authenticator", "controllerManager", "scheduler"]
	not kind in object.get(cluster.body, "enabled_cluster_log_types", [])
}

deny := report.findings(rule, violations)
