# METADATA
# title: Objects that can be computed from the topology, compared as a whole
# description: >-
#   A plan is a declared thing (`root`, `path`, `id`, `kind`, `namespace`, `name`) with the `body` that its object must
#   have: everything but type, metadata and status. Removed, changed and additional objects are findings alike, so a rule
#   with plans needs no list of what somebody might do wrong.
package lib.planned

import data.lib.declared
import data.lib.documents
import data.lib.objects
import data.lib.report

# What is wrong with objects of these kinds, in regions with a topology.
violations(plans, kinds) := (missing(plans) | changed(plans)) | strange(plans, kinds)

missing(plans) := {report.problem(plan, sprintf("no such %s", [plan.kind]), "the declared one") |
	some plan in plans
	not objects.exists(plan.root, plan.kind, plan.namespace, plan.name)
}

changed(plans) := {report.problem(entry, difference.saw, difference.want) |
	some plan in plans
	some entry in objects.named(plan.root, plan.kind, plan.namespace, plan.name)
	some difference in differences(body(entry), plan.body)
}

strange(plans, kinds) := {report.problem(entry, sprintf("a %s that nobody declared", [entry.kind]), "what the topology asks for") |
	known := {key(plan.root, plan.kind, plan.namespace, plan.name) | some plan in plans}
	some entry in emitted(kinds)
	not key(entry.root, entry.kind, entry.namespace, entry.name) in known
}

# Objects of these kinds that a topology judges.
emitted(kinds) := [entry |
	some kind in kinds
	some entry in objects.of_kind(kind)
	declared.has_topology(entry.root)
]

body(entry) := json.remove(entry.object, ["apiVersion", "kind", "metadata", "status"])

# Each place where two values differ, by its path.
differences(seen, plan) := set() if seen == plan

else := {{"saw": shown(path, found), "want": shown(path, wanted)} |
	[ours, theirs] := [leaves(plan), leaves(seen)]
	some path in (object.keys(ours) | object.keys(theirs))
	found := object.get(theirs, path, "nothing")
	wanted := object.get(ours, path, "nothing")
	found != wanted
}

# Keys may hold dots and slashes: escaped, no two leaves share a path.
leaves(value) := {concat("/", [replace(sprintf("%v", [step]), "/", "~1") | some step in path]): leaf |
	walk(value, [path, leaf])
	is_leaf(leaf)
}

is_leaf(value) if not type_name(value) in {"object", "array"}

is_leaf(value) if count(value) == 0

# Long values are cut: a script or a certificate does not belong in a finding.
shown(path, value) := sprintf("%s '%s'", [path, clipped(sprintf("%v", [value]))])

clipped(text) := text if count(text) <= 80

else := sprintf("%s…", [substring(text, 0, 80)])

# A thing of the topology with the object that it must have.
of(source, kind, namespace, name, body_) := {
	"root": source.root,
	"path": source.path,
	"id": documents.id(kind, namespace, name),
	"kind": kind,
	"namespace": namespace,
	"name": name,
	"body": body_,
}

key(root, kind, namespace, name) := concat("|", [root, kind, namespace, name])
