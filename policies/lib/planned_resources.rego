# METADATA
# title: Resources and blocks of a region, compared with how they look everywhere
# description: >-
#   A part is a resource, a data source, an output, a provider, or any other block that Terraform reads. What a name is about must have been
#   declared: one noun of the topology, or two. `lib/resource_shapes` says what its settings may be.
package lib.planned_resources

import data.lib.declared
import data.lib.documents
import data.lib.resource_shapes
import data.lib.terraform as tf

# Parts of regions, each with `type`, `name` and `stack`; a region that runs on a cluster of somebody else has none.
parts := [part |
	some document in documents.terraform
	declared.has_topology(document.root)
	stack := stack_of(document.path)
	some block, written in document.json
	block != "//"
	some [type, name, body] in named(block, written, stack)
	part := {"root": document.root, "path": document.path, "stack": stack, "type": type, "name": name, "id": id(type, name), "key": [document.root, stack, type, name], "body": body}
]

stack_of(path) := steps[count(steps) - 2] if steps := split(path, "/")

id(type, name) := concat(".", [type, name])

named("resource", written, _) := {[type, name, body] | some group in tf.blocks(written); some type, types in group; some things in tf.blocks(types); some name, body in things}

named(block, written, _) := {[concat(".", [block, type]), name, body] | some group in tf.blocks(written); some type, types in group; some things in tf.blocks(types); some name, body in things} if {
	block in {"data", "ephemeral"}
}

named(block, written, stack) := {[block, stack, written]} if block in {"terraform", "removed"}

named("output", written, stack) := {[concat(".", ["output", stack]), name, body] | some group in tf.blocks(written); some name, body in group}

named(block, written, _) := {[block, name, body] | some group in tf.blocks(written); some name, body in group} if {
	not block in {"resource", "data", "ephemeral", "terraform", "removed", "output"}
}

# ---- names -----------------------------------------------------------------------------------------------------------

# Names of what was declared, as resources spell them.
nouns := {region.root: {slug(noun) | some noun in names(region.topology)} | some region in declared.regions}

names(topology) := union({
	{name |
		some things in ["workloads", "jobs", "postgres", "kafka", "objects", "secrets", "providers", "nodePools", "topics", "components"]
		some name, _ in topology[things]
	},
	{name | some name, _ in topology.addresses.tiers},
	{name | some name, _ in topology.environment.hosts},
	{peer.name | some peer in topology.peers},
	{segment.namespace | some segment in topology.segments},
	{name | some zone in topology.region.zones; some name in [zone, trim_prefix(zone, topology.region.name)]},
})

slug(text) := regex.replace(text, `[^A-Za-z0-9]+`, "_")

is_declared(root, text) if text in nouns[root]

is_declared(root, text) if {
	words := split(text, "_")
	some place in numbers.range(1, count(words) - 1)
	concat("_", array.slice(words, 0, place)) in nouns[root]
	concat("_", array.slice(words, place, count(words))) in nouns[root]
}

# What a part is about, with the family of its name: as many words as possible, as far to the right as possible.
about := {part.key: sort(found)[0] |
	some part in parts
	found := readings(part)
	count(found) > 0
}

readings(part) := [[0 - count(split(middle, "_")), 0 - count(before), middle, before, after] |
	some [before, after] in resource_shapes.shapes[part.type].families
	startswith(part.name, before)
	endswith(part.name, after)
	middle := substring(part.name, count(before), (count(part.name) - count(before)) - count(after))
	middle != ""
	is_declared(part.root, middle)
]

# `members[root][type][[before, after]]`: what parts are about.
members := found_members

found_members[part.root][part.type][[before, after]] contains middle if {
	some part in parts
	not part.name in resource_shapes.shapes[part.type].names
	[_, _, middle, before, after] := about[part.key]
}

# ---- settings --------------------------------------------------------------------------------------------------------

# Every value of a part with the path where it stands.
leaves(part) := {[concat("|", [step | some step in trail; is_string(step)]), text(value)] |
	walk(part.body, [trail, value])
	not is_nested(value)
	not "//" in trail
	not "tags" in trail
}

is_nested(value) if {
	type_name(value) in {"object", "array"}
	count(value) > 0
}

text(value) := value if is_string(value)

else := "[]" if value == []

else := "{}" if value == {}

else := json.marshal(value)

# The values of a setting without what names the region, the environment and the thing that the part is about.
plain(root, values, own) := concat("\n", sort({without(shortened(root, value), own) | some value in values}))

shortened(root, value) := replaced if {
	known := known_names[root]
	replaced := replace(replace(replace(replace(replace(value, known.region, "<region>"), slug(known.region), "<region>"), known.other, "<other>"), known.environment, "<environment>"), known.account, "<account>")
}

known_names := {region.root: {"region": name, "other": other, "environment": environment.name, "account": account} |
	some region in declared.regions
	name := region.topology.region.name
	environment := region.topology.environment
	other := object.get(region.topology, ["region", "counterpart", "name"], name)
	account := object.get(environment, ["cloud", "account"], "-")
}

without(value, own) := concat("_", [word |
	some place, word in words
	not is_repeated(words, place)
]) if {
	words := [marked(word, own) | some word in regex.split(`[^A-Za-z0-9<>]+`, value)]
}

marked(word, own) := "*" if word in own

else := word

is_repeated(words, place) if {
	words[place] == "*"
	words[place - 1] == "*"
}
