# Which resource each declared thing must have, and by which field it is known. Environments on an existing cluster want none.
package lib.wanted_resources

import data.lib.declared
import data.lib.terraform as tf

# The field that names a resource of a type.
fields := {
	"aws_customer_gateway": "ip_address",
	"aws_ecr_repository": "name",
	"aws_eks_cluster": "name",
	"aws_iam_role": "name",
	"aws_kms_alias": "name",
	"aws_lb_target_group": "name",
	"aws_msk_cluster": "cluster_name",
	"aws_rds_cluster": "cluster_identifier",
	"aws_route53_record": "name",
	"aws_s3_bucket": "bucket",
	"aws_secretsmanager_secret": "name",
	"aws_security_group": "name",
	"aws_subnet": "cidr_block",
	"aws_vpc_endpoint": "service_name",
}

# A thing is a subject, found wanting at the topology that declares it.
all := [{"root": region.root, "path": region.path, "id": sprintf("%s %s", [noun, name]), "type": type, "field": fields[type], "value": value} |
	some region in declared.regions
	region.topology.environment.cloud.kind == "aws"
	some [noun, name, type, value] in things(region.topology, tf.prefix(region.root))
]

things(topology, prefix) := union({
	{["cluster", prefix, "aws_eks_cluster", prefix]},
	stores(topology, prefix),
	kept(topology, prefix),
	identities(topology, prefix),
	network(topology, prefix),
	entrances(topology),
})

stores(topology, prefix) := {["store", name, type, concat("-", [prefix, name])] |
	some [kind, binding, type] in [["postgres", "aurora", "aws_rds_cluster"], ["kafka", "msk", "aws_msk_cluster"]]
	some name, store in topology[kind]
	store.binding == binding
}

kept(topology, prefix) := union({
	{["object store", name, "aws_s3_bucket", store.bucket] | some name, store in topology.objects; topology.environment.bindings.objects == "s3"},
	# a standby holds copies, which the primary makes
	{["secret", name, "aws_secretsmanager_secret", secret.path] |
		some name, secret in topology.secrets
		topology.environment.bindings.secrets == "aws"
		topology.region.role == "primary"
	},
	{["key", key, "aws_kms_alias", sprintf("alias/%s/%s", [prefix, key])] | some key in keys(topology)},
	{["image", repository, "aws_ecr_repository", concat("/", [registry, repository])] |
		registry := concat("/", array.slice(split(topology.environment.registry, "/"), 1, 99))
		some noun in ["workloads", "jobs"]
		some thing in topology[noun]
		repository := thing.image.repository
	},
})

keys(topology) := ({store.key |
	some kind, binding in {"postgres": "aurora", "kafka": "msk"}
	some store in topology[kind]
	store.binding == binding
} | {store.key | some store in topology.objects; topology.environment.bindings.objects == "s3"}) | {secret.key | some secret in topology.secrets; topology.environment.bindings.secrets == "aws"}

identities(topology, prefix) := {["identity", name, "aws_iam_role", concat("-", [prefix, name])] |
	some noun in ["workloads", "jobs"]
	some name, thing in topology[noun]
	thing.awsIdentity
} | {["reader", holder, "aws_iam_role", concat("-", [prefix, holder, "secrets"])] |
	topology.environment.bindings.secrets == "aws"
	some secret in topology.secrets
	some holder in secret.holders
}

network(topology, prefix) := union({
	{["subnet", range, "aws_subnet", range] | some name, _ in managed(topology); some range in topology.addresses.stores[name]},
	{["subnet", range, "aws_subnet", range] | some pool in topology.nodePools; some range in topology.addresses.tiers[pool.tier].zones},
	{["security group", name, "aws_security_group", sprintf("%s-store-%s", [prefix, name])] | some name, _ in managed(topology)},
	{["security group", name, "aws_security_group", sprintf("%s-pool-%s", [prefix, name])] | some name, _ in topology.nodePools},
	{["endpoint", api, "aws_vpc_endpoint", sprintf("com.amazonaws.%s.%s", [topology.region.name, api])] |
		some edge in topology.edges
		startswith(edge.to, "aws-api/")
		api := trim_prefix(edge.to, "aws-api/")
	},
	{["tunnel", name, "aws_customer_gateway", address] | some name, provider in topology.providers; some address in provider.tunnels.customerGateways},
})

managed(topology) := object.union({name: store | some name, store in topology.postgres; store.binding == "aurora"}, {name: store | some name, store in topology.kafka; store.binding == "msk"})

entrances(topology) := {["route", route, "aws_lb_target_group", substring(sprintf("%s-%s", [topology.environment.name, route]), 0, 32)] | some route in routes(topology)} | {
["route", route, "aws_route53_record", topology.environment.hosts[route]] |
	some route in routes(topology)
	has_record(topology, route)
}

routes(topology) := {trim_prefix(edge.to, "load-balancer/") | some edge in topology.edges; startswith(edge.to, "load-balancer/")}

# A standby answers for what is only stored; commands find it when an operator promotes it.
has_record(topology, _) if topology.region.role == "primary"

has_record(_, "webhook")
