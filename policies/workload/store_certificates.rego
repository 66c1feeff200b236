# METADATA
# title: Who logs in to a store has the certificate for it
# description: >-
#   Operators in the cluster issue a certificate for each user, in the namespace of the store. The pod mounts the
#   copy as optional, so that it is the same where AWS runs the store: without the copy it starts, and cannot log
#   in.
# custom:
#   code: PT-278
#   severity: high
#   what_to_do: Emit the ExternalSecret <name>-access with the certificate of each store that the workload or job uses.
#   applies: [kubernetes]
#   expects: stores_operated
#   references: [https://cloudnative-pg.io/documentation/current/]
package payments.workload.store_certificates

import data.lib.declared
import data.lib.objects
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := [declared.wanted(user, "ExternalSecret", sprintf("%s-access", [user.name])) |
	some user in array.concat(declared.workloads, declared.jobs)
	uses_operated_store(user)
]

violations contains report.problem(thing, "no copy of its certificates", "one for each of its stores") if {
	some thing in subjects
	not objects.exists(thing.root, thing.kind, thing.namespace, thing.name)
}

uses_operated_store(user) if {
	some use in user.declared.stores
	declared.topology(user.root).postgres[use.store].namespace != null
}

uses_operated_store(user) if {
	count(user.declared.publishes) + count(user.declared.consumes) > 0
	some kafka in declared.topology(user.root).kafka
	kafka.namespace != null
}

uses_operated_store(user) if declared.topology(user.root).postgres[user.declared.store].namespace != null

deny := report.findings(rule, violations)
