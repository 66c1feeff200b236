# METADATA
# title: Policy documents in one shape
# description: >-
#   A policy is JSON text or a reference to `aws_iam_policy_document`; either way a statement has sets: actions, not_actions,
#   resources, not_resources, principals by kind, and conditions as `{test, variable, values}`. Text that cannot be read before
#   apply has no statements.
package lib.iam

import data.lib.declared
import data.lib.terraform as tf

# Statements of the policy that stands in a field of a resource.
statements(from, value) := written(value) | referenced(from, value)

written(value) := {statement |
	is_string(value)
	text := readable(value)
	some each in listed(json.unmarshal(text).Statement)
	statement := {
		"sid": object.get(each, "Sid", ""),
		"effect": each.Effect,
		"actions": strings(object.get(each, "Action", [])),
		"not_actions": strings(object.get(each, "NotAction", [])),
		"resources": strings(object.get(each, "Resource", [])),
		"not_resources": strings(object.get(each, "NotResource", [])),
		"principals": principals(object.get(each, "Principal", {})),
		"excepted": principals(object.get(each, "NotPrincipal", {})),
		"conditions": {{"test": test, "variable": lower(variable), "values": strings(values)} |
			some test, variables in object.get(each, "Condition", {})
			some variable, values in variables
		},
	}
}

# Expressions may hold quotes that Terraform resolves before anybody parses the JSON.
readable(text) := text if json.is_valid(text)

else := masked if {
	masked := regex.replace(text, `\$\{[^}]*\}`, "expression")
	json.is_valid(masked)
}

referenced(from, value) := {statement |
	some key in tf.targets(from, value)
	some each in tf.blocks(tf.sources.aws_iam_policy_document[key].body.statement)
	statement := {
		"sid": object.get(each, "sid", ""),
		"effect": object.get(each, "effect", "Allow"),
		"actions": strings(object.get(each, "actions", [])),
		"not_actions": strings(object.get(each, "not_actions", [])),
		"resources": strings(object.get(each, "resources", [])),
		"not_resources": strings(object.get(each, "not_resources", [])),
		"principals": by_kind(tf.blocks(object.get(each, "principals", []))),
		"excepted": by_kind(tf.blocks(object.get(each, "not_principals", []))),
		"conditions": {{"test": condition.test, "variable": lower(condition.variable), "values": strings(condition.values)} |
			some condition in tf.blocks(object.get(each, "condition", []))
		},
	}
}

principals("*") := {"*": {"*"}}

principals(kinds) := {kind: strings(names) | some kind, names in kinds} if is_object(kinds)

by_kind(written_principals) := {kind: names |
	some kind in {principal.type | some principal in written_principals}
	names := {name | some principal in written_principals; principal.type == kind; some name in principal.identifiers}
}

# Everybody: `*` alone, or any account.
everybody(statement) if "*" in statement.principals[_]

# A statement that is limited to callers the condition names.
limited(statement) if {
	some condition in statement.conditions
	is_about_callers(condition.variable)
	not "*" in condition.values
	not startswith(condition.test, "StringNot")
	not startswith(condition.test, "ArnNot")
}

is_about_callers(variable) if variable in callers

is_about_callers(variable) if startswith(variable, "aws:principaltag/")

callers := {
	"aws:principalarn", "aws:principalaccount", "aws:principalorgid", "aws:sourcearn", "aws:sourceaccount", "aws:sourcevpce", "aws:sourcevpc",
	"aws:userid", "aws:sourceorgid", "kms:calleraccount", "kms:viaservice",
}

strings(value) := {text | some text in listed(value)}

listed(value) := value if is_array(value)

else := value if is_set(value)

else := [value]

# The workload or job to whose role, known by its computed name, a policy is attached.
workload_of(policy) := name if {
	name := trim_prefix(policy.body.role, concat("", [tf.prefix(policy.root), "-"]))
	some noun in ["workloads", "jobs"]
	declared.topology(policy.root)[noun][name]
}
