# METADATA
# title: Only public subnets route to the internet gateway
# description: >-
#   A route to the internet gateway makes a subnet public, whatever its name says: every machine in it that gets a public address is then
#   on the internet.
# custom:
#   code: PT-554
#   severity: high
#   what_to_do: Remove the route; let what must leave go through the egress firewall.
#   applies: [terraform]
#   expects: cloud_subnets
#   references: [https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html]
package payments.terraform.internet_routes

import data.lib.cloud_routes as routes
import data.lib.declared
import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := [subnet | some subnet in tf.all("aws_subnet"); declared.has_topology(subnet.root)]

violations contains report.problem(subnet, sprintf("%s in tier %s", [route.id, routes.tier(subnet)]), "no route to an internet gateway") if {
	some subnet in subjects
	routes.tier(subnet) != "public"
	some route in routes.of_subnet(subnet)
	routes.leads_to_internet(route)
}

deny := report.findings(rule, violations)
