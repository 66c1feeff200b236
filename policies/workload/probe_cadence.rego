# METADATA
# title: The cadence of every probe is written down
# description: >-
#   Defaults (10 s, 1 s, 3 times) kill a JVM in a pause that garbage collection makes on any day. What is written
#   can be reviewed; here it is what the tier says.
# custom:
#   code: PT-222
#   severity: medium
#   what_to_do: Set periodSeconds, timeoutSeconds and failureThreshold as the tier table says.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/]
package payments.workload.probe_cadence

import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := [w | some w in workloads.lasting; some container in w.containers; some probe in names; container[probe]]

violations contains report.problem(w, sprintf("%s of container %s without %s", [probe, container.name, concat(", ", missing)]), "an explicit cadence") if {
	some [w, container, probe] in probes
	missing := [field | some field in fields; not container[probe][field]]
	count(missing) > 0
}

violations contains report.problem(w, sprintf("%s %s %d", [probe, field, container[probe][field]]), sprintf("%d as planned", [planned[field]])) if {
	some [w, container, probe] in probes
	container.name == w.name
	planned := workloads.declaration(w).probes[trim_suffix(probe, "Probe")]
	some field in fields
	container[probe][field] != planned[field]
}

probes := [[w, container, probe] | some w in subjects; some container in w.containers; some probe in names; container[probe]]

names := ["readinessProbe", "livenessProbe", "startupProbe"]

fields := ["periodSeconds", "timeoutSeconds", "failureThreshold"]

deny := report.findings(rule, violations)
