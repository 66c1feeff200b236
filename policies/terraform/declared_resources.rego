# METADATA
# title: Everything that was declared has its resource
# description: >-
#   A rule about what stands in a file cannot miss what no longer stands there. Stores, buckets, secrets, keys, roles, subnets, endpoints,
#   repositories, routes and tunnels of the topology are looked for by the names that both sides compute.
# custom:
#   code: PT-583
#   severity: high
#   what_to_do: Synthesize again; if the thing is no longer wanted, remove it from the catalog.
#   applies: [terraform]
#   expects: cloud_stores
#   references: [docs/architecture.md]
package payments.terraform.declared_resources

import data.lib.report
import data.lib.terraform as tf
import data.lib.wanted_resources as wanted

rule := report.rule(rego.metadata.chain())

subjects := wanted.all

violations contains report.problem(s, sprintf("no %s with %s %s", [s.type, s.field, s.value]), "the resource of what was declared") if {
	some s in subjects
	not written[s.root][s.type][s.field][s.value]
}

deny := report.findings(rule, violations)

# Values of the fields that give things their names.
written := found

found[r.root][type][field] contains value if {
	some type, field in wanted.fields
	some r in tf.resources[type]
	some value in tf.at(r.body, field)
}
