# METADATA
# title: The statements that make a database's roles what the topology says
# description: Line by line and in order, as the administrator runs them in one transaction.
package lib.database_rights

# What a script says, without comments and indentation.
lines(text) := [line |
	some raw in split(text, "\n")
	line := trim_space(raw)
	line != ""
	not startswith(line, "--")
]

statements(topology, name) := flat([
	["set local lock_timeout = '5s';"],
	owner(store),
	[
		sprintf(`create schema if not exists "%s" authorization "%s_owner";`, [store.database, store.database]),
		"revoke all on schema public from public;",
		sprintf(`revoke all on database "%s" from public;`, [store.database]),
	],
	[line |
		some role in store.roles
		some line in array.concat(identity(topology, store, role), [sprintf(`grant connect on database "%s" to "%s";`, [store.database, role.role])])
	],
	[sprintf(`set local role "%s_owner";`, [store.database])],
	[line | some role in store.roles; some line in grants(store.database, role)],
	["reset role;"],
]) if {
	store := topology.postgres[name]
}

# Where AWS runs the database the job makes roles and lets them log in by IAM; elsewhere the operator made them.
owner(store) := array.concat(created(sprintf("%s_owner", [store.database]), "nologin"), [
	sprintf(`grant "%s_owner" to current_user;`, [store.database]),
	"grant rds_iam to current_user;",
]) if {
	store.binding == "aurora"
}

else := []

identity(topology, store, role) := flat([
	created(role.role, "login"),
	[sprintf(`alter role "%s" connection limit %d;`, [role.role, role.connections]), sprintf(`grant rds_iam to "%s";`, [role.role])],
	limits(topology, store, role),
]) if {
	store.binding == "aurora"
}

else := flat([[sprintf(`set local role "%s";`, [role.role])], limits(topology, store, role), ["reset role;"]])

created(role, how) := [
	"do $$",
	"begin",
	sprintf("if not exists (select from pg_roles where rolname = '%s') then", [role]),
	sprintf(`create role "%s" %s;`, [role, how]),
	"end if;",
	"end",
	"$$;",
]

# Of one session, from the pool of its service.
limits(topology, store, role) := [sprintf(`alter role "%s" set %s = '%v';`, [role.role, setting, value]) |
	some use in topology.workloads[role.service].stores
	use.store == store.name
	use.role == role.role
	some [setting, value] in [
		["search_path", store.database],
		["statement_timeout", sprintf("%dms", [use.pool.socketTimeoutMs])],
		["lock_timeout", sprintf("%dms", [use.pool.connectionTimeoutMs])],
		["idle_in_transaction_session_timeout", sprintf("%dms", [use.pool.socketTimeoutMs])],
	]
]

grants(schema, role) := flat([
	[
		sprintf(`revoke all on all tables in schema "%s" from "%s";`, [schema, role.role]),
		sprintf(`revoke all on all sequences in schema "%s" from "%s";`, [schema, role.role]),
		sprintf(`grant usage on schema "%s" to "%s";`, [schema, role.role]),
		sprintf(`grant %s on all tables in schema "%s" to "%s";`, [tables[role.access], schema, role.role]),
		sprintf(`alter default privileges in schema "%s" revoke all on tables from "%s";`, [schema, role.role]),
		sprintf(`alter default privileges in schema "%s" grant %s on tables to "%s";`, [schema, tables[role.access], role.role]),
		sprintf(`alter default privileges in schema "%s" revoke all on sequences from "%s";`, [schema, role.role]),
	],
	[line |
		role.access != "read-only"
		some line in [
			sprintf(`grant usage on all sequences in schema "%s" to "%s";`, [schema, role.role]),
			sprintf(`alter default privileges in schema "%s" grant usage on sequences to "%s";`, [schema, role.role]),
		]
	],
])

# `append` cannot change what is written: no update, no delete.
tables := {"read-write": "select, insert, update, delete", "append": "select, insert", "read-only": "select"}

flat(parts) := [line | some part in parts; some line in part]
