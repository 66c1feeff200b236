# METADATA
# title: Nothing refers to what is not there
# description: >-
#   A pod whose ConfigMap, certificate or secret nobody makes waits in ContainerCreating, and a sync without its
#   store or its account fails without a pod to show it. Each name that a manifest uses is made by another one.
# custom:
#   code: PT-206
#   severity: high
#   what_to_do: Emit what is missing again, or remove the reference.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/]
package payments.workload.references

import data.lib.declared
import data.lib.objects
import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := [reference | some reference in references; declared.has_topology(reference.root)]

violations contains report.problem(reference, sprintf("a reference to %s '%s', which nothing makes", [reference.kind, reference.name]), sprintf("%s of that name", [reference.kind])) if {
	some reference in subjects
	place := key(reference.root, reference.kind, reference.namespace, reference.name)
	not place in made
	not place in asked_elsewhere
}

# Settings, certificates and secrets of what was declared have rules of their own (PT-244, PT-245, PT-249, PT-274).
asked_elsewhere := {key(thing.root, kind, thing.namespace, concat("", [thing.name, suffix])) |
	some [things, suffixes] in [[declared.workloads, ["", "-secrets", "-tls"]], [declared.jobs, ["", "-secrets"]]]
	some thing in things
	some suffix in suffixes
	kind := {"": "ConfigMap", "-secrets": "Secret", "-tls": "Secret"}[suffix]
}

references := array.concat(of_pods, of_syncs)

of_pods := [refer(w, kind, w.namespace, name) |
	some w in workloads.all
	some [kind, name] in array.concat(settings(w), files(w))
]

settings(w) := [["ConfigMap", name] |
	some container in w.containers
	some name in array.concat(
		[source.configMapRef.name | some source in container.envFrom],
		[variable.valueFrom.configMapKeyRef.name | some variable in container.env],
	)
]

files(w) := [[kind, name] |
	some volume in w.pod.volumes
	some source in array.concat([volume], object.get(volume, ["projected", "sources"], []))
	some kind, name in {
		"ConfigMap": object.get(source, ["configMap", "name"], ""),
		"Secret": object.get(source, ["secret", "secretName"], object.get(source, ["secret", "name"], "")),
	}
	name != ""
	not source.secret.optional
	not source.configMap.optional
]

of_syncs := [refer(entry, kind, namespace, name) |
	some entry in objects.all
	some [kind, namespace, name] in names(entry)
]

names(entry) := [["SecretStore", entry.namespace, store.name] |
	spec := entry.object.spec
	some store in array.concat([spec.secretStoreRef | spec.secretStoreRef], [item.sourceRef.storeRef | some item in spec.data])
	object.get(store, "kind", "SecretStore") == "SecretStore"
] if entry.kind == "ExternalSecret"

else := [["ServiceAccount", entry.namespace, name] |
	some path in [["aws", "auth", "jwt", "serviceAccountRef", "name"], ["kubernetes", "auth", "serviceAccount", "name"], ["kubernetes", "auth", "serviceAccountRef", "name"]]
	name := object.get(entry.object, array.concat(["spec", "provider"], path), "")
	name != ""
] if {
	entry.kind == "SecretStore"
}

else := [["ClusterIssuer", "", entry.object.spec.issuerRef.name]] if {
	entry.kind == "Certificate"
	entry.object.spec.issuerRef.kind == "ClusterIssuer"
}

else := [["Service", entry.namespace, entry.object.spec.serviceName]] if entry.kind == "StatefulSet"

else := []

refer(source, kind, namespace, name) := {"root": source.root, "path": source.path, "id": source.id, "kind": kind, "namespace": namespace, "name": name}

# Objects that stand in the folder, and Secrets that controllers make from them.
made := {key(entry.root, entry.kind, entry.namespace, entry.name) | some entry in objects.all} | secrets

secrets := {key(entry.root, "Secret", entry.namespace, name) |
	some kind, path in {"Certificate": ["spec", "secretName"], "ExternalSecret": ["spec", "target", "name"]}
	some entry in objects.of_kind(kind)
	name := object.get(entry.object, path, entry.name)
}

key(root, kind, namespace, name) := concat("|", [root, kind, namespace, name])

deny := report.findings(rule, violations)
