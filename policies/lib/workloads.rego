# METADATA
# title: Everything that makes pods, in one shape
# description: >-
#   Pod, Deployment, StatefulSet, DaemonSet, ReplicaSet, ReplicationController, Job, CronJob, Argo Rollout, and whatever else
#   holds containers. A pod or a ReplicaSet whose owner stands in the same folder is judged as that owner, once.
package lib.workloads

import data.lib.declared
import data.lib.kinds
import data.lib.objects

label := "payment-topology.dev"

# Where the pod template stands. A bare Pod is its own template.
template_path := {
	"Pod": [],
	"Deployment": ["spec", "template"],
	"StatefulSet": ["spec", "template"],
	"DaemonSet": ["spec", "template"],
	"ReplicaSet": ["spec", "template"],
	"ReplicationController": ["spec", "template"],
	"Rollout": ["spec", "template"],
	"Job": ["spec", "template"],
	"CronJob": ["spec", "jobTemplate", "spec", "template"],
}

all := array.concat(known, unknown)

known := [workload(entry, template) |
	some kind, path in template_path
	some entry in objects.of_kind(kind)
	not is_owned(entry)
	template := object.get(entry.object, path, {})
]

# Kinds that rules do not know, by what they hold: whatever has containers makes pods.
unknown := [workload(entry, template) |
	some entry in objects.all
	not template_path[entry.kind]
	contains(entry.kind, ".")
	walk(entry.object, [path, node])
	is_array(node.containers)
	template := template_of(entry.object, path)
]

# Workloads that are meant to run all the time and whose pods somebody replaces.
serving := [w | some w in all; w.kind in serving_kinds]

serving_kinds := {"Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", "Rollout"}

# Workloads that are meant to run all the time, bare pods and one-per-node pods included.
lasting := [w | some w in all; not w.kind in {"Job", "CronJob"}]

# All containers of all workloads, each with the workload it belongs to.
containers := [{"workload": w, "container": c} | some w in all; some c in w.containers]

by_namespace := {key: found |
	some key in {place(w.root, w.namespace) | some w in all}
	found := [w | some w in all; place(w.root, w.namespace) == key]
}

in_namespace(root, namespace) := object.get(by_namespace, place(root, namespace), [])

workload(entry, template) := object.union(entry, {
	"labels": labels,
	"annotations": object.get(template, ["metadata", "annotations"], {}),
	"pod": pod,
	"containers": containers_of(pod),
	"tier": tier(entry, object.union(object.get(entry.object, ["metadata", "labels"], {}), labels)),
	"replicas": object.get(entry.object, ["spec", "replicas"], 1),
}) if {
	labels := object.get(template, ["metadata", "labels"], {})
	pod := object.get(template, ["spec"], {})
}

# Init and ephemeral containers are containers.
containers_of(pod) := [object.union(container, {"phase": phase}) |
	some phase, field in {"main": "containers", "init": "initContainers", "ephemeral": "ephemeralContainers"}
	some container in object.get(pod, [field], [])
]

# What was declared counts, then what the pods say. A workload that does not say its tier is judged as the money path; the
# rule `labels` says so once.
tier(entry, labels) := found if found := declaration(entry).tier

else := to_number(labels[tier_label]) if labels[tier_label] in {"0", "1", "2", "3", "4"}

else := 1

tier_label := concat("/", [label, "tier"])

# What `topology.json` says about an emitted workload or job; undefined for strangers.
declaration(w) := declared.workload(w.root, w.namespace, w.name) if w.kind in {"Deployment", "StatefulSet"}

declaration(w) := declared.job(w.root, w.namespace, w.name) if w.kind == "Job"

# In a dump of a cluster, where both say so. A manifest that names an owner has none: nobody knows the identifier before.
is_owned(entry) if {
	some owner in entry.object.metadata.ownerReferences
	owner.controller
	some found in objects.named(entry.root, kinds.name(owner.apiVersion, owner.kind), entry.namespace, owner.name)
	found.object.metadata.uid == owner.uid
}

# A pod is the `spec` of its template, which has its labels too.
template_of(object_, path) := object.get(object_, array.slice(path, 0, count(path) - 1), {}) if path[count(path) - 1] == "spec"

else := {"spec": pod} if pod := object.get(object_, path, {})

place(root, namespace) := concat("|", [root, namespace])

# `container <name>` of its workload, as messages name it.
container_of(container) := sprintf("%scontainer %s", [prefix, container.name]) if prefix := phase_prefix[container.phase]

phase_prefix := {"main": "", "init": "init ", "ephemeral": "ephemeral "}
