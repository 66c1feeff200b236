# METADATA
# title: A lower environment never names production
# description: >-
#   A test that reaches a production endpoint moves real money, and a production snapshot or secret in a lower
#   environment takes the audit along. Names of accounts, hosts, registries, secrets and buckets count; prose does
#   not.
# custom:
#   code: PT-247
#   severity: high
#   what_to_do: Use the endpoint, registry, secret or bucket of this environment.
#   applies: [kubernetes]
#   expects: lower
#   references: [https://www.pcisecuritystandards.org/document_library/]
package payments.workload.production_reference

import data.lib.declared
import data.lib.report
import data.lib.texts

rule := report.rule(rego.metadata.chain())

subjects := [document | some document in texts.all; is_lower(document.root)]

violations contains report.problem(document, sprintf("a reference to production (%s)", [text]), "references to this environment only") if {
	some document in subjects
	some text in regex.find_n(`(?:"|[/.:_-])production[/.:_-][A-Za-z0-9./:_-]*|[A-Za-z0-9./:_-]+[/._-]production(?:"|[/.:_-][A-Za-z0-9./:_-]*)`, document.text, -1)
}

is_lower(root) if {
	declared.has_topology(root)
	not declared.is_production(root)
}

deny := report.findings(rule, violations)
