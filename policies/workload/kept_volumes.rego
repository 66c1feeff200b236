# METADATA
# title: Deleting an object never deletes the data of a store
# description: >-
#   A cluster, a topic or a claim that takes its volume along when it is deleted turns a mistake in a folder into
#   lost money. Pruning tools delete what is no longer in the folder.
# custom:
#   code: PT-273
#   severity: high
#   what_to_do: >-
#     Set deleteClaim: false, reclaim and retention policies to Retain, and tell the pruning tools to keep the object.
#   applies: [kubernetes]
#   expects: stores_operated
#   references: [https://strimzi.io/docs/operators/latest/configuring#type-PersistentClaimStorage-reference]
package payments.workload.kept_volumes

import data.lib.declared
import data.lib.objects
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := [entry | some kind in holders; some entry in objects.of_kind(kind)]

holders := ["Kafka", "KafkaNodePool", "KafkaTopic", "Cluster", "DatabaseRole", "StatefulSet", "StorageClass", "PersistentVolume"]

violations contains report.problem(entry, "deleteClaim: true", "false") if {
	some entry in subjects
	entry.kind in {"Kafka", "KafkaNodePool"}
	walk(entry.object, [path, true])
	path[count(path) - 1] == "deleteClaim"
}

violations contains report.problem(entry, sprintf("%s of volumes", [policy]), "Retain") if {
	some entry in subjects
	some path in [["persistentVolumeReclaimPolicy"], ["reclaimPolicy"], ["spec", "persistentVolumeReclaimPolicy"], ["spec", "persistentVolumeClaimRetentionPolicy", "whenDeleted"]]
	policy := object.get(entry.object, path, "Retain")
	policy != "Retain"
}

violations contains report.problem(entry, sprintf("reclaim policy %s of a role", [policy]), "retain") if {
	some entry in subjects
	policy := object.get(entry.object, ["spec", "databaseRoleReclaimPolicy"], "retain")
	policy != "retain"
}

violations contains report.problem(entry, "an object of data that a pruning tool may delete", "Prune=false,Delete=false") if {
	some entry in subjects
	entry.kind in {"Kafka", "KafkaNodePool", "KafkaTopic", "Cluster"}
	declared.has_topology(entry.root)
	not contains(object.get(entry.object, ["metadata", "annotations", "argocd.argoproj.io/sync-options"], ""), "Prune=false")
}

deny := report.findings(rule, violations)
