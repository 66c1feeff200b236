# METADATA
# title: No machine gets a public address by default
# description: >-
#   A subnet that hands out public addresses, or a template that asks for one, makes every machine started there reachable. Only
#   the subnets of the public tier, where load balancers stand, are meant to be.
# custom:
#   code: PT-512
#   severity: high
#   what_to_do: Set map_public_ip_on_launch and associate_public_ip_address false.
#   applies: [terraform]
#   expects: cloud_subnets
#   references: [https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html]
package payments.terraform.public_addresses

import data.lib.declared
import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

settings := [
	{"type": "aws_instance", "path": "associate_public_ip_address", "wanted": [false, null]},
	{"type": "aws_launch_configuration", "path": "associate_public_ip_address", "wanted": [false]},
	{"type": "aws_launch_template", "path": "network_interfaces.associate_public_ip_address", "wanted": [false, null]},
	{"type": "aws_subnet", "path": "map_public_ip_on_launch", "wanted": [false, null]},
]

subjects := tf.table(settings)

violations contains report.problem(s, tf.saw(s), tf.want(s)) if {
	some s in subjects
	not tf.is_wanted(s)
	not is_public(s)
}

deny := report.findings(rule, violations)

is_public(s) if s.body.cidr_block in declared.topology(s.root).addresses.tiers.public.zones
