# METADATA
# title: A worker that moves money holds the lease that was declared
# description: >-
#   Two workers that both believe to be the one pay twice. The time-to-live is more than three renewals, so that a
#   missed one does not move the lease.
# custom:
#   code: PT-228
#   severity: high
#   what_to_do: Emit LEASE_NAME, LEASE_TTL_SECONDS, LEASE_RENEW_SECONDS and LEASE_RELEASE_SECONDS of the declared lease in the ConfigMap of the worker.
#   applies: [kubernetes]
#   expects: leases
#   references: [docs/architecture.md]
package payments.workload.lease

import data.lib.declared
import data.lib.objects
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := [declared.wanted(w, "ConfigMap", w.name) | some w in declared.workloads; w.declared.lease != null]

violations contains report.problem(worker, sprintf("%s '%s'", [key, seen]), sprintf("'%s' as declared", [planned])) if {
	some worker in subjects
	some key, planned in settings(worker.declared.lease)
	some seen in seen_values(worker, key)
	seen != planned
}

violations contains report.problem(worker, sprintf("a time-to-live of %d s with renewal each %d s", [lease.ttlSeconds, lease.renewSeconds]), "more than three renewals") if {
	some worker in subjects
	lease := worker.declared.lease
	lease.ttlSeconds <= 3 * lease.renewSeconds
}

settings(lease) := {
	"LEASE_NAME": lease.name,
	"LEASE_TTL_SECONDS": format_int(lease.ttlSeconds, 10),
	"LEASE_RENEW_SECONDS": format_int(lease.renewSeconds, 10),
	"LEASE_RELEASE_SECONDS": format_int(lease.releaseSeconds, 10),
}

seen_values(worker, key) := {object.get(config.object, ["data", key], "absent") |
	some config in objects.named(worker.root, "ConfigMap", worker.namespace, worker.name)
}

deny := report.findings(rule, violations)
