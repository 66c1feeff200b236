# METADATA
# title: The egress firewall drops what no rule passes
# description: >-
#   With the default order a firewall passes what no rule mentions, and in strict order it does so too unless told to drop. Then the list
#   of providers is a wish.
# custom:
#   code: PT-556
#   severity: high
#   what_to_do: Use STRICT_ORDER in the policy and in its rule groups, forward everything to the stateful engine, and drop by default.
#   applies: [terraform]
#   references: [https://docs.aws.amazon.com/network-firewall/latest/developerguide/suricata-rule-evaluation-order.html]
package payments.terraform.egress_default

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := array.concat(policies, tf.all("aws_networkfirewall_rule_group"))

violations contains report.problem(policy, "rules without strict order", "rule_order STRICT_ORDER") if {
	some policy in policies
	not "STRICT_ORDER" in tf.at(policy.body, "firewall_policy.stateful_engine_options.rule_order")
}

violations contains report.problem(policy, "packets that no rule passes go on", "aws:drop_strict or aws:drop_established by default") if {
	some policy in policies
	not drops(policy)
}

violations contains report.problem(policy, sprintf("%s %s", [field, action]), "aws:forward_to_sfe or aws:drop") if {
	some policy in policies
	some field in ["stateless_default_actions", "stateless_fragment_default_actions"]
	some action in tf.at(policy.body, concat(".", ["firewall_policy", field]))
	not action in {"aws:forward_to_sfe", "aws:drop"}
}

violations contains report.problem(group, "rules without strict order", "stateful_rule_options.rule_order STRICT_ORDER") if {
	some group in tf.all("aws_networkfirewall_rule_group")
	group.body.type == "STATEFUL"
	not "STRICT_ORDER" in tf.at(group.body, "rule_group.stateful_rule_options.rule_order")
}

deny := report.findings(rule, violations)

policies := tf.all("aws_networkfirewall_firewall_policy")

drops(policy) if {
	some action in tf.at(policy.body, "firewall_policy.stateful_default_actions")
	action in {"aws:drop_strict", "aws:drop_established"}
}
