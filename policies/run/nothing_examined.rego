# METADATA
# title: No rule is blind
# description: A rule that looked at nothing finds nothing. Where the topology declares what the rule is about, that silence is a failure of the check itself.
# custom:
#   code: PT-299
#   severity: high
#   what_to_do: Look at whether the files were emitted, and whether the rule recognizes them.
#   applies: [kubernetes, terraform]
#   references: [docs/architecture.md]
package payments.run.nothing_examined

import data.lib.declared
import data.lib.expected
import data.lib.report

rule := report.rule(rego.metadata.chain())

# Each rule in each region that declares what it is about.
subjects := [{"root": region.root, "path": region.path, "id": check.rule.name, "examined": report.examined_in(check, region.root), "expected": least} |
	some check in report.checked
	some region in declared.regions
	least := expected.least(region.root, check.rule.expects)
	least > 0
]

violations contains report.problem(subject, "nothing to examine", sprintf("at least one of %d that the topology declares", [subject.expected])) if {
	some subject in subjects
	subject.examined == 0
}

deny := report.findings(rule, violations)
