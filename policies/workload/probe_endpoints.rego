# METADATA
# title: Liveness, readiness and startup ask different questions
# description: >-
#   When liveness asks what readiness asks, a slow database restarts every pod at once. It is the endpoint that
#   counts: another period does not make another question.
# custom:
#   code: PT-221
#   severity: high
#   what_to_do: Probe /health/live, /health/ready and /health/startup apart.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/]
package payments.workload.probe_endpoints

import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := [w | some w in workloads.lasting; some container in w.containers; container.readinessProbe]

violations contains report.problem(w, sprintf("%s and %s of container %s at one endpoint", [one, other, container.name]), "an endpoint each") if {
	some w in subjects
	some container in w.containers
	some [one, other] in [["livenessProbe", "readinessProbe"], ["startupProbe", "readinessProbe"], ["startupProbe", "livenessProbe"]]
	count(endpoints(container[one]) & endpoints(container[other])) > 0
}

# What is asked, without cadence: the handler alone.
endpoints(probe) := {[handler, question(probe[handler])] | some handler in ["httpGet", "tcpSocket", "exec", "grpc"]}

question(handler) := object.filter(handler, ["path", "port", "command", "service"])

deny := report.findings(rule, violations)
