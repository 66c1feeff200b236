# METADATA
# title: Topics are those of the topology, and survive the loss of a zone without losing what they acknowledged
# description: >-
#   Three copies with two in sync: a zone may go, and what was acknowledged stays. Partitions and key decide the order
#   of events and never change after release; a limit that nobody declared deletes what nobody read yet.
# custom:
#   code: PT-270
#   severity: high
#   what_to_do: Emit the topic with the declared partitions, copies, in-sync copies, cleanup and retention, and nothing else.
#   applies: [kubernetes]
#   expects: topics
#   references: [https://kafka.apache.org/documentation/#brokerconfigs_min.insync.replicas]
package payments.workload.topics

import data.lib.declared
import data.lib.documents
import data.lib.objects
import data.lib.planned
import data.lib.report

rule := report.rule(rego.metadata.chain())

kinds := ["KafkaTopic"]

subjects := array.concat(array.concat(resources, lists), array.concat(planned.emitted(["KafkaTopic"]), foreign))

# As resources of an operator in the cluster…
resources := [planned.of(region, "KafkaTopic", store.namespace, name, {"spec": {
	"topicName": name,
	"partitions": topic.partitions,
	"replicas": topic.replicationFactor,
	"config": settings(topic),
}}) |
	some region in declared.regions
	some store in region.topology.kafka
	store.namespace != null
	some name, topic in region.topology.topics
]

# … or as lines of the list that a job works off.
lists := [{"root": job.root, "path": job.path, "id": documents.id("ConfigMap", job.namespace, job.name), "namespace": job.namespace, "name": job.name, "lines": lines} |
	some job in declared.jobs
	job.declared.kind == "topics"
	lines := {sprintf("%s %d %d %s", [name, topic.partitions, topic.replicationFactor, concat(",", [sprintf("%s=%v", [key, value]) | some [key, value] in ordered(topic)])]) |
		some name, topic in declared.topology(job.root).topics
	}
]

violations contains violation if some violation in planned.violations(resources, kinds)

violations contains report.problem(config, sprintf("the line '%s'", [line]), "declared topics as declared") if {
	some [list, config, seen] in read_lists
	some line in (seen - list.lines)
}

violations contains report.problem(config, "a list without a topic", line) if {
	some [list, config, seen] in read_lists
	some line in (list.lines - seen)
}

read_lists := [[list, config, seen] |
	some list in lists
	some config in objects.named(list.root, "ConfigMap", list.namespace, list.name)
	seen := {line | some raw in split(config.object.data["topics.txt"], "\n"); line := trim_space(raw); line != ""}
]

# What is compacted stays for ever.
settings(topic) := {key: value | some [key, value] in ordered(topic)}

ordered(topic) := [[key, value] |
	some [key, value] in [["cleanup.policy", topic.cleanup], ["retention.ms", topic.retentionMs], ["min.insync.replicas", topic.minInsyncReplicas]]
	not [key, topic.cleanup] == ["retention.ms", "compact"]
]

# Without a topology: what is right of every topic.
violations contains report.problem(entry, sprintf("topic %s with %v copies, %s in sync", [entry.topic.name, entry.topic.replicas, in_sync]), "3 copies, 2 in sync") if {
	some entry in foreign
	in_sync := object.get(entry.topic.config, "min.insync.replicas", "1")
	[entry.topic.replicas, in_sync] != [3, "2"]
}

violations contains report.problem(entry, sprintf("topic %s with a leader that may lack messages", [entry.topic.name]), "unclean.leader.election.enable=false") if {
	some entry in foreign
	entry.topic.config["unclean.leader.election.enable"] == "true"
}

foreign := array.concat(
	[object.union(entry, {"topic": {
		"name": object.get(entry.object, ["spec", "topicName"], entry.name),
		"replicas": object.get(entry.object, ["spec", "replicas"], 1),
		"config": {key: sprintf("%v", [value]) | some key, value in entry.object.spec.config},
	}}) |
		some entry in objects.of_kind("KafkaTopic")
		not declared.has_topology(entry.root)
	],
	[object.union(config, {"topic": {
		"name": fields[0],
		"replicas": to_number(fields[2]),
		"config": object.union_n([{key: value} | some setting in split(fields[3], ","); [key, value] := split(setting, "=")]),
	}}) |
		some config in objects.of_kind("ConfigMap")
		not declared.has_topology(config.root)
		some line in split(config.object.data["topics.txt"], "\n")
		fields := split(trim_space(line), " ")
		count(fields) == 4
	],
)

deny := report.findings(rule, violations)
