# METADATA
# title: What was declared, from `topology.json`
# description: >-
#   A declared thing is a subject like an emitted one: it has the id that the emitted object should have, and the path of
#   the topology that declares it, so that a removed object is a finding.
package lib.declared

import data.lib.documents

regions := [region | some region in documents.topologies]

has_topology(root) if documents.topologies[root]

topology(root) := documents.topologies[root].topology

# Declared workloads and jobs of all regions, each with its root.
workloads := [thing(region, "workload", name, workload) | some region in regions; some name, workload in region.topology.workloads]

jobs := [thing(region, "job", name, job) | some region in regions; some name, job in region.topology.jobs]

segments := array.concat(
	[thing(region, "segment", name, segment) | some region in regions; some name, segment in region.topology.segments],
	[thing(region, "segment", "secret-source", source) | some region in regions; source := secret_source(region.topology)],
)

# Where there is no secret manager, a namespace without pods holds what people fill in.
secret_source(topology) := object.union(topology.segments.platform, {
	"namespace": "payments-secret-source",
	"quota": {"pods": 0, "cpuMillis": 0, "memoryMiB": 0},
}) if {
	topology.environment.bindings.secrets != "aws"
}

# The declaration of an emitted workload or job.
workload(root, namespace, name) := found if {
	found := topology(root).workloads[name]
	found.namespace == namespace
}

job(root, namespace, name) := found if {
	found := topology(root).jobs[name]
	found.namespace == namespace
}

# A declared thing as the object of a kind that it must have.
wanted(declaration, kind, name) := {
	"root": declaration.root,
	"path": declaration.path,
	"id": documents.id(kind, declaration.namespace, name),
	"kind": kind,
	"namespace": declaration.namespace,
	"name": name,
	"declared": declaration.declared,
}

thing(region, noun, name, declaration) := {
	"root": region.root,
	"path": region.path,
	"id": concat(" ", [noun, name]),
	"name": name,
	"namespace": declaration.namespace,
	"declared": declaration,
}

zones(root) := count(topology(root).region.zones)

is_production(root) if topology(root).environment.data == "real"
