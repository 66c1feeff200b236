# METADATA
# title: IAM lets a service publish and consume what it declared, and nothing else
# description: >-
#   With IAM logins a policy on kafka-cluster actions is the access list of a topic: whoever may write to the ledger's topic writes the
#   ledger. In a fenced region nobody publishes, because its topics are copies.
# custom:
#   code: PT-578
#   severity: high
#   what_to_do: Derive the policy from the publishers and consumers of the topics.
#   applies: [terraform]
#   expects: cloud_grants
#   references: [https://docs.aws.amazon.com/msk/latest/developerguide/iam-access-control.html]
package payments.terraform.topic_grants

import data.lib.declared
import data.lib.iam
import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

# What the topics declare, on each region that AWS runs Kafka in.
subjects := [{"root": region.root, "path": region.path, "id": sprintf("topic %s", [topic]), "grant": [service, act, topic]} |
	some region in declared.regions
	some store in region.topology.kafka
	store.binding == "msk"
	some topic, declaration in region.topology.topics
	some [service, act] in acts(region.topology, declaration)
]

violations contains report.problem(s, sprintf("%s may not %s", [s.grant[0], s.grant[1]]), "a policy on its role") if {
	some s in subjects
	not granted[s.root][s.grant]
}

violations contains report.problem(grant.policy, sprintf("%s may %s %s", [grant.service, grant.act, grant.topic]), "what the topic declares") if {
	some grant in grants
	not wanted[grant.policy.root][[grant.service, grant.act, grant.topic]]
}

deny := report.findings(rule, violations)

acts(topology, topic) := {[service, "publish"] | some service in topic.publishers; not topology.region.fenced} | {[service, "consume"] | some service in topic.consumers}

wanted := found_wanted

found_wanted[s.root] contains s.grant if some s in subjects

granted := found_granted

found_granted[grant.policy.root] contains [grant.service, grant.act, grant.topic] if some grant in grants

# What policies on the roles of workloads allow; the topic is the last part of its ARN.
grants := [{"policy": policy, "service": service, "act": act, "topic": topic} |
	some policy in tf.all("aws_iam_role_policy")
	service := iam.workload_of(policy)
	some statement in iam.statements(policy, policy.body.policy)
	statement.effect == "Allow"
	some action, act in {"kafka-cluster:WriteData": "publish", "kafka-cluster:ReadData": "consume"}
	action in statement.actions
	some resource in statement.resources
	topic := regex.replace(resource, `^.*/`, "")
]
