# Counts of what an environment on AWS declares. An environment on an existing cluster has no Terraform and expects nothing.
package lib.expected

import data.lib.declared

counts[region.root].cloud_stores := count(aurora(region)) + count(msk(region)) if some region in on_aws

counts[region.root].cloud_databases := count(aurora(region)) if some region in on_aws

counts[region.root].cloud_brokers := count(msk(region)) if some region in on_aws

counts[region.root].cloud_objects := count(region.topology.objects) if some region in on_aws

counts[region.root].cloud_keys := count(region.topology.nodePools) if some region in on_aws

counts[region.root].cloud_clusters := 1 if some region in on_aws

counts[region.root].cloud_pools := count(region.topology.nodePools) if some region in on_aws

counts[region.root].cloud_repositories := count(region.topology.workloads) if some region in on_aws

counts[region.root].cloud_routes := count({edge.to | some edge in region.topology.edges; startswith(edge.to, "load-balancer/")}) if some region in on_aws

counts[region.root].cloud_subnets := count(region.topology.region.zones) if some region in on_aws

# Subnets of stores and of the card-data environment, which have no way out.
counts[region.root].cloud_isolated := (count(aurora(region)) + count(msk(region))) + count([1 | some pool in region.topology.nodePools; pool.tier == "cde"]) if some region in on_aws

counts[region.root].cloud_vpc_cni := 1 if {
	some region in on_aws
	region.topology.environment.cni.kind == "vpc-cni"
}

counts[region.root].cloud_grants := count([1 | count(msk(region)) > 0; some topic in region.topology.topics; some _ in topic.consumers]) if some region in on_aws

counts[region.root].cloud_logins := count([1 | some store in aurora(region); some _ in store.roles]) if some region in on_aws

# Secrets are made in the primary and copied.
counts[region.root].cloud_secrets := count(region.topology.secrets) if {
	some region in on_aws
	region.topology.region.role == "primary"
	region.topology.environment.bindings.secrets == "aws"
}

counts[region.root].cloud_copies := count(region.topology.objects) if {
	some region in on_aws
	region.topology.region.role == "primary"
	region.topology.region.counterpart != null
}

counts[region.root].cloud_copied_databases := count(aurora(region)) if {
	some region in on_aws
	region.topology.region.counterpart != null
}

counts[region.root].cloud_copied_brokers := count(msk(region)) if {
	some region in on_aws
	region.topology.region.role == "standby"
}

on_aws := [region | some region in declared.regions; region.topology.environment.cloud.kind == "aws"]

aurora(region) := [store | some store in region.topology.postgres; store.binding == "aurora"]

msk(region) := [store | some store in region.topology.kafka; store.binding == "msk"]
