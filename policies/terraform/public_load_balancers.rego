# METADATA
# title: Only declared routes are open to the internet
# description: >-
#   Each route has a load balancer of its own, known by its security group; it faces the internet only where an edge lets the internet in. The
#   operators' route in public would put approvals and repairs in front of everybody.
# custom:
#   code: PT-513
#   severity: high
#   what_to_do: Make the load balancer internal, or declare the edge from the internet.
#   applies: [terraform]
#   expects: cloud_routes
#   references: [https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html]
package payments.terraform.public_load_balancers

import data.lib.cloud_network as network
import data.lib.declared
import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := [object.union(balancer, {"routes": routes}) |
	some balancer in tf.all("aws_lb")
	declared.has_topology(balancer.root)
	routes := {route |
		some group in tf.pointed(balancer, object.get(balancer.body, "security_groups", []), "aws_security_group")
		route := trim_prefix(network.place_of(group), "lb-")
	}
]

violations contains report.problem(balancer, sprintf("the internet in front of %s", [concat(", ", balancer.routes)]), "an internal load balancer, or an edge from the internet") if {
	some balancer in subjects
	not true in tf.at(balancer.body, "internal")
	not is_public(balancer)
}

deny := report.findings(rule, violations)

is_public(balancer) if {
	some edge in declared.topology(balancer.root).edges
	edge.from == "network/internet"
	some route in balancer.routes
	edge.to == concat("/", ["load-balancer", route])
}
