# METADATA
# title: Kubernetes objects by kind, place and selector
# description: >-
#   Each index is one complete rule, computed once: a join is a lookup, never a walk over all documents.
package lib.objects

import data.lib.documents
import data.lib.selector

all := documents.kubernetes

# Every object of a kind, in all regions.
of_kind(kind) := object.get(by_kind, kind, [])

# Objects of a kind in one namespace of one region.
in_namespace(root, kind, namespace) := object.get(by_namespace, concat("|", [root, kind, namespace]), [])

# The objects of that name; more than one when a name was written twice.
named(root, kind, namespace, name) := object.get(by_name, concat("|", [root, kind, namespace, name]), [])

exists(root, kind, namespace, name) if count(named(root, kind, namespace, name)) > 0

# Objects of a kind (PodDisruptionBudget, NetworkPolicy, Service) whose selector matches these pod labels.
selecting(root, kind, namespace, labels) := [candidate.entry |
	some hint in array.concat([selector.any_hint], [selector.hint_of(key, value) | some key, value in labels])
	some candidate in object.get(by_hint, concat("|", [root, kind, namespace, hint]), [])
	selector.matches(candidate.selector, labels)
]

by_kind := {kind: entries |
	some kind in {entry.kind | some entry in all}
	entries := [entry | some entry in all; entry.kind == kind]
}

by_namespace := {key: entries |
	some key in {placed.key | some placed in by_namespace_keyed}
	entries := [placed.entry | some placed in by_namespace_keyed; placed.key == key]
}

by_name := {key: entries |
	some key in {placed.key | some placed in by_name_keyed}
	entries := [placed.entry | some placed in by_name_keyed; placed.key == key]
}

by_hint := {key: entries |
	some key in {placed.key | some placed in by_hint_keyed}
	entries := [placed | some placed in by_hint_keyed; placed.key == key]
}

by_namespace_keyed := [{"key": concat("|", [entry.root, entry.kind, entry.namespace]), "entry": entry} | some entry in all]

by_name_keyed := [{"key": concat("|", [entry.root, entry.kind, entry.namespace, entry.name]), "entry": entry} | some entry in all]

by_hint_keyed := [{"key": key, "selector": pods, "entry": entry} |
	some kind in ["PodDisruptionBudget", "NetworkPolicy", "Service"]
	some entry in of_kind(kind)
	pods := selector.of(entry.object)
	key := concat("|", [entry.root, kind, entry.namespace, selector.hint(pods)])
]
