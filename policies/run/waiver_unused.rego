# METADATA
# title: No waiver waits for a finding
# description: >-
#   A waiver that accepts nothing today silently accepts tomorrow's mistake. It is judged when all regions of its
#   environment are in the run, because the finding may stand in any of them.
# custom:
#   code: PT-298
#   severity: medium
#   what_to_do: Remove the waiver.
#   applies: [kubernetes, terraform]
#   references: [docs/architecture.md]
package payments.run.waiver_unused

import data.lib.documents
import data.lib.report
import data.lib.waivers
import data.payments.run.planned_objects

rule := report.rule(rego.metadata.chain())

subjects := [waiver |
	some waiver in waivers.all
	waiver.code in codes
	not waivers.is_expired(waiver)
	is_whole(waiver.root)
]

violations contains report.problem(waiver, sprintf("a waiver of %s that matches no finding", [waiver.code]), "no waiver") if {
	some waiver in subjects
	not [documents.environment_of(waiver.root), waiver.code, waiver.object] in found
}

deny := report.findings(rule, violations)

# Codes that are judged here; other checks judge the waivers of theirs.
codes := {check.rule.code | some check in report.checked}

found contains [documents.environment_of(entry.violation.root), entry.code, entry.violation.object] if {
	some entry in report.violations
}

found contains [documents.environment_of(violation.root), planned_objects.rule.code, violation.object] if {
	some violation in planned_objects.violations
}

is_whole(root) if documents.topologies[root].topology.region.counterpart == null

is_whole(root) if {
	some other in documents.topologies
	documents.environment_of(other.root) == documents.environment_of(root)
	other.topology.region.name == documents.topologies[root].topology.region.counterpart.name
}
