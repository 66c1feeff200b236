# METADATA
# title: Every service has a database role of its own, which may do what was declared
# description: >-
#   Two services with one role cannot be told apart, limited or cut off; a role without a limit of connections takes
#   those of the others, and a role that may make roles or is a member of others is every role.
# custom:
#   code: PT-276
#   severity: high
#   what_to_do: >-
#     Emit the role of the service with its connection limit and without any right over roles, databases or
#     replication.
#   applies: [kubernetes]
#   expects: postgres_operated
#   references: [https://cloudnative-pg.io/docs/1.30/declarative_role_management/]
package payments.workload.database_roles

import data.lib.declared
import data.lib.objects
import data.lib.planned
import data.lib.report

rule := report.rule(rego.metadata.chain())

kinds := ["DatabaseRole"]

subjects := array.concat(plans, objects.of_kind("DatabaseRole"))

violations contains violation if some violation in planned.violations(plans, kinds)

plans := array.concat(
	[plan(at, role.role, role.connections, [], sprintf("%s may %s in %s", [role.service, role.access, at.store.database])) |
		some at in stores
		some role in at.store.roles
	],
	# For the job that grants: a member of all of them and of the owner, beside which it can do nothing.
	[plan(at, "administrator", 2, array.concat([sprintf("%s_owner", [at.store.database])], [role.role | some role in at.store.roles]), sprintf("grants in %s what each service may do", [at.store.database])) |
		some at in stores
		some job in declared.topology(at.root).jobs
		job.kind == "database-roles"
		job.store == at.store.name
	],
)

stores := [{"root": region.root, "path": region.path, "store": store} |
	some region in declared.regions
	some store in region.topology.postgres
	store.namespace != null
]

plan(at, role, connections, parents, why) := planned.of(at, "DatabaseRole", at.store.namespace, sprintf("%s-%s", [at.store.name, replace(role, "_", "-")]), {"spec": {
	"cluster": {"name": at.store.name},
	"name": role,
	"comment": why,
	"login": true,
	"superuser": false,
	"createdb": false,
	"createrole": false,
	"replication": false,
	"bypassrls": false,
	"inherit": true,
	"connectionLimit": connections,
	"inRoles": parents,
	"disablePassword": true,
	"clientCertificate": {"enabled": true},
	"databaseRoleReclaimPolicy": "retain",
}})

# Without a topology: what is right of every role.
violations contains report.problem(entry, sprintf("%s: true", [power]), "a role that only uses its database") if {
	some entry in foreign
	some power in ["superuser", "createdb", "createrole", "replication", "bypassrls"]
	entry.object.spec[power] == true
}

violations contains report.problem(entry, "connections without a limit", "a connectionLimit") if {
	some entry in foreign
	object.get(entry.object, ["spec", "connectionLimit"], -1) < 0
}

violations contains report.problem(entry, "a password", "a client certificate") if {
	some entry in foreign
	object.get(entry.object, ["spec", "disablePassword"], false) != true
}

foreign := [entry | some entry in objects.of_kind("DatabaseRole"); not declared.has_topology(entry.root)]

deny := report.findings(rule, violations)
