# METADATA
# title: How many subjects a rule must at least have
# description: >-
#   `custom.expects` of a rule names one of these counts. Where the topology declares such things and the rule examined
#   none, the rule was blind, and that is a finding (PT-299). More files of this package may add names.
package lib.expected

import data.lib.declared

counts[region.root].workloads := count(region.topology.workloads) if some region in declared.regions

counts[region.root].jobs := count(region.topology.jobs) if some region in declared.regions

counts[region.root].segments := count(region.topology.segments) if some region in declared.regions

counts[region.root].edges := count(region.topology.edges) if some region in declared.regions

counts[region.root].autoscalers := count([1 | some w in region.topology.workloads; w.autoscaler != null]) if some region in declared.regions

counts[region.root].leases := count([1 | some w in region.topology.workloads; w.lease != null]) if some region in declared.regions

counts[region.root].consumers := count([1 | some w in region.topology.workloads; count(w.consumes) > 0]) if some region in declared.regions

counts[region.root].ports := count([1 | some w in region.topology.workloads; count(w.ports) > 0]) if some region in declared.regions

counts[region.root].secrets := count([1 | some w in region.topology.workloads; count(w.secrets) > 0]) if some region in declared.regions

counts[region.root].cde_segments := count([1 | some segment in region.topology.segments; segment.scope == "cde"]) if some region in declared.regions

counts[region.root].routes := count([1 | some w in region.topology.workloads; w.route != null]) if {
	some region in declared.regions
	region.topology.environment.cloud.kind == "aws"
}

counts[region.root].topics := count(region.topology.topics) if some region in declared.regions

counts[region.root].kafka_operated := count([1 | some store in region.topology.kafka; store.namespace != null]) if some region in declared.regions

counts[region.root].postgres_operated := count([1 | some store in region.topology.postgres; store.namespace != null]) if some region in declared.regions

counts[region.root].stores_operated := count([1 | some kind in ["kafka", "postgres"]; some store in region.topology[kind]; store.namespace != null]) if {
	some region in declared.regions
}

counts[region.root].lower := count(region.topology.workloads) if {
	some region in declared.regions
	region.topology.environment.data != "real"
}

counts[region.root].production := count(region.topology.workloads) if {
	some region in declared.regions
	region.topology.environment.data == "real"
}

counts[region.root].access := count(region.topology.access) if some region in declared.regions

# Where there is more than one zone.
counts[region.root].spread := count(region.topology.workloads) if {
	some region in declared.regions
	count(region.topology.region.zones) > 1
}

least(root, name) := object.get(counts, [root, name], 0)
