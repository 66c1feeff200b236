# METADATA
# title: Liveness survives a long pause
# description: >-
#   A JVM may stand still for tens of seconds. A liveness probe that gives up earlier restarts healthy pods under
#   load, when they are needed most. Counted from the first failed probe to the last time-out.
# custom:
#   code: PT-224
#   severity: high
#   what_to_do: Let (failureThreshold - 1) × periodSeconds + timeoutSeconds be at least 30.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/]
package payments.workload.liveness_patience

import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := [w | some w in workloads.lasting; some container in w.containers; container.livenessProbe]

violations contains report.problem(w, sprintf("container %s restarted after %d s", [container.name, patience(container.livenessProbe)]), "at least 30 s") if {
	some w in subjects
	some container in w.containers
	patience(container.livenessProbe) < 30
}

patience(probe) := ((object.get(probe, "failureThreshold", 3) - 1) * object.get(probe, "periodSeconds", 10)) + object.get(probe, "timeoutSeconds", 1)

deny := report.findings(rule, violations)
