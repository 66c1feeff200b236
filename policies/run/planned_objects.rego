# METADATA
# title: Every object is what the topology asks for, to the last field
# description: >-
#   Other rules name what a change does; this one has the last word about changes that no other rule knows: a container of
#   another name, a command, a host that is named in the pod, an account of somebody else. It is silent about what
#   another rule has named.
# custom:
#   code: PT-264
#   severity: high
#   what_to_do: Emit the object again; change the catalog if it should be different.
#   applies: [kubernetes]
#   expects: workloads
#   references: [docs/architecture.md]
package payments.run.planned_objects

import data.lib.objects
import data.lib.plan_objects
import data.lib.plan_pods
import data.lib.planned
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := array.concat(plan_pods.plans, plan_objects.plans)

violations contains problem if {
	some problem in planned.missing(subjects)
	not is_named(problem)
}

violations contains report.problem(entry, difference.saw, difference.want) if {
	some plan in subjects
	plan.body != null
	some entry in objects.named(plan.root, plan.kind, plan.namespace, plan.name)
	some difference in planned.differences(stated(entry), plan.body)
	not is_named({"root": entry.root, "object": entry.id})
}

# Fingerprints say only that settings changed; the settings have rules of their own.
stated(entry) := json.remove(planned.body(entry), fingerprints)

fingerprints := [concat("~1", ["spec/template/metadata/annotations/payment-topology.dev", key]) | some key in ["settings", "endpoints"]]

# A rule may name the pods where their budget is wrong: what bears one name belongs together.
is_named(problem) if [problem.root, place(problem.object)] in named

named := {[found.violation.root, place(found.violation.object)] | some found in report.violations}

place(id) := concat("/", array.slice(parts, 1, count(parts))) if parts := split(id, "/")

deny := report.findings(rule, violations)
