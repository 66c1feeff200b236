# METADATA
# title: A secret is read by its declared holders and nobody else
# description: >-
#   A policy on the secret itself refuses everybody but the holders, whatever IAM says elsewhere. The list is compared with the holders
#   that the topology declares, both ways.
# custom:
#   code: PT-571
#   severity: high
#   what_to_do: Give the secret a policy that denies GetSecretValue to everybody but the roles of its holders.
#   applies: [terraform]
#   expects: cloud_secrets
#   references: [https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html]
package payments.terraform.secret_holders

import data.lib.declared
import data.lib.iam
import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := [secret | some secret in tf.all("aws_secretsmanager_secret"); declaration(secret)]

violations contains report.problem(secret, "a secret that every policy of the account may open", "a policy that denies everybody but its holders") if {
	some secret in subjects
	count(readers(secret)) == 0
}

violations contains report.problem(secret, sprintf("readers %s", [concat(", ", names)]), sprintf("readers %s", [concat(", ", wanted)])) if {
	some secret in subjects
	some names in readers(secret)
	wanted := holders(secret)
	names != wanted
}

deny := report.findings(rule, violations)

declaration(secret) := found if {
	some found in declared.topology(secret.root).secrets
	found.path == secret.body.name
}

# Roles with which the secret sync reads on behalf of the holders, here and in the other region, where the policy is copied to.
holders(secret) := {sprintf("%s-%s-%s-secrets", [topology.environment.name, region, holder]) |
	topology := declared.topology(secret.root)
	some region in regions(topology)
	some holder in declaration(secret).holders
}

regions(topology) := {topology.region.name} if topology.region.counterpart == null

regions(topology) := {topology.region.name, topology.region.counterpart.name}

# The exceptions of each statement that denies reading to everybody.
readers(secret) := {names |
	some policy in tf.of_owner(secret, "aws_secretsmanager_secret_policy", "arn")
	some statement in iam.statements(policy, policy.body.policy)
	statement.effect == "Deny"
	iam.everybody(statement)
	statement.actions & {"secretsmanager:GetSecretValue", "secretsmanager:*", "*"} != set()
	some condition in statement.conditions
	condition.variable == "aws:principalarn"
	condition.test in {"ArnNotEquals", "StringNotEquals", "ArnNotLike"}
	names := {regex.replace(value, `^.*/`, "") | some value in condition.values}
}
