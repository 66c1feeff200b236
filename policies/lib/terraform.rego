# METADATA
# title: Terraform JSON, indexed once
# description: >-
#   A module is a folder of Terraform JSON files, as Terraform reads it; a block may be written as an object or as a list of
#   objects. A reference is followed within its module and, through remote state, into the outputs of the module whose state it
#   reads; what leads elsewhere (a variable, somebody else's state) is followed nowhere. Each index is a complete rule over a partial
#   one: OPA computes a complete rule once, and a partial one anew for each key that somebody asks for.
package lib.terraform

import data.lib.declared
import data.lib.documents

# ---- what stands in the files ----------------------------------------------------------------------------------------

# `resources[type][key]`, where the key is `<module>/<type>.<name>`. A resource is a subject: its id is its address. What was written more than
# once under one address is a mistake that another rule names.
resources := {type: {key: written_at[["resource", type, key]] | some key in keys} |
	some ["resource", type], keys in keys_at
}

# `sources[type][key]`: data sources, where the key is `<module>/data.<type>.<name>`.
sources := {trim_prefix(kind, "data."): {key: written_at[["data", kind, key]] | some key in keys} |
	some ["data", kind], keys in keys_at
}

keys_at := {at: {key | some [block, kind, key] in places; [block, kind] == at} | some at in {[block, kind] | some [block, kind, _] in places}}

places := [[written.block, written.kind, written.key] | some written in there]

written_at := {at: [written | some written in there; [written.block, written.kind, written.key] == at][0] | some at in places}

there := [written |
	some written in declarations
	not is_on_paper(written)
]

# Every block of a type and name, as an entry with `block` (resource, data, ephemeral) and `kind` (`aws_vpc`, `data.aws_ami`).
declarations := [object.union(entry(document, concat(".", [kind, name]), name, body), {"block": block, "kind": kind}) |
	some document in documents.terraform
	some block, prefix in {"resource": "", "data": "data.", "ephemeral": "ephemeral."}
	some group in blocks(document.json[block])
	some type, types in group
	kind := concat("", [prefix, type])
	some named in blocks(types)
	some name, written in named
	some body in blocks(written)
]

# On paper only. Where the whole region is declared, every `count` is a finding by itself (PT-290).
is_on_paper(written) if {
	written.block == "resource"
	some repetition in [object.get(written.body, "count", 1), object.get(written.body, "for_each", 1)]
	repetition in nothing
	not declared.has_topology(written.root)
}

nothing := {0, "0", false, [], {}, "${[]}", "${{}}", "${toset([])}"}

# Every resource of a type.
all(type) := [r | some r in resources[type]]

# `outputs[module][name]`: the value, the first one where it was written twice.
outputs := {module: {name: [value | some value in values][0] | some name, values in named} | some module, named in found_outputs}

found_outputs[module][name] contains block.value if {
	some document in documents.terraform
	module := documents.folder(document.path)
	some named in blocks(document.json.output)
	some name, written in named
	some block in blocks(written)
}

# Blocks of `terraform` itself (backends, required providers), each with its module.
settings contains entry(document, "terraform", "", body) if {
	some document in documents.terraform
	some body in blocks(document.json.terraform)
}

backends contains entry(setting, concat(" ", ["backend", kind]), kind, body) if {
	some setting in settings
	some group in blocks(setting.body.backend)
	some kind, written in group
	some body in blocks(written)
}

entry(document, id, name, body) := {
	"root": document.root,
	"path": document.path,
	"module": module,
	"key": place(module, id),
	"id": id,
	"name": name,
	"body": body,
} if {
	module := documents.folder(document.path)
}

place(module, address) := concat("/", [module, address])

# ---- reading a body --------------------------------------------------------------------------------------------------

blocks(value) := value if is_array(value)

blocks(value) := [value] if is_object(value)

# Every value at a path like `vpc_config.subnet_ids`, through all blocks and lists on the way.
at(body, path) := reached(body, split(path, "."))

# The value at a path in each block that could hold it, `null` where it does not; `[null]` where there is no such block.
each(body, path) := found if {
	found := held(body, path)
	count(found) > 0
} else := [null]

held(body, path) := [plain(object.get(block, leaf, null)) | some block in reached(body, array.slice(steps, 0, last))] if {
	steps := split(path, ".")
	last := count(steps) - 1
	leaf := steps[last]
}

reached(body, []) := [body]

# Only what stands below the first step is walked through: bodies hold whole policies.
reached(body, steps) := [plain(value) |
	walk(object.get(body, steps[0], null), [trail, value])
	not is_array(value)
	value != null
	[step | some step in trail; is_string(step)] == array.slice(steps, 1, count(steps))
] if {
	count(steps) > 0
}

# Terraform reads `"true"` as `true` and `"30"` as `30`.
plain(value) if value == "true"

else := false if value == "false"

else := to_number(value) if {
	is_string(value)
	regex.match(`^-?[0-9]{1,15}$`, value)
}

else := value

# ---- tables of settings ----------------------------------------------------------------------------------------------

# Subjects of a table. A row names a type, a path and, where the rule compares, the wanted values (`null`: what Terraform takes when
# nothing is written will do). Optional: `when`, a switch that must be on for the row to count; `optional`, where the block may be left out.
table(rows) := [object.union(r, {"setting": row.path, "seen": seen, "wanted": object.get(row, "wanted", [])}) |
	some row in rows
	some r in resources[row.type]
	switched_on(row, r.body)
	some seen in seen_at(row, r.body)
]

switched_on(row, _) if not row.when

switched_on(row, body) if true in at(body, row.when)

seen_at(row, body) := each(body, row.path) if not row.optional

seen_at(row, body) := held(body, row.path) if row.optional

is_wanted(subject) if subject.seen in subject.wanted

# `no kms_key_id`, `publicly_accessible true`
saw(subject) := sprintf("no %s", [subject.setting]) if subject.seen == null

else := sprintf("%s %v", [subject.setting, subject.seen])

want(subject) := sprintf("%s %s", [subject.setting, concat(" or ", [sprintf("%v", [value]) | some value in subject.wanted; value != null])])

# ---- following references --------------------------------------------------------------------------------------------

# Keys of what a value of `from` refers to, in its own module or in one whose state it reads.
targets(from, value) := {key |
	some reference in references(value)
	some key in followed(from.module, reference)
}

followed(module, {"address": address, "output": "", "index": _}) := {place(module, address)}

followed(module, {"address": address, "output": output, "index": index}) := {place(other, reference.address) |
	other := remotes[place(module, address)]
	some reference in references(element(outputs[other][output], index))
} if {
	output != ""
}

# One of a list where the expression says which, as `element(…, 1)` or `…[1]`.
element(value, "") := value

element(value, index) := value[to_number(index) % count(value)] if {
	index != ""
	is_array(value)
}

# Module of the same region behind each `data.terraform_remote_state`.
remotes := found_remotes

found_remotes[key] := min(modules) if {
	some key, source in sources.terraform_remote_state
	modules := {module | some config in blocks(source.body.config); some module in modules_by_state[source.root][config.bucket][config.key]}
	count(modules) > 0
}

modules_by_state[backend.root][backend.body.bucket][backend.body.key] contains backend.module if some backend in backends

# Every `type.name` that the expressions of a value name, with the output where remote state is read.
references(value) := {{"address": match[1], "output": match[2], "index": match[3]} |
	walk(value, [_, text])
	is_string(text)
	contains(text, "${")
	some expression in regex.find_n(`\$\{[^}]*\}`, text, -1)
	some match in regex.find_all_string_submatch_n(`\b((?:data\.)?[a-z0-9]+_[a-z0-9_]+\.[A-Za-z0-9_-]+)(?:\.outputs\.([A-Za-z0-9_-]+)(?:(?:\[|, )([0-9]+)[\])])?)?`, expression, -1)
}

# Resources of a type that a value of `from` refers to.
pointed(from, value, type) := [r | some key in targets(from, value); r := resources[type][key]]

# Resources of a type whose field at `path` refers to `to`.
pointing(to, type, path) := [r |
	some r in resources[type]
	to.key in targets(r, at(r.body, path))
]

# Resources of a type that belong to another one: their field in `owned_by` refers to it, or says its name as `name_field` has it.
of_owner(owner, type, name_field) := [resources[type][key] |
	some key in {key |
		some name in {owner.key, place(owner.root, object.get(owner.body, name_field, ""))}
		some key in owned[type][name]
	}
]

owned_by := {
	"aws_backup_vault_lock_configuration": "backup_vault_name",
	"aws_default_security_group": "vpc_id",
	"aws_flow_log": "vpc_id",
	"aws_kms_key_policy": "key_id",
	"aws_lb": "access_logs.bucket",
	"aws_networkfirewall_logging_configuration": "firewall_arn",
	"aws_rds_cluster_instance": "cluster_identifier",
	"aws_s3_bucket_logging": "target_bucket",
	"aws_s3_bucket_object_lock_configuration": "bucket",
	"aws_s3_bucket_policy": "bucket",
	"aws_s3_bucket_public_access_block": "bucket",
	"aws_s3_bucket_replication_configuration": "bucket",
	"aws_s3_bucket_server_side_encryption_configuration": "bucket",
	"aws_s3_bucket_versioning": "bucket",
	"aws_secretsmanager_secret_policy": "secret_arn",
	"aws_wafv2_web_acl_association": "resource_arn",
	"aws_wafv2_web_acl_logging_configuration": "resource_arn",
}

owned := found_owned

found_owned[type][owner] contains key if {
	some type, path in owned_by
	some key, r in resources[type]
	values := at(r.body, path)
	some owner in (targets(r, values) | {place(r.root, text) | some text in values; is_string(text)})
}

# ---- what topology.json adds -----------------------------------------------------------------------------------------

# `production-ap-southeast-3`: first part of every name.
prefix(root) := concat("-", [topology.environment.name, topology.region.name]) if topology := declared.topology(root)

# The declared store that a database or Kafka cluster is, known by its name.
store(cluster) := found if {
	some kind, field in {"postgres": "cluster_identifier", "kafka": "cluster_name"}
	some name, found in declared.topology(cluster.root)[kind]
	cluster.body[field] == concat("-", [prefix(cluster.root), name])
}

# A customer key: some key that is not one of AWS's own.
is_customer_key(from, value) if {
	is_string(value)
	value != ""
	not is_aws_key(from, value)
}

is_aws_key(_, value) if contains(value, "alias/aws/")

is_aws_key(from, value) if {
	some key in targets(from, value)
	some type in ["aws_kms_alias", "aws_kms_key"]
	some field in ["name", "key_id"]
	startswith(sources[type][key].body[field], "alias/aws/")
}
