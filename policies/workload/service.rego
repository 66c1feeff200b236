# METADATA
# title: A Service leads to the pods of its workload, on the declared ports
# description: >-
#   The VPC CNI enforces policies only where Service port and container port are the same; a selector that matches
#   nothing is a name that resolves to nobody.
# custom:
#   code: PT-257
#   severity: high
#   what_to_do: Emit the Service of the workload with its declared ports, targetPort equal to port.
#   applies: [kubernetes]
#   expects: ports
#   references: [https://kubernetes.io/docs/concepts/services-networking/service/]
package payments.workload.service

import data.lib.declared
import data.lib.objects
import data.lib.report
import data.lib.selector
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := array.concat(wanted, objects.of_kind("Service"))

wanted := [declared.wanted(w, "Service", w.name) | some w in declared.workloads; count(w.declared.ports) > 0]

violations contains report.problem(thing, "no such Service", "one with the declared ports") if {
	some thing in wanted
	not objects.exists(thing.root, "Service", thing.namespace, thing.name)
}

violations contains report.problem(service, sprintf("ports %s", [concat(", ", seen)]), sprintf("%s as declared", [concat(", ", plan)])) if {
	some thing in wanted
	some service in objects.named(thing.root, "Service", thing.namespace, thing.name)
	seen := {sprintf("%d", [port.port]) | some port in service.object.spec.ports}
	plan := {sprintf("%d", [port.port]) | some port in thing.declared.ports}
	seen != plan
}

violations contains report.problem(service, sprintf("port %d to %v", [port.port, target]), "the same port") if {
	some service in objects.of_kind("Service")
	declared.has_topology(service.root)
	some port in service.object.spec.ports
	target := object.get(port, "targetPort", port.port)
	target != port.port
}

violations contains report.problem(service, "a selector that matches no pods", "the labels of its workload") if {
	some service in objects.of_kind("Service")
	pods := selector.of(service.object)
	count([w | some w in workloads.in_namespace(service.root, service.namespace); selector.matches(pods, w.labels)]) == 0
}

deny := report.findings(rule, violations)
