# METADATA
# title: The documents of a run, read once
# description: >-
#   A region is the folder that holds its `topology.json`; every document belongs to the nearest such folder above it, so
#   that several regions can be checked in one run. Folders without a topology belong to `data.roots`, if given, else to
#   the root "" and are judged by what stands in them.
package lib.documents

# Folders that are judged apart from each other.
roots contains folder(document.path) if {
	some document in input
	is_topology(document)
}

roots contains root if some root in data.roots

# What was declared, by root.
topologies := {root: {"root": root, "path": document.path, "region": region, "topology": topology} |
	some document in input
	is_topology(document)
	root := folder(document.path)
	topology := document.contents
	region := concat("/", [topology.environment.name, topology.region.name])
}

# Kubernetes objects, lists taken apart.
kubernetes := array.concat(
	[entry(document, document.contents) |
		some document in input
		is_kubernetes(document.contents)
		not is_list(document.contents)
	],
	[entry(document, item) |
		some document in input
		is_list(document.contents)
		some item in document.contents.items
		is_kubernetes(item)
	],
)

# Terraform JSON documents.
terraform := [{"root": root_of(document.path), "path": document.path, "json": document.contents} |
	some document in input
	is_terraform(document)
]

# Name of the region for people; the folder where nothing was declared.
region_of(root) := topologies[root].region

region_of(root) := root if not topologies[root]

# Regions of one environment stand side by side.
environment_of(root) := concat("/", [folder(root), topologies[root].topology.environment.name])

# The nearest root above a file.
root_of(path) := paths[path]

paths := {document.path: nearest(document.path) | some document in input}

nearest(path) := max(({""} | folders(path)) & ({""} | roots))

# Every folder above a file.
folders(path) := {concat("/", array.slice(parts, 0, place)) | some place, _ in parts} if parts := split(path, "/")

folder(path) := concat("/", array.slice(parts, 0, count(parts) - 1)) if parts := split(path, "/")

entry(document, contents) := {
	"root": root_of(document.path),
	"path": document.path,
	"apiVersion": object_.apiVersion,
	"kind": object_.kind,
	"namespace": namespace,
	"name": name,
	"id": id(object_.kind, namespace, name),
	"object": object_,
} if {
	object_ := without_nulls(contents)
	namespace := object.get(object_, ["metadata", "namespace"], "")
	name := object.get(object_, ["metadata", "name"], "")
}

# The API server takes a null for nothing; templates write them where a value is empty.
without_nulls(contents) := json.remove(contents, nulls) if {
	contains(json.marshal(contents), ":null")
	nulls := [path | walk(contents, [path, null]); is_string(path[count(path) - 1])]
} else := contents

# `Kind/namespace/name`, without the namespace for cluster-scoped objects.
id(kind, namespace, name) := concat("/", [part | some part in [kind, namespace, name]; part != ""])

is_topology(document) if {
	endswith(document.path, "topology.json")
	document.contents.schemaVersion
	document.contents.environment.name
	document.contents.region.name
	is_object(document.contents.workloads)
}

is_kubernetes(contents) if {
	is_string(contents.apiVersion)
	is_string(contents.kind)
}

is_list(contents) if {
	is_kubernetes(contents)
	endswith(contents.kind, "List")
	is_array(contents.items)
}

# A file of Terraform holds whatever Terraform reads; elsewhere the words tell.
is_terraform(document) if {
	is_object(document.contents)
	regex.match(`\.tf(\.json)?$`, document.path)
}

is_terraform(document) if {
	is_object(document.contents)
	not document.contents.kind
	not endswith(document.path, ".tf")
	not endswith(document.path, ".tf.json")
	count({"terraform", "resource"} & object.keys(document.contents)) > 0
}
