# METADATA
# title: A key policy names who may do what
# description: >-
#   Without a policy, or with `kms:*` for the account, every IAM policy of the account decides who decrypts, and the list of users of the
#   key is nowhere. A wildcard principal without a condition opens it to everybody.
# custom:
#   code: PT-504
#   severity: high
#   what_to_do: Give the key a policy that lists actions, and principals by name or by a condition on aws:PrincipalArn.
#   applies: [terraform]
#   expects: cloud_keys
#   references: [https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html]
package payments.terraform.key_policy

import data.lib.iam
import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := array.concat(tf.all("aws_kms_key"), tf.all("aws_kms_replica_key"))

violations contains report.problem(key, "no key policy", "a policy with actions and principals by name") if {
	some key in subjects
	count(statements[key.key]) == 0
}

violations contains report.problem(key, sprintf("%s allowed in statement '%s'", [action, statement.sid]), "the actions that are needed") if {
	some key in subjects
	some statement in statements[key.key]
	statement.effect == "Allow"
	some action in statement.actions
	action in {"*", "kms:*"}
}

violations contains report.problem(key, sprintf("everybody allowed in statement '%s'", [statement.sid]), "principals by name, or a condition that names them") if {
	some key in subjects
	some statement in statements[key.key]
	statement.effect == "Allow"
	iam.everybody(statement)
	not iam.limited(statement)
}

violations contains report.problem(key, sprintf("%s for the whole account in statement '%s'", [action, statement.sid]), "roles by name, or a condition that names them") if {
	some key in subjects
	some statement in statements[key.key]
	statement.effect == "Allow"
	some principal in statement.principals.AWS
	endswith(principal, ":root")
	not iam.limited(statement)
	some action in statement.actions
	regex.match(`^kms:(Decrypt|Encrypt|GenerateDataKey|ReEncrypt|CreateGrant)`, action)
}

deny := report.findings(rule, violations)

statements[key.key] := own | beside if {
	some key in subjects
	own := iam.statements(key, object.get(key.body, "policy", ""))
	beside := {statement |
		some policy in tf.of_owner(key, "aws_kms_key_policy", "key_id")
		some statement in iam.statements(policy, policy.body.policy)
	}
}
