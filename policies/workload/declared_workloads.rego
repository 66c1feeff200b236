# METADATA
# title: What runs is what was declared
# description: >-
#   A declared service that nobody emits is an outage that no pod can report; an emitted one that nobody declared
#   has no owner, no edge and no review.
# custom:
#   code: PT-201
#   severity: high
#   what_to_do: Emit the missing object again, or declare the service in the catalog.
#   applies: [kubernetes]
#   expects: workloads
#   references: [docs/architecture.md]
package payments.workload.declared_workloads

import data.lib.declared
import data.lib.objects
import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := array.concat(wanted, emitted)

wanted := array.concat(
	[declared.wanted(w, kinds[w.declared.shape], w.name) | some w in declared.workloads],
	[declared.wanted(job, "Job", job.name) | some job in declared.jobs],
)

emitted := [w | some w in workloads.all; declared.has_topology(w.root)]

violations contains report.problem(thing, "no such object", sprintf("the %s that the topology declares", [thing.kind])) if {
	some thing in wanted
	not objects.exists(thing.root, thing.kind, thing.namespace, thing.name)
}

violations contains report.problem(w, "a workload that nobody declared", "a service or job of the catalog") if {
	some w in emitted
	not workloads.declaration(w)
}

kinds := {"api": "Deployment", "worker": "Deployment", "connection": "StatefulSet"}

deny := report.findings(rule, violations)
