# METADATA
# title: A declared workload carries its load without a zone, and during a drain
# description: >-
#   The plan is judged by its own need, so that a number which somebody edited in the topology and in the manifests alike is
#   noticed: replicas without those of one zone hold the steady load, the most of them the peak, and a drain takes no more
#   than is to spare or than a zone holds.
# custom:
#   code: PT-268
#   severity: high
#   what_to_do: Compile the topology again; change the load profile or the tier if the number is wrong.
#   applies: [kubernetes]
#   expects: workloads
#   references: [docs/architecture.md]
package payments.workload.zone_loss

import data.lib.declared
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := declared.workloads

violations contains report.problem(w, sprintf("%d replicas, %d without a zone", [replicas, left]), sprintf("%d for its steady load", [w.declared.need.steady])) if {
	some w in subjects
	must_survive(w)
	replicas := w.declared.replicas
	left := without_a_zone(replicas, w.root)
	left < w.declared.need.steady
}

violations contains report.problem(w, sprintf("at most %d replicas, %d without a zone", [most, left]), sprintf("%d for its peak", [w.declared.need.peak])) if {
	some w in subjects
	must_survive(w)
	most := w.declared.maxReplicas
	left := without_a_zone(most, w.root)
	left < w.declared.need.peak
}

violations contains report.problem(w, sprintf("%d pods disrupted at once", [disrupted]), sprintf("at most %d", [spare])) if {
	some w in subjects
	disrupted := w.declared.disruption.maxUnavailable
	spare := max([1, min([w.declared.replicas - w.declared.need.steady, of_a_zone(w.declared.replicas, w.root)])])
	disrupted > spare
}

# Lower tiers may be late; a holder of a lease stands still behind a fence.
must_survive(w) if {
	w.declared.tier <= 2
	declared.zones(w.root) > 1
	not stands_still(w)
}

stands_still(w) if {
	w.declared.lease != null
	declared.topology(w.root).region.fenced
}

without_a_zone(replicas, root) := replicas - of_a_zone(replicas, root)

of_a_zone(replicas, root) := ceil(replicas / declared.zones(root))

deny := report.findings(rule, violations)
