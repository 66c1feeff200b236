# METADATA
# title: Stores and the card-data environment have no way out
# description: >-
#   A database that is taken over sends what it holds to wherever it has a route. Without a default route there is nowhere to send it, and
#   no mistake in a group or list opens a way.
# custom:
#   code: PT-555
#   severity: high
#   what_to_do: Remove the default route; reach the APIs of the cloud through endpoints.
#   applies: [terraform]
#   expects: cloud_isolated
#   references: [https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html]
package payments.terraform.isolated_subnets

import data.lib.cloud_network as network
import data.lib.cloud_routes as routes
import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := [subnet | some subnet in tf.all("aws_subnet"); routes.tier(subnet) in {"data", "cde", "cde-data"}]

violations contains report.problem(subnet, sprintf("%s to %s in tier %s", [route.id, destination, routes.tier(subnet)]), "no default route") if {
	some subnet in subjects
	some route in routes.of_subnet(subnet)
	some destination in (routes.destinations(route) & network.everywhere)
}

deny := report.findings(rule, violations)
