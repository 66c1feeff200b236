# METADATA
# title: What stands around pods, as the topology asks for it
# description: >-
#   Names, sizes and limits of declared workloads and segments, each with its whole body. A network policy is
#   planned by its name alone: what it permits is compared as conversations.
package lib.plan_objects

import data.lib.declared
import data.lib.plan_pods
import data.lib.planned

plans := array.concat(
	array.concat(array.concat(names, budgets), array.concat(autoscalers, bindings)),
	array.concat(array.concat(of_segments, priorities), policies),
)

# One name for those who call, and one for each replica that holds connections.
names := array.concat(
	[planned.of(w, "Service", w.namespace, w.name, {"spec": service(w)}) | some w in declared.workloads; count(w.declared.ports) > 0],
	[planned.of(w, "Service", w.namespace, sprintf("%s-replicas", [w.name]), {"spec": object.union(service(w), {"clusterIP": "None", "publishNotReadyAddresses": true})}) |
		some w in declared.workloads
		w.declared.shape == "connection"
	],
)

service(w) := {
	"type": "ClusterIP",
	"selector": plan_pods.selector(w.name).matchLabels,
	"ports": [{"name": port.name, "port": port.port, "targetPort": port.port, "protocol": "TCP", "appProtocol": "https"} | some port in w.declared.ports],
}

budgets := [planned.of(w, "PodDisruptionBudget", w.namespace, w.name, {"spec": {
	"maxUnavailable": w.declared.disruption.maxUnavailable,
	"unhealthyPodEvictionPolicy": "AlwaysAllow",
	"selector": plan_pods.selector(w.name),
}}) |
	some w in declared.workloads
]

autoscalers := [planned.of(w, "HorizontalPodAutoscaler", w.namespace, w.name, {"spec": {
	"scaleTargetRef": {"apiVersion": "apps/v1", "kind": plan_pods.kinds[w.declared.shape], "name": w.name},
	"minReplicas": w.declared.replicas,
	"maxReplicas": w.declared.maxReplicas,
	"metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": w.declared.autoscaler.cpuUtilization}}}],
	"behavior": {
		"scaleUp": scaling(0, 100),
		"scaleDown": scaling(300, 10),
	},
}}) |
	some w in declared.workloads
	w.declared.autoscaler != null
]

# Up by all at once, down by a tenth after five quiet minutes.
scaling(window, percent) := {
	"stabilizationWindowSeconds": window,
	"selectPolicy": "Max",
	"policies": [{"type": "Percent", "value": percent, "periodSeconds": 60}],
}

bindings := [planned.of(w, "TargetGroupBinding", w.namespace, w.name, {"spec": {
	"targetGroupName": substring(sprintf("%s-%s", [environment.name, w.declared.route.name]), 0, 32),
	"targetType": "ip",
	"serviceRef": {"name": w.name, "port": w.declared.route.port},
}}) |
	some w in declared.workloads
	w.declared.route != null
	environment := declared.topology(w.root).environment
	environment.cloud.kind == "aws"
]

of_segments := [plan |
	some segment in declared.segments
	some plan in [
		planned.of(segment, "Namespace", "", segment.namespace, {}),
		planned.of(segment, "NetworkPolicy", segment.namespace, "default-deny", {"spec": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}}),
		planned.of(segment, "LimitRange", segment.namespace, "containers", {"spec": {"limits": [{
			"type": "Container",
			"default": {"memory": "256Mi"},
			"defaultRequest": {"cpu": "50m", "memory": "256Mi"},
		}]}}),
		planned.of(segment, "ResourceQuota", segment.namespace, "segment", {"spec": {"hard": hard(segment.declared.quota)}}),
	]
]

# Room for all at their most, and none for anything that opens a way in.
hard(quota) := {
	"pods": format_int(quota.pods, 10),
	"requests.cpu": sprintf("%dm", [quota.cpuMillis]),
	"requests.memory": sprintf("%dMi", [quota.memoryMiB]),
	"limits.memory": sprintf("%dMi", [quota.memoryMiB]),
	"services.loadbalancers": "0",
	"services.nodeports": "0",
	"count/ingresses.networking.k8s.io": "0",
}

priorities := [planned.of(region, "PriorityClass", "", row.priority.className, {
	"description": row.means,
	"value": row.priority.value,
	"globalDefault": false,
	"preemptionPolicy": {true: "PreemptLowerPriority", false: "Never"}[row.priority.preempts],
}) |
	some region in declared.regions
	some row in region.topology.tiers
]

# Of every party with pods, those of the cluster itself too, and host names beside it where the network plug-in knows them.
policies := array.concat(
	[planned.of(party, "NetworkPolicy", party.namespace, party.name, null) | some party in parties],
	[planned.of(party, "CiliumNetworkPolicy", party.namespace, sprintf("%s-names", [party.name]), {"spec": {
		"endpointSelector": {"matchLabels": party.labels},
		"egress": array.concat(resolvers(party), providers),
	}}) |
		some party in parties
		declared.topology(party.root).environment.cni.kind == "cilium"
		providers := named_providers(party)
		count(providers) > 0
	],
)

parties := [{"root": region.root, "path": region.path, "key": key, "namespace": peer.pods.namespace, "name": peer.name, "labels": peer.pods.labels} |
	some region in declared.regions
	some key, peer in region.topology.peers
	peer.pods != null
]

# Callers of a host learn its addresses from answers, so names are asked for in sight of the plug-in.
resolvers(party) := [{
	"toEndpoints": [{"matchLabels": object.union({"k8s:io.kubernetes.pod.namespace": pods.namespace}, pods.labels)}],
	"toPorts": [{"ports": ports, "rules": {"dns": [{"matchPattern": "*"}]}}],
} |
	some pods in {peer.pods | some [edge, peer] in calls(party); edge.port == 53; peer.pods != null}
	ports := [port(edge) | some [edge, peer] in calls(party); edge.port == 53; peer.pods == pods]
]

named_providers(party) := [{"toFQDNs": [{"matchName": host} | some host in peer.hosts], "toPorts": [{"ports": [port(edge)]}]} |
	some [edge, peer] in calls(party)
	peer.kind == "provider"
	count(peer.hosts) > 0
]

calls(party) := [[edge, topology.peers[edge.to]] |
	topology := declared.topology(party.root)
	some edge in topology.edges
	edge.from == party.key
]

port(edge) := {"port": format_int(edge.port, 10), "protocol": edge.protocol}
