# METADATA
# title: A key is used by its declared users and nobody else
# description: >-
#   Who may decrypt is what a key is about (PCI DSS 3.6.1). The workloads that a key policy names are compared, both ways, with those that the
#   topology declares: holders of secrets, users of object stores, services that call the key themselves. And whatever was declared with a key is
#   encrypted with that one.
# custom:
#   code: PT-505
#   severity: high
#   what_to_do: Name exactly the roles of the declared users in the key policy; name the declared key where something is kept.
#   applies: [terraform]
#   expects: cloud_keys
#   references: [https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html]
package payments.terraform.key_users

import data.lib.declared
import data.lib.iam
import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

# Keys of the region, by the alias that gives them their name.
subjects := [object.union(key, {"name": trim_prefix(alias.body.name, aliases)}) |
	some alias in tf.all("aws_kms_alias")
	aliases := sprintf("alias/%s/", [tf.prefix(alias.root)])
	startswith(alias.body.name, aliases)
	some type in ["aws_kms_key", "aws_kms_replica_key"]
	some key in tf.pointed(alias, alias.body.target_key_id, type)
]

violations contains report.problem(key, sprintf("the user %s", [user]), "declared users only") if {
	some key in subjects
	some user in (named(key) - users(key))
}

violations contains report.problem(key, sprintf("no use for %s", [user]), "every declared user") if {
	some key in subjects
	some user in (users(key) - named(key))
}

violations contains report.problem(kept.resource, sprintf("the key %s", [concat(", ", used)]), sprintf("the key %s, whose users were declared", [kept.key])) if {
	some kept in things_kept
	used := {subject.name | some value in tf.at(kept.resource.body, kept.path); some key in tf.targets(kept.resource, value); some subject in subjects; subject.key == key}
	count(used) > 0
	used != {kept.key}
}

deny := report.findings(rule, violations)

# Roles of workloads and jobs that the policy names.
named(key) := {role |
	some statement in iam.statements(key, key.body.policy)
	statement.effect == "Allow"
	some value in names_in(statement)
	role := regex.replace(value, `^.*:role/`, "")
	role in roles[key.root]
}

names_in(statement) := {value | some condition in statement.conditions; condition.variable == "aws:principalarn"; some value in condition.values} | {value |
	some value in statement.principals.AWS
}

roles := {region.root: {role | some name in names(region.topology); some role in [own_role(region.root, name), secret_role(region.root, name)]} |
	some region in declared.regions
}

names(topology) := ((object.keys(topology.workloads) | object.keys(topology.jobs)) | {holder | some secret in topology.secrets; some holder in secret.holders}) | {user.service |
	some store in topology.objects
	some user in store.users
}

users(key) := (holders(key) | object_users(key)) | callers(key)

holders(key) := {secret_role(key.root, holder) |
	topology := declared.topology(key.root)
	topology.environment.bindings.secrets == "aws"
	some secret in topology.secrets
	secret.key == key.name
	some holder in secret.holders
}

object_users(key) := {own_role(key.root, user.service) |
	some store in declared.topology(key.root).objects
	store.key == key.name
	some user in store.users
}

# Services that call the key themselves, for what their database keeps.
callers(key) := {own_role(key.root, name) |
	topology := declared.topology(key.root)
	some name, workload in topology.workloads
	"kms" in workload.awsApis
	some use in workload.stores
	topology.postgres[use.store].key == key.name
}

own_role(root, name) := concat("-", [tf.prefix(root), name])

secret_role(root, name) := concat("-", [tf.prefix(root), name, "secrets"])

# What is declared with a key of its own.
things_kept := array.concat(
	[{"resource": cluster, "path": path, "key": store.key} |
		some type, path in {"aws_rds_cluster": "kms_key_id", "aws_msk_cluster": "encryption_info.encryption_at_rest_kms_key_arn"}
		some cluster in tf.all(type)
		store := tf.store(cluster)
	],
	[{"resource": secret, "path": "kms_key_id", "key": thing.key} |
		some secret in tf.all("aws_secretsmanager_secret")
		some thing in declared.topology(secret.root).secrets
		thing.path == secret.body.name
	],
)
