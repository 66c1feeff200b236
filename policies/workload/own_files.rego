# METADATA
# title: A pod reads its own settings, secrets and certificates, and nothing of anybody else
# description: >-
#   Whoever mounts the secret of another holds it, whatever the secret manager says; whoever reads the settings of
#   another calls its stores. A pod without its own waits in ContainerCreating or starts with the defaults of its image.
# custom:
#   code: PT-280
#   severity: high
#   what_to_do: Mount exactly what the topology gives to the workload or job; declare the secret, store or setting on it.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/concepts/configuration/secret/, https://kubernetes.io/docs/concepts/storage/volumes/]
package payments.workload.own_files

import data.lib.declared
import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := [w | some w in workloads.all; workloads.declaration(w)]

violations contains report.problem(w, sprintf("%s %s '%s'", source), "its own settings, secrets and certificates only") if {
	some w in subjects
	some source in (read(w) - owned(w))
}

violations contains report.problem(w, "a pod that does not read what is its own", sprintf("%s %s '%s'", source)) if {
	some w in subjects
	some source in (owned(w) - read(w))
}

# How something is read, of which kind, and its name.
owned(w) := union({
	{["volume", "Secret", sprintf("%s-tls", [w.name])]},
	{["variables of", "ConfigMap", sprintf("%s-endpoints", [w.name])]},
	{[place, "ConfigMap", w.name] | place := {true: "volume", false: "variables of"}[w.kind == "Job"]},
	{["volume", "Secret", sprintf("%s-secrets", [w.name])] | count(workloads.declaration(w).secrets) > 0},
	{["volume", "Secret", sprintf("%s-access", [w.name])] | logs_in(w)},
})

logs_in(w) if w.kind == "Job"

logs_in(w) if {
	declaration := workloads.declaration(w)
	count(declaration.stores) + (count(declaration.publishes) + count(declaration.consumes)) > 0
}

read(w) := union({
	{["variables of", "ConfigMap", source.configMapRef.name] | some container in w.containers; some source in container.envFrom},
	{["a variable of", "ConfigMap", variable.valueFrom.configMapKeyRef.name] | some container in w.containers; some variable in container.env},
	{["images with", "Secret", secret.name] | some secret in w.pod.imagePullSecrets},
	{["volume", kind, name] | some [kind, name] in files(w)},
})

# Each volume, and each source of a volume of several; what no field below says is its own kind.
files(w) := {[kind, name] |
	some volume in w.pod.volumes
	some source in array.concat([object.remove(volume, ["name", "projected"])], object.get(volume, ["projected", "sources"], []))
	some field, content in source
	not field in judged_elsewhere
	kind := object.get({"secret": "Secret", "configMap": "ConfigMap"}, field, field)
	name := object.get(content, "name", object.get(content, "secretName", volume.name))
}

# Tokens are PT-203's, paths of the node PT-231's; the others hold nothing but what the pod itself wrote or is.
judged_elsewhere := {"serviceAccountToken", "hostPath", "emptyDir", "downwardAPI"}

deny := report.findings(rule, violations)
