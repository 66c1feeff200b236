# METADATA
# title: A consumer leaves its group before it stops, and is not thrown out before
# description: >-
#   Partitions of a consumer that leaves are taken over at once; those of one that is killed, or that no longer says that it lives,
#   stand still until its session has timed out. A session is more than three heartbeats, so that a slow second does not
#   move partitions while a payment is applied twice.
# custom:
#   code: PT-236
#   severity: high
#   what_to_do: Emit KAFKA_SESSION_TIMEOUT_MS, KAFKA_HEARTBEAT_INTERVAL_MS and KAFKA_LEAVE_SECONDS as planned; change sessionTimeout, heartbeat or leaveGroup in services/assumptions.ts.
#   applies: [kubernetes]
#   expects: consumers
#   references: [https://kafka.apache.org/documentation/#consumerconfigs_session.timeout.ms]
package payments.workload.consumer_group

import data.lib.declared
import data.lib.objects
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := [declared.wanted(w, "ConfigMap", w.name) | some w in declared.workloads; count(w.declared.consumes) > 0]

violations contains report.problem(consumer, "no KAFKA_LEAVE_SECONDS above 0", "time to commit positions and to leave the group") if {
	some [consumer, settings] in emitted
	number(settings, "KAFKA_LEAVE_SECONDS") <= 0
}

violations contains report.problem(consumer, sprintf("a session of %d ms with a heartbeat each %d ms", [session, heartbeat]), "more than three heartbeats") if {
	some [consumer, settings] in emitted
	session := number(settings, "KAFKA_SESSION_TIMEOUT_MS")
	heartbeat := number(settings, "KAFKA_HEARTBEAT_INTERVAL_MS")
	session <= 3 * heartbeat
}

violations contains report.problem(consumer, "KAFKA_GROUP_INSTANCE_ID", "a member without a fixed name: one that has one does not leave") if {
	some [consumer, settings] in emitted
	settings.KAFKA_GROUP_INSTANCE_ID
}

emitted := [[consumer, config.object.data] |
	some consumer in subjects
	some config in objects.named(consumer.root, "ConfigMap", consumer.namespace, consumer.name)
]

number(settings, key) := to_number(settings[key]) if regex.match(`^[0-9]+$`, object.get(settings, key, ""))

else := 0

deny := report.findings(rule, violations)
