# METADATA
# title: Machines hand out their role only to those who ask properly
# description: >-
#   A request that an attacker makes a service send reads the machine's role from version 1 of the metadata service. Version 2 needs a
#   token that cannot be fetched that way, and with a hop limit of one no pod gets it.
# custom:
#   code: PT-560
#   severity: high
#   what_to_do: Set metadata_options with http_tokens required and http_put_response_hop_limit 1.
#   applies: [terraform]
#   expects: cloud_clusters
#   references: [https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html]
package payments.terraform.instance_metadata

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

settings := [
	{"type": "aws_instance", "path": "metadata_options.http_tokens", "wanted": ["required"]},
	{"type": "aws_launch_configuration", "path": "metadata_options.http_tokens", "wanted": ["required"]},
	{"type": "aws_launch_template", "path": "metadata_options.http_put_response_hop_limit", "wanted": [1]},
	{"type": "aws_launch_template", "path": "metadata_options.http_tokens", "wanted": ["required"]},
]

subjects := tf.table(settings)

violations contains report.problem(s, tf.saw(s), tf.want(s)) if {
	some s in subjects
	not tf.is_wanted(s)
}

deny := report.findings(rule, violations)
