# METADATA
# title: Nobody logs in to a node
# description: >-
#   A key pair on a node is a door past every policy of the cluster, and the same key opens all of its nodes. Sessions through the cloud's own
#   agent are recorded and need no port.
# custom:
#   code: PT-565
#   severity: high
#   what_to_do: Leave out remote_access, key_name and ec2_ssh_key.
#   applies: [terraform]
#   expects: cloud_clusters
#   references: [https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html]
package payments.terraform.node_access

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

settings := [
	{"type": "aws_eks_node_group", "path": "remote_access.ec2_ssh_key", "wanted": [null]},
	{"type": "aws_instance", "path": "key_name", "wanted": [null]},
	{"type": "aws_launch_configuration", "path": "key_name", "wanted": [null]},
	{"type": "aws_launch_template", "path": "key_name", "wanted": [null]},
]

subjects := tf.table(settings)

violations contains report.problem(s, tf.saw(s), sprintf("no %s", [s.setting])) if {
	some s in subjects
	not tf.is_wanted(s)
}

deny := report.findings(rule, violations)
