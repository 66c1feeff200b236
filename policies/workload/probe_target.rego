# METADATA
# title: A probe asks the pod itself, at a port that it has
# description: >-
#   Asked of another host, kubelet judges this pod by that one. A port by a name that the container does not have fails for
#   ever. A question with parameters asks what no rule and no reader can tell from the path.
# custom:
#   code: PT-267
#   severity: high
#   what_to_do: Probe a path without parameters at a port of the same container, and no host.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/]
package payments.workload.probe_target

import data.lib.declared
import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := [w | some w in workloads.lasting; count(asked(w)) > 0]

violations contains report.problem(w, sprintf("%s of %s at host '%s'", [probe, workloads.container_of(container), question.host]), "the pod itself") if {
	some w in subjects
	some [container, probe, question] in asked(w)
}

violations contains report.problem(w, sprintf("%s of %s at %s", [probe, workloads.container_of(container), question.path]), "a path without parameters") if {
	some w in subjects
	some [container, probe, question] in asked(w)
	regex.match(`[?#]`, question.path)
}

violations contains report.problem(w, sprintf("%s of %s at port %v", [probe, workloads.container_of(container), question.port]), "a port of the container") if {
	some w in subjects
	some [container, probe, question] in asked(w)
	not has_port(w, container, question.port)
}

asked(w) := [[container, probe, question] |
	some container in w.containers
	some probe in ["startupProbe", "livenessProbe", "readinessProbe"]
	some handler in ["httpGet", "tcpSocket"]
	question := container[probe][handler]
]

# A number is right where nobody says which are served: containers need not name their ports.
has_port(w, _, port) if {
	is_number(port)
	not declared.has_topology(w.root)
}

has_port(_, container, port) if {
	some each in container.ports
	port in {each.containerPort, each.name}
}

deny := report.findings(rule, violations)
