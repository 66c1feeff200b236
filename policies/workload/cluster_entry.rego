# METADATA
# title: Nothing in the cluster opens a way in from outside
# description: >-
#   Public load balancers belong to Terraform, where the firewall, the certificate and the reviewer are. A Service
#   of type LoadBalancer opens one with a label.
# custom:
#   code: PT-256
#   severity: high
#   what_to_do: Use a ClusterIP Service; declare a route on the service if it must be reached from outside.
#   applies: [kubernetes]
#   expects: ports
#   references: [https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types]
package payments.workload.cluster_entry

import data.lib.declared
import data.lib.objects
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := array.concat(services, entries)

services := objects.of_kind("Service")

# In a region they are strangers like any other (PT-207).
entries := [entry |
	some kind in ["Ingress", "Gateway", "HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "IngressRoute", "VirtualService"]
	some entry in objects.of_kind(kind)
	not declared.has_topology(entry.root)
]

violations contains report.problem(service, sprintf("type %s", [type]), "ClusterIP") if {
	some service in services
	type := object.get(service.object, ["spec", "type"], "ClusterIP")
	type != "ClusterIP"
}

violations contains report.problem(service, sprintf("external addresses %s", [concat(", ", service.object.spec.externalIPs)]), "none") if {
	some service in services
	count(service.object.spec.externalIPs) > 0
}

violations contains report.problem(entry, sprintf("a %s", [entry.kind]), "a declared route") if {
	some entry in entries
}

deny := report.findings(rule, violations)
