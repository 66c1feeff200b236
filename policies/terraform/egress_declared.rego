# METADATA
# title: The egress firewall passes declared providers only
# description: >-
#   Every host and address that the firewall passes belongs to a provider that an edge of this region reaches; in a fenced region there is
#   none, so that a standby cannot send a payment twice.
# custom:
#   code: PT-557
#   severity: high
#   what_to_do: Declare the provider's host or address in the catalog, or remove it from the firewall.
#   applies: [terraform]
#   references: [https://docs.aws.amazon.com/network-firewall/latest/developerguide/stateful-rule-groups-domain-names.html]
package payments.terraform.egress_declared

import data.lib.declared
import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := [group | some group in tf.all("aws_networkfirewall_rule_group"); declared.has_topology(group.root)]

violations contains report.problem(group, sprintf("the host %s", [host]), "hosts of providers that this region reaches") if {
	some group in subjects
	some host in tf.at(group.body, "rule_group.rules_source.rules_source_list.targets")
	not host in reached[group.root].hosts
}

violations contains report.problem(group, sprintf("%s port %v", [header.destination, header.destination_port]), "addresses and ports of providers that this region reaches") if {
	some group in subjects
	some passed in tf.at(group.body, "rule_group.rules_source.stateful_rule")
	upper(passed.action) == "PASS"
	some header in tf.blocks(passed.header)
	not [header.destination, format(header.destination_port)] in reached[group.root].addresses
}

violations contains report.problem(group, "rules as text", "rules as blocks, which can be compared with the edges") if {
	some group in subjects
	count(tf.at(group.body, "rule_group.rules_source.rules_string")) > 0
}

violations contains report.problem(route, sprintf("a route to %s", [destination]), "routes to providers that this region reaches") if {
	some route in tf.all("aws_route")
	destination := route.body.destination_cidr_block
	some provider in declared.topology(route.root).providers
	destination in provider.addresses
	not destination in {range | some [range, _] in reached[route.root].addresses}
}

deny := report.findings(rule, violations)

reached := {region.root: {"hosts": hosts, "addresses": addresses} |
	some region in declared.regions
	edges := [[edge, region.topology.peers[edge.to]] | some edge in region.topology.edges; startswith(edge.to, "provider/")]
	hosts := {host | some [_, peer] in edges; some host in peer.hosts}
	addresses := {[range, format(edge.port)] | some [edge, peer] in edges; some range in peer.cidrs}
}

format(value) := sprintf("%v", [value])
