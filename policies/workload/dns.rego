# METADATA
# title: Names are resolved over UDP and TCP
# description: >-
#   An answer that does not fit a datagram is asked again over TCP. Where only UDP is open, that name fails, and
#   only then, which is a long night.
# custom:
#   code: PT-253
#   severity: high
#   what_to_do: Allow port 53 over both protocols, to the DNS pods.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/]
package payments.workload.dns

import data.lib.network
import data.lib.objects
import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := [w | some w in workloads.all; count(protocols(w)) + count(declared_protocols(w)) > 0]

violations contains report.problem(w, sprintf("DNS over %s", [seen]), "UDP and TCP") if {
	some w in subjects
	found := protocols(w)
	count({"TCP", "UDP"} - found) > 0
	seen := concat("", {"nothing" | count(found) == 0} | found)
}

protocols(w) := {object.get(port, "protocol", "TCP") |
	some policy in objects.selecting(w.root, "NetworkPolicy", w.namespace, w.labels)
	some rule in policy.object.spec.egress
	some port in rule.ports
	port.port == 53
}

declared_protocols(w) := object.get(asked, [w.root, w.namespace, w.name], set())

asked[root][namespace][name] := {"TCP", "UDP"} if {
	some entry in network.wanted
	entry.direction == "egress"
	entry.edge.port == 53
	root := entry.root
	namespace := entry.self.namespace
	name := entry.self.labels["app.kubernetes.io/name"]
}

deny := report.findings(rule, violations)
