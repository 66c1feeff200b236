# METADATA
# title: Settings are what was computed, and nothing else
# description: >-
#   Pools, bulkheads and time-outs are computed so that all replicas together fit the database and the provider; hosts
#   are those of the declared stores, callees and providers. A number edited in a manifest breaks that sum without a
#   word, a host sends money elsewhere, and a region that believes to be primary accepts commands.
# custom:
#   code: PT-249
#   severity: high
#   what_to_do: Emit the planned value; change the catalog if it is wrong.
#   applies: [kubernetes]
#   expects: workloads
#   references: [docs/architecture.md]
package payments.workload.settings

import data.lib.declared
import data.lib.documents
import data.lib.objects
import data.lib.planned
import data.lib.report
import data.lib.sensitive
import data.payments.workload.primary_reads

rule := report.rule(rego.metadata.chain())

kinds := ["ConfigMap"]

subjects := array.concat(plans, planned.emitted(kinds))

# Pairs, not a map: who calls one service on two ports has two plans under one name.
plans := array.concat(
	[object.union(config(w, name), {"pairs": pairs}) |
		some w in declared.workloads
		some name, pairs in {w.name: sizes(w), sprintf("%s-endpoints", [w.name]): hosts(w)}
	],
	[object.union(config(job, sprintf("%s-endpoints", [job.name])), {"pairs": pairs}) |
		some job in declared.jobs
		pairs := place(job)
	],
)

config(source, name) := {"root": source.root, "path": source.path, "id": documents.id("ConfigMap", source.namespace, name), "kind": "ConfigMap", "namespace": source.namespace, "name": name}

violations contains violation if some violation in planned.missing(plans)

# Scripts are ConfigMaps too, with a rule of their own (PT-274).
violations contains violation if some violation in planned.strange(array.concat(plans, [config(job, job.name) | some job in declared.jobs]), kinds)

violations contains report.problem(config_, sprintf("%s '%s'", [key, seen]), sprintf("'%s' as planned", [value])) if {
	some [plan, config_] in emitted
	some [key, value] in plan.pairs
	seen := object.get(config_.object, ["data", key], "absent")
	not [key, seen] in plan.pairs
	not is_named(key, seen, plan)
	not sensitive.looks_like(key, seen)
}

# The value stays out: nobody knows what it is.
violations contains report.problem(config_, sprintf("a setting '%s'", [key]), "the planned settings only") if {
	some [plan, config_] in emitted
	known := {name | some [name, _] in plan.pairs}
	some field in ["data", "binaryData"]
	some key, _ in config_.object[field]
	not is_planned(field, key, known)
}

is_planned("data", key, known) if key in known

# Leases (PT-228) and primaries (PT-277) have rules of their own, which know what a wrong one costs.
is_named(key, _, plan) if {
	startswith(key, "LEASE_")
	some ["LEASE_NAME", _] in plan.pairs
}

is_named(key, seen, plan) if {
	startswith(key, "STORE_")
	[plan.root, plan.namespace, plan.name, seen] in primary_reads.replicas
}

emitted := [[plan, config_] |
	some plan in plans
	some config_ in objects.named(plan.root, "ConfigMap", plan.namespace, plan.name)
]

sizes(w) := union({
	{
		["SERVICE_NAME", w.name],
		["SERVICE_TIER", text(w.declared.tier)],
		["ENVIRONMENT", topology.environment.name],
		["REGION", topology.region.name],
		["REGION_ROLE", {true: "standby", false: "primary"}[topology.region.fenced]],
		["CARD_DATA_MODE", topology.environment.cardData],
		["JAVA_TOOL_OPTIONS", sprintf("-Xms%dm -Xmx%dm -XX:+ExitOnOutOfMemoryError", [w.declared.jvm.heapMiB, w.declared.jvm.heapMiB])],
		["THREADS_MAX", text(w.declared.threads)],
		["MANAGEMENT_PORT", text(w.declared.managementPort)],
		["SHUTDOWN_TIMEOUT_SECONDS", text(w.declared.drain.graceSeconds - w.declared.drain.preStopSeconds)],
		["SHUTDOWN_COMMIT_SECONDS", text(w.declared.drain.commitSeconds)],
		["SECRETS_PATH", "/var/run/secrets/payments"],
		["TLS_PATH", "/var/run/secrets/tls"],
	},
	{[variable(["PORT", port.name]), text(port.port)] | some port in w.declared.ports},
	{pair | some use in w.declared.stores; some pair in store(use)},
	{pair | some call in w.declared.calls; some pair in callee(topology, call)},
	{pair | some pair in provider(w.declared.provider)},
	{pair | uses_kafka(w); some pair in {["KAFKA_PUBLISHES", concat(",", w.declared.publishes)], ["KAFKA_CONSUMES", concat(",", w.declared.consumes)], ["KAFKA_GROUP", w.name]}},
	{pair |
		consumer := w.declared.consumer
		some pair in {
			["KAFKA_SESSION_TIMEOUT_MS", text(consumer.sessionTimeoutMs)],
			["KAFKA_HEARTBEAT_INTERVAL_MS", text(consumer.heartbeatMs)],
			["KAFKA_LEAVE_SECONDS", text(consumer.leaveSeconds)],
		}
	},
	{pair |
		lease := w.declared.lease
		some pair in {
			["LEASE_NAME", lease.name],
			["LEASE_TTL_SECONDS", text(lease.ttlSeconds)],
			["LEASE_RENEW_SECONDS", text(lease.renewSeconds)],
			["LEASE_RELEASE_SECONDS", text(lease.releaseSeconds)],
		}
	},
}) if {
	topology := declared.topology(w.root)
}

store(use) := {[variable(["STORE", use.store, key]), text(value)] |
	some key, value in {
		"ROLE": use.role,
		"ACCESS": use.access,
		"POOL_SIZE": use.pool.size,
		"CONNECTION_TIMEOUT_MS": use.pool.connectionTimeoutMs,
		"MAX_LIFETIME_MS": use.pool.maxLifetimeMs,
		"KEEPALIVE_MS": use.pool.keepaliveMs,
		"SOCKET_TIMEOUT_MS": use.pool.socketTimeoutMs,
	}
}

callee(topology, call) := {[variable(["CALL", call.to, key]), text(value)] |
	some key, value in {
		"URL": sprintf("https://%s.%s.svc:%d", [call.to, topology.workloads[call.to].namespace, call.port]),
		"TIMEOUT_MS": call.timeoutMs,
		"BULKHEAD": call.bulkhead,
		"OPTIONAL": call.optional,
	}
}

provider(use) := set() if use == null

else := {["PROVIDER_NAME", use.provider], ["PROVIDER_CONNECTIVITY", use.connectivity]} | {[variable(["PROVIDER", operation, key]), text(value)] |
	some operation, limits in use.operations
	some key, value in {"TIMEOUT_MS": limits.timeoutMs, "BULKHEAD": limits.bulkhead, "RETRY_BUDGET_PER_MINUTE": limits.retryBudgetPerMinute}
}

# Where stores and providers are.
hosts(w) := union({
	{[variable(["STORE", use.store, key]), text(value)] |
		some use in w.declared.stores
		database := topology.postgres[use.store]
		some key, value in {
			"HOST": host(database, use.endpoint),
			"PORT": database.port,
			"DATABASE": database.database,
			"AUTH": {"aurora": "iam", "cloudnative-pg": "certificate"}[database.binding],
		}
	},
	{pair |
		uses_kafka(w)
		some kafka in topology.kafka
		some pair in {["KAFKA_BOOTSTRAP", bootstrap(kafka)], ["KAFKA_AUTH", {"msk": "iam", "strimzi": "certificate"}[kafka.binding]]}
	},
	{[variable(["OBJECTS", use.name, "BUCKET"]), topology.objects[use.name].bucket] | some use in w.declared.objects},
	{pair |
		use := w.declared.provider
		some pair in {["PROVIDER_HOSTS", concat(",", addresses(topology, use))], ["PROVIDER_PORT", text(use.port)]}
	},
}) if {
	topology := declared.topology(w.root)
}

# Where a job does its work, and as whom.
place(job) := {
	["PGHOST", host(database, "primary")],
	["PGPORT", text(database.port)],
	["PGDATABASE", database.database],
	["PGUSER", "administrator"],
	["PGSSLMODE", "verify-full"],
	["PGAPPNAME", job.name],
	["PGCONNECT_TIMEOUT", "10"],
	["REGION", topology.region.name],
} | login(database) if {
	job.declared.kind == "database-roles"
	topology := declared.topology(job.root)
	database := topology.postgres[job.declared.store]
}

place(job) := {["KAFKA_BOOTSTRAP", bootstrap(topology.kafka[job.declared.store])], ["REGION", topology.region.name]} if {
	job.declared.kind == "topics"
	topology := declared.topology(job.root)
}

login(database) := {["STORE_AUTH", "iam"], ["PGSSLROOTCERT", "system"]} if database.binding == "aurora"

else := {
	["STORE_AUTH", "certificate"],
	["PGSSLROOTCERT", "/var/run/secrets/tls/ca.crt"],
	["PGSSLCERT", sprintf("/var/run/secrets/payments/postgres-%s.crt", [database.name])],
	["PGSSLKEY", sprintf("/var/run/secrets/payments/postgres-%s.key", [database.name])],
}

# A host that nobody knows yet; in production PT-248 says so.
host(database, endpoint) := object.get(known, endpoint, "") if {
	known := object.get(database, "endpoints", null)
	known != null
} else := pending(database.name)

bootstrap(kafka) := concat(",", [sprintf("%s:%d", [name, kafka.port]) | some name in servers(kafka)])

servers(kafka) := [pending(kafka.name)] if kafka.bootstrap == null

else := kafka.bootstrap

pending(name) := sprintf("%s.pending.invalid", [name])

addresses(topology, use) := use.hosts if count(use.hosts) > 0

else := topology.providers[use.provider].addresses

uses_kafka(w) if count(w.declared.publishes) + count(w.declared.consumes) > 0

# `token-vault` → `TOKEN_VAULT`, as the manifests spell it.
variable(parts) := regex.replace(upper(concat("_", parts)), `[^A-Z0-9]`, "_")

text(value) := sprintf("%v", [value])

deny := report.findings(rule, violations)
