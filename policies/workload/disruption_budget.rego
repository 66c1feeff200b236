# METADATA
# title: Every workload that can be drained has a disruption budget that selects its pods
# description: >-
#   Without a budget a drain may take all replicas at once. A budget protects only pods of its own namespace that
#   its selector truly matches; two budgets over one pod make every eviction fail.
# custom:
#   code: PT-210
#   severity: high
#   what_to_do: Give the workload one PodDisruptionBudget in its own namespace whose selector matches its pod labels.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/tasks/run-application/configure-pdb/]
package payments.workload.disruption_budget

import data.lib.declared
import data.lib.objects
import data.lib.report
import data.lib.selector
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := [w | some w in workloads.serving; is_wanted(w)]

violations contains report.problem(w, saw, "one PodDisruptionBudget that matches its pods") if {
	some w in subjects
	count(budgets(w)) == 0
	saw := elsewhere(w)
}

violations contains report.problem(w, sprintf("%d budgets over the same pods", [count(budgets(w))]), "one, or evictions fail") if {
	some w in subjects
	count(budgets(w)) > 1
}

violations contains report.problem(thing, "no such budget", "the PodDisruptionBudget of a declared workload") if {
	some w in declared.workloads
	thing := declared.wanted(w, "PodDisruptionBudget", w.name)
	not objects.exists(thing.root, "PodDisruptionBudget", thing.namespace, thing.name)
	not has_pods(w)
}

budgets(w) := objects.selecting(w.root, "PodDisruptionBudget", w.namespace, w.labels)

# A budget in another namespace looks right and protects nothing.
elsewhere(w) := sprintf("a budget that would match, but in another namespace (%s)", [concat(", ", found)]) if {
	found := {budget.id |
		some budget in objects.of_kind("PodDisruptionBudget")
		budget.root == w.root
		pods := selector.of(budget.object)
		count(pods.matchLabels) > 0
		selector.matches(pods, w.labels)
	}
	count(found) > 0
} else := "no budget"

# A stranger's single replica of low tier may go away with its node.
is_wanted(w) if workloads.declaration(w)

is_wanted(w) if w.tier <= 2

is_wanted(w) if w.replicas >= 2

has_pods(w) if {
	some kind in ["Deployment", "StatefulSet"]
	objects.exists(w.root, kind, w.namespace, w.name)
}

deny := report.findings(rule, violations)
