# METADATA
# title: What may not be lost never waits for what may be
# description: >-
#   A tier 0 or 1 workload that waits for tier 3 or 4, even through a third one, goes down with a dashboard. It is
#   judged on the edges that policies permit.
# custom:
#   code: PT-259
#   severity: high
#   what_to_do: Make the call optional, or send an event.
#   applies: [kubernetes]
#   expects: workloads
#   references: [docs/architecture.md]
package payments.workload.tier_law

import data.lib.declared
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := [w | some w in declared.workloads; w.declared.tier <= 1]

violations contains report.problem(w, sprintf("a wait for %s, tier %d", [key, tier]), "no wait for tiers 3 and 4") if {
	some w in subjects
	topology := declared.topology(w.root)
	some key in graph.reachable(waits[w.root], {concat("/", ["workload", w.name])})
	tier := topology.workloads[trim_prefix(key, "workload/")].tier
	tier >= 3
}

# Who waits for whom, by region; those who wait for nobody stand in it too, or they are not reached.
waits[region.root] := {key: callees |
	edges := [edge | some edge in region.topology.edges; is_wait(edge)]
	some key in ({edge.from | some edge in edges} | {edge.to | some edge in edges})
	callees := {edge.to | some edge in edges; edge.from == key}
} if {
	some region in declared.regions
}

# A simulator stands for a provider outside, which has no tier.
is_wait(edge) if {
	edge.waits
	startswith(edge.to, "workload/")
	not endswith(object.get(edge, "because", ""), "› provider")
}

deny := report.findings(rule, violations)
