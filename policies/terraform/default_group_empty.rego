# METADATA
# title: The default security group of a network allows nothing
# description: >-
#   Whatever is started without a security group gets the default one, and AWS makes that allow everything among its members and to the
#   outside. Taken over without rules, it allows nothing.
# custom:
#   code: PT-553
#   severity: high
#   what_to_do: Take the default group over with an aws_default_security_group without ingress and egress.
#   applies: [terraform]
#   expects: cloud_clusters
#   references: [https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html]
package payments.terraform.default_group_empty

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := tf.all("aws_vpc")

violations contains report.problem(vpc, "a default security group with the rules of AWS", "an aws_default_security_group without rules") if {
	some vpc in subjects
	count(defaults(vpc)) == 0
}

violations contains report.problem(group, sprintf("%s rules in the default group", [direction]), "none") if {
	some vpc in subjects
	some group in defaults(vpc)
	some direction in ["ingress", "egress"]
	count(object.get(group.body, direction, [])) > 0
}

deny := report.findings(rule, violations)

defaults(vpc) := tf.of_owner(vpc, "aws_default_security_group", "id")
