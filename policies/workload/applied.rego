# METADATA
# title: What was written is applied, as it stands
# description: >-
#   An annotation can keep an object from being applied, or a list leave it out, and nothing in the object shows it; a patch
#   beside the objects changes each of them after it was judged. In a region the metadata holds what this package writes,
#   and the list of files is the files.
# custom:
#   code: PT-265
#   severity: high
#   what_to_do: Remove what keeps the object back or changes it; list every file, and check what `kubectl kustomize` renders.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/, https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/]
package payments.workload.applied

import data.lib.declared
import data.lib.documents
import data.lib.objects
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := array.concat(objects.all, unlisted_regions)

violations contains report.problem(entry, sprintf("%s in its metadata", [field]), "a name, labels and annotations") if {
	some entry in ours
	some field in (object.keys(entry.object.metadata) - {"name", "namespace", "labels", "annotations"})
}

violations contains report.problem(entry, sprintf("the annotation %s '%s'", [key, value]), "what this package writes") if {
	some entry in ours
	some key, value in entry.object.metadata.annotations
	not is_ours(entry, key, value)
}

violations contains report.problem(entry, sprintf("the label %s", [key]), "what this package writes") if {
	some entry in ours
	some key in (object.keys(entry.object.metadata.labels) - label_keys)
	not startswith(key, "pod-security.kubernetes.io/")
}

violations contains report.problem(entry, sprintf("the annotation %s '%s'", [key, value]), "an object that is applied") if {
	some entry in objects.all
	not declared.has_topology(entry.root)
	some key, value in entry.object.metadata.annotations
	regex.match(held_back, concat("=", [key, value]))
}

violations contains report.problem(list, sprintf("%s, which change what was judged", [concat(", ", fields)]), "resources alone") if {
	some list in lists
	fields := object.keys(list.object) - {"apiVersion", "kind", "metadata", "resources"}
	count(fields) > 0
}

violations contains report.problem(list, sprintf("'%s'", [file]), "files beside it") if {
	some list in lists
	some file in list.object.resources
	regex.match(`^/|\.\.|:|\?|^github\.com`, file)
}

violations contains report.problem(entry, "a file that is not listed", "kustomization.yaml with every file") if {
	some entry in ours
	entry.root in listing
	entry.kind != "Kustomization"
	not [entry.root, entry.path] in listed
}

violations contains report.problem(region, "no list of its files", "kustomization.yaml") if some region in unlisted_regions

lists := objects.of_kind("Kustomization")

listing := {list.root | some list in lists}

listed := {[list.root, documents.child(list.root, file)] | some list in lists; some file in list.object.resources}

ours := [entry | some entry in objects.all; declared.has_topology(entry.root)]

unlisted_regions := [{"root": region.root, "path": region.path, "id": "Kustomization"} |
	some region in declared.regions
	not objects.exists(region.root, "Kustomization", "", "")
]

is_ours(_, key, _) if startswith(key, "payment-topology.dev/")

is_ours(entry, "argocd.argoproj.io/sync-wave", value) if value in object.get(waves, entry.kind, ["2"])

is_ours(entry, key, value) if values[entry.kind][key] == value

# The accounts have a rule of their own.
is_ours(entry, "eks.amazonaws.com/role-arn", _) if entry.kind == "ServiceAccount"

# In which wave a kind is applied; settings, policies and rights in the second.
waves := {
	"Certificate": ["1", "2"],
	"Cluster": ["3"],
	"ClusterIssuer": ["0"],
	"ClusterRole": ["0"],
	"DatabaseRole": ["3"],
	"Deployment": ["6"],
	"ExternalSecret": ["2", "4"],
	"HorizontalPodAutoscaler": ["6"],
	"Job": ["5"],
	"Kafka": ["3"],
	"KafkaNodePool": ["3"],
	"KafkaTopic": ["4"],
	"KafkaUser": ["4"],
	"Namespace": ["1"],
	"PodDisruptionBudget": ["6"],
	"PriorityClass": ["0"],
	"SecretStore": ["2", "4"],
	"Service": ["6"],
	"StatefulSet": ["6"],
	"TargetGroupBinding": ["7"],
}

# A finished job is replaced; what holds data is never pruned.
values := object.union(
	{"Job": {"argocd.argoproj.io/sync-options": "Replace=true,Force=true", "kustomize.toolkit.fluxcd.io/force": "enabled"}},
	{kind: {"argocd.argoproj.io/sync-options": "Prune=false,Delete=false", "kustomize.toolkit.fluxcd.io/prune": "disabled"} |
		some kind in ["Cluster", "DatabaseRole", "Kafka", "KafkaNodePool", "KafkaTopic"]
	},
)

label_keys := {concat("/", [domain, key]) |
	some domain, keys in {
		"app.kubernetes.io": ["name", "part-of"],
		"payment-topology.dev": ["tier", "segment", "scope", "owner", "wave"],
		"strimzi.io": ["cluster"],
	}
	some key in keys
}

# What tools take for "not this one".
held_back := concat("|", [
	`^argocd\.argoproj\.io/hook=.*Skip`,
	`^config\.kubernetes\.io/local-config=true`,
	`^kustomize\.toolkit\.fluxcd\.io/(reconcile=disabled|ssa=(Ignore|IfNotPresent))`,
])

deny := report.findings(rule, violations)
