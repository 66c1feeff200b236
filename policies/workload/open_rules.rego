# METADATA
# title: No rule of a policy means everybody or everything
# description: >-
#   A rule with ports but without `from` or `to` means everywhere; a namespaceSelector without podSelector means a
#   whole namespace; no ports means all ports. Each reads as a restriction and is none.
# custom:
#   code: PT-252
#   severity: high
#   what_to_do: Name the pods (namespaceSelector and podSelector in one peer) or the addresses, and the ports.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/concepts/services-networking/network-policies/]
package payments.workload.open_rules

import data.lib.network
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := network.policies

violations contains report.problem(entry.policy, sprintf("an %s rule without peers", [entry.direction]), "named peers") if {
	some entry in network.rules
	count(entry.peers) == 0
	not network.is_whole_namespace(entry.policy)
}

violations contains report.problem(entry.policy, sprintf("an %s rule without ports", [entry.direction]), "named ports") if {
	some entry in network.rules
	count(entry.ports) == 0
	count(entry.peers) > 0
}

violations contains report.problem(entry.policy, sprintf("an %s rule for %s", [entry.direction, text]), "one port, by number") if {
	some entry in network.rules
	some port in entry.ports
	text := vague(port)
}

violations contains report.problem(entry.policy, sprintf("an %s rule for %s", [entry.direction, text]), "named pods, or the addresses that were declared") if {
	some entry in network.rules
	some peer in entry.peers
	text := wide(peer)
}

vague(port) := "all ports of a protocol" if not port.port

else := sprintf("ports %v to %v", [port.port, port.endPort]) if port.endPort

wide(peer) := sprintf("all addresses (%s)", [peer.ipBlock.cidr]) if network.is_everywhere(peer.ipBlock.cidr)

else := "all pods of a namespace" if {
	peer.namespaceSelector
	not selects(peer)
}

else := "all pods of its own namespace" if {
	not peer.namespaceSelector
	not peer.ipBlock
	not selects(peer)
}

else := "pods of every namespace" if {
	selects(peer)
	count(object.keys(peer.namespaceSelector)) == 0
}

selects(peer) if count(object.get(peer.podSelector, "matchLabels", {})) > 0

selects(peer) if count(object.get(peer.podSelector, "matchExpressions", [])) > 0

deny := report.findings(rule, violations)
