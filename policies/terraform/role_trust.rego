# METADATA
# title: A role says exactly who may take it
# description: >-
#   A role that trusts a whole account, everybody, or a federation without naming the subject can be taken by workloads that nobody thought
#   of. A service needs a condition on what it acts for where AWS offers one.
# custom:
#   code: PT-575
#   severity: high
#   what_to_do: Name the principal, and with a federation the audience and the subject by StringEquals.
#   applies: [terraform]
#   expects: cloud_clusters
#   references: [https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html]
package payments.terraform.role_trust

import data.lib.iam
import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := tf.all("aws_iam_role")

violations contains report.problem(role, "everybody may take it", "principals by name") if {
	some [role, statement] in trusted
	iam.everybody(statement)
}

violations contains report.problem(role, sprintf("every identity of %s may take it", [principal]), "principals by name, or a condition that names them") if {
	some [role, statement] in trusted
	some principal in statement.principals.AWS
	regex.match(`^([0-9]{12}|arn:aws:iam::[^:]*:root)$`, principal)
	not iam.limited(statement)
}

violations contains report.problem(role, "a federation without a named subject", "StringEquals on its subject and audience") if {
	some [role, statement] in trusted
	count(statement.principals.Federated) > 0
	not names_subject(statement)
}

violations contains report.problem(role, "any service account of any cluster may take it", "conditions on the cluster, the namespace and the service account") if {
	some [role, statement] in trusted
	"pods.eks.amazonaws.com" in statement.principals.Service
	not names_pod(statement)
}

deny := report.findings(rule, violations)

trusted := [[role, statement] |
	some role in subjects
	some statement in iam.statements(role, role.body.assume_role_policy)
	statement.effect == "Allow"
]

names_subject(statement) if {
	some condition in statement.conditions
	endswith(condition.variable, ":sub")
	condition.test in {"StringEquals", "ForAnyValue:StringEquals"}
}

names_pod(statement) if {
	some condition in statement.conditions
	startswith(condition.variable, "aws:requesttag/")
	startswith(condition.test, "StringEquals")
}
