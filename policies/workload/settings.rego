# METADATA
# title: Settings are what was computed
# description: >-
#   Pools, bulkheads and time-outs are computed so that all replicas together fit the database and the provider. A
#   number edited in a manifest breaks that sum without a word; a region that believes to be primary accepts
#   commands.
# custom:
#   code: PT-249
#   severity: high
#   what_to_do: Emit the planned value; change the catalog if it is wrong.
#   applies: [kubernetes]
#   expects: workloads
#   references: [docs/architecture.md]
package payments.workload.settings

import data.lib.declared
import data.lib.objects
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := [declared.wanted(w, "ConfigMap", w.name) | some w in declared.workloads]

violations contains report.problem(thing, "no such settings", "the ConfigMap of a declared workload") if {
	some thing in subjects
	not objects.exists(thing.root, "ConfigMap", thing.namespace, thing.name)
}

violations contains report.problem(config, sprintf("%s '%s'", [key, seen]), sprintf("'%s' as planned", [planned])) if {
	some thing in subjects
	some config in objects.named(thing.root, "ConfigMap", thing.namespace, thing.name)
	some [key, planned] in plan(thing)
	seen := object.get(config.object, ["data", key], "absent")
	not [key, seen] in plan(thing)
}

violations contains report.problem(config, "a heap that was not planned", heap) if {
	some thing in subjects
	some config in objects.named(thing.root, "ConfigMap", thing.namespace, thing.name)
	heap := sprintf("-Xmx%dm", [thing.declared.jvm.heapMiB])
	not heap in split(object.get(config.object, ["data", "JAVA_TOOL_OPTIONS"], ""), " ")
}

# Pairs, not a map: who calls one service on two ports has two plans under one name.
plan(thing) := union({
	{["REGION_ROLE", role(thing.root)], ["THREADS_MAX", format_int(thing.declared.threads, 10)]},
	{[variable(["STORE", use.store, "ROLE"]), use.role] | some use in thing.declared.stores},
	{[variable(["STORE", use.store, "POOL_SIZE"]), format_int(use.pool.size, 10)] | some use in thing.declared.stores},
	{[variable(["CALL", call.to, "BULKHEAD"]), format_int(call.bulkhead, 10)] | some call in thing.declared.calls},
	{[variable(["CALL", call.to, "TIMEOUT_MS"]), format_int(call.timeoutMs, 10)] | some call in thing.declared.calls},
	{[variable(["PROVIDER", operation, "BULKHEAD"]), format_int(limits.bulkhead, 10)] | some operation, limits in thing.declared.provider.operations},
	{[variable(["PROVIDER", operation, "TIMEOUT_MS"]), format_int(limits.timeoutMs, 10)] | some operation, limits in thing.declared.provider.operations},
})

role(root) := {true: "standby", false: "primary"}[declared.topology(root).region.fenced]

# `token-vault` → `TOKEN_VAULT`, as the manifests spell it.
variable(parts) := regex.replace(upper(concat("_", parts)), `[^A-Z0-9]`, "_")

deny := report.findings(rule, violations)
