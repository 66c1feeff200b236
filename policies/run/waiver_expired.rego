# METADATA
# title: No waiver is past its day
# description: A waiver accepts a risk for a time that somebody signed. After that the risk is nobody's.
# custom:
#   code: PT-297
#   severity: high
#   what_to_do: Repair what the waiver accepted, or have it accepted again with a new expiry and ticket.
#   applies: [kubernetes, terraform]
#   references: [https://docs-prv.pcisecuritystandards.org/PCI%20DSS/Standard/PCI-DSS-v4_0_1.pdf]
package payments.run.waiver_expired

import data.lib.report
import data.lib.waivers

rule := report.rule(rego.metadata.chain())

subjects := waivers.all

violations contains report.problem(waiver, sprintf("a waiver of %s that expired on %s", [waiver.code, waiver.expires]), "a repair, or a new decision") if {
	some waiver in subjects
	waivers.is_expired(waiver)
}

deny := report.findings(rule, violations)
