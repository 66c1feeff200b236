# METADATA
# title: Every pod says its tier, segment, scope and owner
# description: >-
#   Alerts, budgets, network review and the order of recovery are keyed by these labels. A workload that does not
#   say its tier is judged as tier 1, and this is the one finding that says so.
# custom:
#   code: PT-200
#   severity: high
#   what_to_do: Label the pod template with payment-topology.dev/tier, /segment, /scope and /owner as the catalog says.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/]
package payments.workload.labels

import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := workloads.all

violations contains report.problem(w, concat(" ", ["no label", concat(", ", missing)]), "all four (without a tier it is judged as tier 1)") if {
	some w in subjects
	missing := [key | some key in required; not has_label(w, key)]
	count(missing) > 0
}

violations contains report.problem(w, sprintf("label %s '%s'", [key, w.labels[label(key)]]), sprintf("'%v' as declared", [declaration[key]])) if {
	some w in subjects
	declaration := workloads.declaration(w)
	some key in required
	w.labels[label(key)] != format(declaration[key])
}

required := ["tier", "segment", "scope", "owner"]

has_label(w, "tier") if w.labels[label("tier")] in {"0", "1", "2", "3", "4"}

has_label(w, key) if {
	key != "tier"
	w.labels[label(key)]
}

label(key) := concat("/", [workloads.label, key])

format(value) := sprintf("%v", [value])

deny := report.findings(rule, violations)
