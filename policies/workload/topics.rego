# METADATA
# title: Every topic survives the loss of a zone without losing what it acknowledged
# description: >-
#   Three copies with two in sync: a zone may go, and what was acknowledged stays. Partitions and key decide the
#   order of events and never change after release.
# custom:
#   code: PT-270
#   severity: high
#   what_to_do: Emit the topic with the declared partitions, copies, in-sync copies, cleanup and retention.
#   applies: [kubernetes]
#   expects: topics
#   references: [https://kafka.apache.org/documentation/#brokerconfigs_min.insync.replicas]
package payments.workload.topics

import data.lib.declared
import data.lib.objects
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := array.concat(wanted, emitted)

wanted := [{"root": region.root, "path": region.path, "id": concat(" ", ["topic", name]), "name": name, "declared": topic} |
	some region in declared.regions
	some name, topic in region.topology.topics
]

# As resources of an operator, or as lines of the list that a job works off.
emitted := array.concat(resources, lines)

resources := [object.union(entry, {"topic": {
	"name": object.get(entry.object.spec, "topicName", entry.name),
	"partitions": entry.object.spec.partitions,
	"replicas": entry.object.spec.replicas,
	"config": {key: as_text(value) | some key, value in entry.object.spec.config},
}}) |
	some entry in objects.of_kind("KafkaTopic")
]

lines := [object.union(config, {"topic": {
	"name": fields[0],
	"partitions": to_number(fields[1]),
	"replicas": to_number(fields[2]),
	"config": object.union_n([{key: value} | some setting in split(fields[3], ","); [key, value] := split(setting, "=")]),
}}) |
	some config in objects.of_kind("ConfigMap")
	some line in split(config.object.data["topics.txt"], "\n")
	fields := split(trim_space(line), " ")
	count(fields) == 4
]

violations contains report.problem(thing, "no such topic", "the declared one") if {
	some thing in wanted
	not found[thing.root][thing.name]
}

violations contains report.problem(entry, sprintf("topic %s with %s %v", [entry.topic.name, field, seen]), sprintf("%v as declared", [plan])) if {
	some thing in wanted
	some entry in found[thing.root][thing.name]
	some field, [seen, plan] in {
		"partitions": [entry.topic.partitions, thing.declared.partitions],
		"copies": [entry.topic.replicas, thing.declared.replicationFactor],
		"min.insync.replicas": [object.get(entry.topic.config, "min.insync.replicas", "absent"), as_text(thing.declared.minInsyncReplicas)],
		"cleanup.policy": [object.get(entry.topic.config, "cleanup.policy", "absent"), thing.declared.cleanup],
		"retention.ms": [object.get(entry.topic.config, "retention.ms", retention(thing)), retention(thing)],
	}
	seen != plan
}

violations contains report.problem(entry, sprintf("topic %s with %d copies, %s in sync", [entry.topic.name, entry.topic.replicas, in_sync]), "3 copies, 2 in sync") if {
	some entry in emitted
	has_three_zones(entry.root)
	in_sync := object.get(entry.topic.config, "min.insync.replicas", "1")
	[entry.topic.replicas, in_sync] != [3, "2"]
}

violations contains report.problem(entry, sprintf("topic %s with a leader that may lack messages", [entry.topic.name]), "unclean.leader.election.enable=false") if {
	some entry in emitted
	entry.topic.config["unclean.leader.election.enable"] == "true"
}

found[entry.root][entry.topic.name] contains entry if some entry in emitted

# What is compacted stays for ever.
retention(thing) := as_text(thing.declared.retentionMs)

as_text(value) := sprintf("%v", [value])

has_three_zones(root) if not declared.has_topology(root)

has_three_zones(root) if declared.zones(root) >= 3

deny := report.findings(rule, violations)
