# METADATA
# title: The documents of a run, read once
# description: >-
#   A region is the folder that holds its `topology.json`; every document belongs to the nearest such folder above it, so
#   that several regions can be checked in one run. Folders without a topology belong to `data.roots`, if given, else to
#   the root "" and are judged by what stands in them.
package lib.documents

import data.lib.kinds

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

# Kubernetes objects, lists taken apart. A list within a list is an object that nobody applies, and no rule knows.
kubernetes := array.concat(
	[entry(document, document.contents) |
		some document in input
		is_kubernetes(document.contents)
		not is_list(document.contents)
	],
	[entry(document, item) |
		some document in input
		is_list(document.contents)
		some bare in document.contents.items
		item := object.union(type_of_items(document.contents), bare)
		is_kubernetes(item)
	],
)

# Documents that are neither Kubernetes objects nor Terraform nor a topology: nobody can say what they do.
others := [{"root": root_of(document.path), "path": document.path, "id": document.path, "contents": document.contents} |
	some document in input
	document.contents != null
	not is_kubernetes(document.contents)
	not is_terraform(document)
	not is_topology(document)
	document.path != child(root_of(document.path), "prerequisites.json")
]

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

# A file of a folder.
child(parent, name) := concat("/", [part | some part in [parent, name]; part != ""])

entry(document, contents) := {
	"root": root_of(document.path),
	"path": document.path,
	"apiVersion": object_.apiVersion,
	"kind": kind,
	"namespace": namespace,
	"name": name,
	"id": id(kind, namespace, name),
	"object": object_,
} if {
	object_ := as_served(contents)
	kind := kinds.name(object_.apiVersion, object_.kind)
	namespace := object.get(object_, ["metadata", "namespace"], "")
	name := object.get(object_, ["metadata", "name"], "")
}

# The API server takes a null for nothing, in a list for an empty entry, and in a map of texts for the empty text;
# templates write them where a value is empty.
as_served(contents) := json.patch(contents, array.concat(filled, removed)) if {
	regex.match(`[:,\[]null[,\]}]`, json.marshal(contents))
	nulls := [path | walk(contents, [path, null])]
	filled := [{"op": "replace", "path": path, "value": value} | some path in nulls; value := filling(path)]
	removed := [{"op": "remove", "path": path} | some path in nulls; not filling(path)]
} else := contents

filling(path) := {} if is_number(path[count(path) - 1])

else := "" if is_text(path)

is_text(path) if {
	is_string(path[count(path) - 1])
	path[count(path) - 2] in {"labels", "annotations", "matchLabels", "nodeSelector", "data", "stringData"}
}

# `Kind/namespace/name`, without the namespace for cluster-scoped objects.
id(kind, namespace, name) := concat("/", [part | some part in [kind, namespace, name]; part != ""])

is_topology(document) if {
	document.path == child(folder(document.path), "topology.json")
	document.contents.schemaVersion
	document.contents.environment.name
	document.contents.region.name
	is_object(document.contents.workloads)
}

is_kubernetes(contents) if {
	is_string(contents.apiVersion)
	is_string(contents.kind)
}

# Entries of a typed list may leave out what the list says of all of them.
type_of_items(list) := {} if list.kind == "List"

else := {"apiVersion": list.apiVersion, "kind": trim_suffix(list.kind, "List")}

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
