# METADATA
# title: Kinds that rules read, by group and with the versions that they read
# description: >-
#   A kind is a group and a name: `NetworkPolicy` of `projectcalico.org` is no network policy of Kubernetes, and what
#   stands under a version that the API server does not serve is not in force. Everything else keeps its whole name,
#   as `kubectl` spells it (`NetworkPolicy.v1beta1.extensions`), so that no rule takes it for what it is not.
package lib.kinds

# The first version is the one that this package writes.
read := {
	"": served(["v1"], [
		"ConfigMap", "LimitRange", "Namespace", "PersistentVolume", "PersistentVolumeClaim", "Pod", "ReplicationController", "ResourceQuota",
		"Secret", "Service", "ServiceAccount",
	]),
	"apiextensions.k8s.io": served(["v1"], ["CustomResourceDefinition"]),
	"apps": served(["v1"], ["DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"]),
	"argoproj.io": served(["v1alpha1"], ["Rollout"]),
	"autoscaling": served(["v2", "v1"], ["HorizontalPodAutoscaler"]),
	"batch": served(["v1"], ["CronJob", "Job"]),
	"cert-manager.io": served(["v1"], ["Certificate", "ClusterIssuer", "Issuer"]),
	"cilium.io": served(["v2"], ["CiliumNetworkPolicy"]),
	"elbv2.k8s.aws": served(["v1beta1"], ["TargetGroupBinding"]),
	"external-secrets.io": served(["v1"], ["ExternalSecret", "SecretStore"]),
	"gateway.networking.k8s.io": object.union(
		served(["v1"], ["Gateway", "GRPCRoute", "HTTPRoute"]),
		served(["v1alpha2"], ["TCPRoute", "TLSRoute"]),
	),
	"kafka.strimzi.io": served(["v1", "v1beta2"], ["Kafka", "KafkaNodePool", "KafkaTopic", "KafkaUser"]),
	"kustomize.config.k8s.io": served(["v1beta1"], ["Kustomization"]),
	"networking.istio.io": served(["v1", "v1beta1", "v1alpha3"], ["VirtualService"]),
	"networking.k8s.io": served(["v1"], ["Ingress", "IngressClass", "NetworkPolicy"]),
	"policy": served(["v1"], ["PodDisruptionBudget"]),
	"postgresql.cnpg.io": served(["v1"], ["Cluster", "DatabaseRole"]),
	"rbac.authorization.k8s.io": served(["v1"], ["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"]),
	"scheduling.k8s.io": served(["v1"], ["PriorityClass"]),
	"storage.k8s.io": served(["v1"], ["StorageClass"]),
	"traefik.io": served(["v1alpha1"], ["IngressRoute"]),
}

# What rules call a kind: its own name where they read it.
name(api_version, kind) := kind if part(api_version).version in versions(api_version, kind)

else := concat(".", [text | some text in [kind, part(api_version).version, part(api_version).group]; text != ""])

# The versions of a kind that rules read; none for a kind that they do not know.
versions(api_version, kind) := object.get(read, [part(api_version).group, kind], [])

# `apps/v1`, taken apart; the oldest group has no name.
part(api_version) := {"group": pieces[0], "version": concat("/", array.slice(pieces, 1, count(pieces)))} if {
	pieces := split(api_version, "/")
	count(pieces) > 1
}

else := {"group": "", "version": api_version}

served(versions_, kinds) := {kind: versions_ | some kind in kinds}
