# METADATA
# title: Every container that serves says whether it lives, is ready and has started
# description: >-
#   Without readiness a pod gets traffic that it cannot take, without liveness a hung one stays, and without startup
#   a slow JVM is killed while it starts.
# custom:
#   code: PT-220
#   severity: high
#   what_to_do: Give the container a readinessProbe, a livenessProbe and a startupProbe.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/]
package payments.workload.probes

import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := [w | some w in workloads.lasting]

violations contains report.problem(w, sprintf("container %s without %s", [container.name, concat(", ", missing)]), "readinessProbe, livenessProbe and startupProbe") if {
	some w in subjects
	some container in w.containers
	container.phase == "main"
	missing := [probe | some probe in ["readinessProbe", "livenessProbe", "startupProbe"]; not container[probe]]
	count(missing) > 0
}

deny := report.findings(rule, violations)
