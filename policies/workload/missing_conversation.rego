# METADATA
# title: Every declared edge is permitted on both sides
# description: >-
#   A conversation needs the caller's egress and the callee's ingress. With one of them missing the service waits
#   for its time-out, and the review speaks of something that does not work.
# custom:
#   code: PT-255
#   severity: high
#   what_to_do: Emit the rule again, from the same list of edges.
#   applies: [kubernetes]
#   expects: edges
#   references: [docs/architecture.md]
package payments.workload.missing_conversation

import data.lib.network
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := [{"root": entry.root, "path": entry.path, "id": concat("/", ["NetworkPolicy", entry.self.namespace, name(entry.self.labels)]), "wanted": entry} |
	some entry in network.wanted
	not asks_for_names(entry)
]

# The rule of DNS says so, of all ways at once.
asks_for_names(entry) if {
	entry.direction == "egress"
	entry.edge.to == "component/dns"
}

violations contains report.problem(subject, sprintf("no %s %s with %s", [entry.direction, entry.port, entry.other]), sprintf("the edge %s", [entry.edge.id])) if {
	some subject in subjects
	entry := subject.wanted
	not entry.key in network.emitted_keys
}

name(labels) := object.get(labels, "app.kubernetes.io/name", concat(",", {value | some value in labels}))

deny := report.findings(rule, violations)
