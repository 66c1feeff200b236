# METADATA
# title: A rule names its protocol and its ports
# description: >-
#   A rule for all protocols or all ports allows whatever will listen there next year. Where two parties talk, they talk on ports that
#   somebody declared.
# custom:
#   code: PT-551
#   severity: high
#   what_to_do: Name tcp or udp and the port.
#   applies: [terraform]
#   expects: cloud_clusters
#   references: [https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html]
package payments.terraform.all_ports

import data.lib.cloud_network as network
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := network.rules

violations contains report.problem(entry, network.name_of(entry), "a protocol and ports") if {
	some entry in subjects
	network.is_everything(entry)
}

deny := report.findings(rule, violations)
