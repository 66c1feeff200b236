# METADATA
# title: Every namespace denies by default, both ways
# description: >-
#   Without a policy everything may talk to everything. What counts is that a policy over all pods names both
#   directions and allows nothing: one that names both and then allows all denies nothing.
# custom:
#   code: PT-250
#   severity: high
#   what_to_do: Add a NetworkPolicy with an empty podSelector, policyTypes [Ingress, Egress] and no rules.
#   applies: [kubernetes]
#   expects: segments
#   references: [https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies]
package payments.workload.default_deny

import data.lib.declared
import data.lib.network
import data.lib.objects
import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := [subject | some subject in namespaces]

namespaces contains subject if {
	some w in workloads.all
	subject := {"root": w.root, "path": w.path, "namespace": w.namespace, "id": concat("/", ["Namespace", w.namespace])}
	not declared.has_topology(w.root)
}

namespaces contains subject if {
	some segment in declared.segments
	subject := {"root": segment.root, "path": segment.path, "namespace": segment.namespace, "id": sprintf("NetworkPolicy/%s/default-deny", [segment.namespace])}
}

violations contains report.problem(subject, sprintf("no default deny of %s", [direction]), "a policy over all pods that allows nothing") if {
	some subject in subjects
	some direction in ["ingress", "egress"]
	not denies(subject, direction)
}

violations contains report.problem(policy, sprintf("%s for everybody in the whole namespace", [entry.direction]), "no rule") if {
	some entry in network.rules
	policy := entry.policy
	network.is_whole_namespace(policy)
	count(entry.peers) == 0
}

denies(subject, direction) if {
	some policy in objects.in_namespace(subject.root, "NetworkPolicy", subject.namespace)
	network.is_whole_namespace(policy)
	network.governs(policy, direction)
	count(object.get(policy.object, ["spec", direction], [])) == 0
}

deny := report.findings(rule, violations)
