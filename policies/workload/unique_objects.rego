# METADATA
# title: No object is written twice
# description: >-
#   The second of two documents with one name silently replaces the first when they are applied: two policies named
#   default-deny became one that way.
# custom:
#   code: PT-205
#   severity: high
#   what_to_do: Give one of them another name, or remove it.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/concepts/overview/working-with-objects/names/]
package payments.workload.unique_objects

import data.lib.objects
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := [entries[0] | some entries in objects.by_name]

violations contains report.problem(entries[0], sprintf("%d documents of that name (%s)", [count(entries), concat(", ", {entry.path | some entry in entries})]), "one") if {
	some entries in objects.by_name
	count(entries) > 1
}

deny := report.findings(rule, violations)
