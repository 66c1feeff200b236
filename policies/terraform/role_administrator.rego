# METADATA
# title: Nobody has the administrator's policy
# description: >-
#   The managed policies AdministratorAccess and PowerUserAccess allow everything that exists and everything that AWS adds. A role that
#   deploys one kind of thing needs that kind of thing.
# custom:
#   code: PT-574
#   severity: high
#   what_to_do: Attach a policy that names what the role is for.
#   applies: [terraform]
#   expects: cloud_clusters
#   references: [https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html]
package payments.terraform.role_administrator

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

attached := [
	{"type": "aws_iam_group_policy_attachment", "path": "policy_arn"},
	{"type": "aws_iam_policy_attachment", "path": "policy_arn"},
	{"type": "aws_iam_role_policy_attachment", "path": "policy_arn"},
	{"type": "aws_iam_user_policy_attachment", "path": "policy_arn"},
]

subjects := array.concat(tf.table(attached), tf.all("aws_iam_role"))

violations contains report.problem(s, sprintf("%v", [policy]), "a policy that names what the role is for") if {
	some s in subjects
	some policy in array.concat([object.get(s, "seen", "")], object.get(s.body, "managed_policy_arns", []))
	regex.match(`[/:](AdministratorAccess|PowerUserAccess|IAMFullAccess)$`, policy)
}

deny := report.findings(rule, violations)
