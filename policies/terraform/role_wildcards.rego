# METADATA
# title: No role may change everything of something
# description: >-
#   `*` as action, or a changing action on every resource, makes one stolen role the whole account. Reading lists of things often knows no
#   resource, changing always does.
# custom:
#   code: PT-573
#   severity: high
#   what_to_do: Name the actions, and the ARNs they are needed for, or bind the statement to tags by a condition.
#   applies: [terraform]
#   expects: cloud_clusters
#   references: [https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html]
package payments.terraform.role_wildcards

import data.lib.iam
import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := [r | some type in ["aws_iam_role_policy", "aws_iam_policy", "aws_iam_user_policy", "aws_iam_group_policy"]; some r in tf.all(type)]

violations contains report.problem(policy, sprintf("the action %s", [action]), "the actions that are needed") if {
	some [policy, statement] in allowed
	some action in statement.actions
	is_whole_service(action)
}

violations contains report.problem(policy, "everything but some actions allowed", "the actions that are needed") if {
	some [policy, statement] in allowed
	count(statement.not_actions) > 0
}

violations contains report.problem(policy, sprintf("%s on every resource", [action]), "the resources it is needed for, or a condition") if {
	some [policy, statement] in allowed
	"*" in statement.resources
	count(statement.conditions) == 0
	some action in statement.actions
	not is_whole_service(action)
	changes(action)
}

deny := report.findings(rule, violations)

allowed := [[policy, statement] |
	some policy in subjects
	some statement in iam.statements(policy, policy.body.policy)
	statement.effect == "Allow"
]

is_whole_service(action) if regex.match(`^(\*|[a-z0-9-]+:\*)$`, action)

changes(action) if not regex.match(`^[a-z0-9-]+:(Batch)?(BatchGet|Describe|Discover|Filter|Get|List|Lookup|Query|Search|Select|Simulate|View)`, action)
