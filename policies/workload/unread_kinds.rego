# METADATA
# title: What Kubernetes itself obeys is read by a rule
# description: >-
#   A folder that this package did not write may hold any kind. Objects of other projects are counted here and judged as far
#   as they hold pods; what belongs to Kubernetes, permits traffic, or cannot be taken for an object makes a verdict about
#   the rest worth nothing, because nobody knows what it does.
# custom:
#   code: PT-209
#   severity: medium
#   what_to_do: Read the object yourself, and check the folder without it; write lists as one list and each object with its kind.
#   applies: [kubernetes]
#   references: [https://kubernetes.io/docs/reference/using-api/]
package payments.workload.unread_kinds

import data.lib.declared
import data.lib.documents
import data.lib.kinds
import data.lib.objects
import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := array.concat(array.concat(unread, nameless), empty)

# Objects of kinds that no rule reads, under any version.
unread := [entry |
	some entry in objects.all
	not declared.has_topology(entry.root)
	count(kinds.versions(entry.object.apiVersion, entry.object.kind)) == 0
]

# Documents that would be objects, if they said of which kind.
nameless := [document |
	some document in documents.others
	not declared.has_topology(document.root)
	is_object(document.contents)
	document.contents.apiVersion
]

empty := [w |
	some w in workloads.all
	not declared.has_topology(w.root)
	count(w.containers) == 0
]

violations contains report.problem(entry, sprintf("a %s, which no rule reads", [entry.kind]), "an eye on what it does") if {
	some entry in unread
	not [entry.root, entry.id] in makers
	is_obeyed(entry)
}

violations contains report.problem(document, "an object without a kind", "a kind") if {
	some document in nameless
}

violations contains report.problem(w, "pods without a container", "a container that can be judged") if {
	some w in empty
}

makers := {[w.root, w.id] | some w in workloads.unknown}

is_obeyed(entry) if regex.match(`^[a-z]*$|\.k8s\.io$`, group(entry))

is_obeyed(entry) if regex.match(`Policy$|NetworkSet$`, entry.object.kind)

group(entry) := kinds.part(entry.object.apiVersion).group

deny := report.findings(rule, violations)
