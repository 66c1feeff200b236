# METADATA
# title: Every service has a database role of its own, which may do what was declared
# description: >-
#   Two services with one role cannot be told apart, limited or cut off; a role without a limit of connections takes
#   those of the others, and a role that may make roles is every role.
# custom:
#   code: PT-276
#   severity: high
#   what_to_do: >-
#     Emit the role of the service with its connection limit and without any right over roles, databases or
#     replication.
#   applies: [kubernetes]
#   expects: postgres_operated
#   references: [docs/architecture.md]
package payments.workload.database_roles

import data.lib.declared
import data.lib.objects
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := array.concat(wanted, emitted)

wanted := [{"root": region.root, "path": region.path, "id": sprintf("role %s of %s", [role.role, name]), "store": name, "namespace": store.namespace, "role": role} |
	some region in declared.regions
	some name, store in region.topology.postgres
	store.namespace != null
	some role in store.roles
]

emitted := objects.of_kind("DatabaseRole")

violations contains report.problem(thing, "no such role", sprintf("the role of %s", [thing.role.service])) if {
	some thing in wanted
	count(found(thing)) == 0
}

violations contains report.problem(entry, sprintf("%v connections", [limit]), sprintf("%d as planned", [thing.role.connections])) if {
	some thing in wanted
	some entry in found(thing)
	limit := object.get(entry.object.spec, "connectionLimit", "unlimited")
	limit != thing.role.connections
}

violations contains report.problem(entry, sprintf("%s: true", [power]), "a role that only uses its database") if {
	some entry in emitted
	entry.object.spec.name in {thing.role.role | some thing in wanted; thing.root == entry.root}
	some power in ["superuser", "createdb", "createrole", "replication", "bypassrls"]
	entry.object.spec[power] == true
}

violations contains report.problem(entry, "a password", "a client certificate") if {
	some entry in emitted
	object.get(entry.object, ["spec", "disablePassword"], false) != true
}

violations contains report.problem(job, sprintf("no role in %s to log in as", [job.declared.store]), "a role beside those of the services") if {
	some job in declared.jobs
	namespace := declared.topology(job.root).postgres[job.declared.store].namespace
	namespace != null
	others := [entry |
		some entry in objects.in_namespace(job.root, "DatabaseRole", namespace)
		entry.object.spec.cluster.name == job.declared.store
		not entry.object.spec.name in {role.role | some role in declared.topology(job.root).postgres[job.declared.store].roles}
	]
	count(others) == 0
}

found(thing) := [entry |
	some entry in objects.in_namespace(thing.root, "DatabaseRole", thing.namespace)
	entry.object.spec.cluster.name == thing.store
	entry.object.spec.name == thing.role.role
]

deny := report.findings(rule, violations)
