# METADATA
# title: No probe asks for the health of others
# description: >-
#   /health/deep asks stores and providers. Probed by kubelet or a load balancer, the failure of one of them takes
#   every pod out of service at once, and intake of webhooks with them.
# custom:
#   code: PT-223
#   severity: high
#   what_to_do: Probe what the pod itself needs; leave /health/deep to people.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/]
package payments.workload.probe_deep

import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := [w | some w in workloads.lasting; some container in w.containers; container.readinessProbe]

violations contains report.problem(w, sprintf("%s of container %s at %s", [probe, container.name, path]), "a probe of the pod itself") if {
	some w in subjects
	some container in w.containers
	some probe in ["readinessProbe", "livenessProbe", "startupProbe"]
	path := container[probe].httpGet.path
	contains(path, "/deep")
}

deny := report.findings(rule, violations)
