# METADATA
# title: Network policies as conversations
# description: >-
#   A permission is one direction, one party whose pods are selected, one protocol and port, and one other party; declared
#   edges and emitted policies are written in the same form, so that they can be compared as sets.
# related_resources:
#   - https://kubernetes.io/docs/concepts/services-networking/network-policies/
package lib.network

import data.lib.declared
import data.lib.objects

policies := objects.of_kind("NetworkPolicy")

# Each rule with the policy that it belongs to.
rules := [{"policy": policy, "direction": direction, "rule": rule, "peers": peers, "ports": ports} |
	some policy in policies
	some direction, side in {"ingress": "from", "egress": "to"}
	some rule in object.get(policy.object, ["spec", direction], [])
	peers := object.get(rule, side, [])
	ports := object.get(rule, "ports", [])
]

# Whether a policy says anything about a direction. Left out or empty, `policyTypes` means ingress, and egress where there are egress rules.
governs(policy, direction) if title[direction] in types(policy)

governs(policy, "ingress") if types(policy) == []

governs(policy, "egress") if {
	types(policy) == []
	count(object.get(policy.object, ["spec", "egress"], [])) > 0
}

types(policy) := object.get(policy.object, ["spec", "policyTypes"], [])

title := {"ingress": "Ingress", "egress": "Egress"}

# A policy over all pods of its namespace.
is_whole_namespace(policy) if {
	count(object.get(policy.object, ["spec", "podSelector", "matchLabels"], {})) == 0
	count(object.get(policy.object, ["spec", "podSelector", "matchExpressions"], [])) == 0
}

# What emitted policies permit, as far as it is said completely; what is said incompletely is a finding of its own.
emitted := [{"policy": entry.policy, "direction": entry.direction, "port": port, "other": party(peer, entry.policy.namespace), "key": permission(entry.policy.root, entry.direction, self, port, party(peer, entry.policy.namespace))} |
	some entry in rules
	self := own(entry.policy)
	some peer in entry.peers
	some port in [port_of(item) | some item in entry.ports]
]

# What declared edges permit: egress on the caller's side and ingress on the callee's, where those have pods: components of others too.
wanted := [{"root": region.root, "path": region.path, "direction": direction, "edge": edge, "self": self, "port": port, "other": other, "key": permission(region.root, direction, pods(self.namespace, self.labels), port, other)} |
	some region in declared.regions
	some edge in region.topology.edges
	port := sprintf("%s/%d", [edge.protocol, edge.port])
	some direction, [self_key, other_key] in {"egress": [edge.from, edge.to], "ingress": [edge.to, edge.from]}
	self := region.topology.peers[self_key].pods
	some other in parties(region.topology.peers[other_key])
]

emitted_keys := {entry.key | some entry in emitted}

wanted_keys := {entry.key | some entry in wanted}

permission(root, direction, self, port, other) := concat("|", [root, direction, self, port, other])

# Selectors of a declared peer: its pods, or its addresses; none for a peer that is known by name only.
parties(peer) := [pods(peer.pods.namespace, peer.pods.labels)] if peer.pods != null

else := peer.cidrs

# One form for a peer of a policy, whatever way it was written.
party(peer, namespace) := peer.ipBlock.cidr if count(object.get(peer, ["ipBlock", "except"], [])) == 0

else := pods(peer.namespaceSelector.matchLabels["kubernetes.io/metadata.name"], peer.podSelector.matchLabels) if {
	count(peer.namespaceSelector.matchLabels) == 1
	not peer.namespaceSelector.matchExpressions
	not peer.podSelector.matchExpressions
}

else := pods(namespace, peer.podSelector.matchLabels) if {
	not peer.namespaceSelector
	not peer.podSelector.matchExpressions
}

else := json.marshal(peer)

pods(namespace, labels) := sprintf("%s{%s}", [namespace, concat(",", {concat("=", [key, value]) | some key, value in labels})])

# The pods that a policy is about.
own(policy) := pods(policy.namespace, object.get(policy.object, ["spec", "podSelector", "matchLabels"], {})) if {
	count(object.get(policy.object, ["spec", "podSelector", "matchExpressions"], [])) == 0
}

else := json.marshal(policy.object.spec.podSelector)

# Half of all addresses is no restriction either: 10.0.0.0/8 is the widest range that one network can be.
is_everywhere(cidr) if regex.match(`^[0-9a-f.:]+/[0-7]$`, cidr)

port_of(item) := sprintf("%s/%v", [object.get(item, "protocol", "TCP"), item.port]) if not item.endPort

port_of(item) := sprintf("%s/%v-%v", [object.get(item, "protocol", "TCP"), item.port, item.endPort])
