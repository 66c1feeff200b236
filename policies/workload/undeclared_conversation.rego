# METADATA
# title: Every permitted conversation is a declared edge
# description: >-
#   An edge is declared once, with a reason that a reviewer signed. A rule that no edge explains is a hole that
#   nobody decided on.
# custom:
#   code: PT-254
#   severity: high
#   what_to_do: Declare the call on the caller with its reason, or remove the rule.
#   applies: [kubernetes]
#   expects: edges
#   references: [docs/architecture.md]
package payments.workload.undeclared_conversation

import data.lib.declared
import data.lib.network
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := [policy | some policy in network.policies; declared.has_topology(policy.root)]

violations contains report.problem(entry.policy, sprintf("%s %s with %s", [entry.direction, entry.port, entry.other]), "a declared edge") if {
	some entry in network.emitted
	not entry.key in network.wanted_keys
	declared.has_topology(entry.policy.root)
	not network.is_everywhere(entry.other)
}

deny := report.findings(rule, violations)
