# METADATA
# title: Who decides about money reads the primary
# description: A replica answers with the past. A decision on a balance that is two seconds old pays out twice.
# custom:
#   code: PT-277
#   severity: high
#   what_to_do: Point the service to the primary; a replica is for services that may be stale.
#   applies: [kubernetes]
#   expects: workloads
#   references: [docs/architecture.md]
package payments.workload.primary_reads

import data.lib.declared
import data.lib.objects
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := [object.union(config, {"money": w.declared.money, "stores": w.declared.stores}) |
	some w in declared.workloads
	some config in objects.named(w.root, "ConfigMap", w.namespace, sprintf("%s-endpoints", [w.name]))
]

violations contains report.problem(config, sprintf("the replica of %s (%s)", [use.store, endpoints.replica]), sprintf("the primary, %s", [endpoints.primary])) if some [config, use, endpoints] in found

# Root, namespace and name of the settings, and the host that stands in them.
replicas := {[config.root, config.namespace, config.name, endpoints.replica] | some [config, _, endpoints] in found}

found := [[config, use, endpoints] |
	some config in subjects
	config.money != "none"
	some use in config.stores
	endpoints := declared.topology(config.root).postgres[use.store].endpoints
	endpoints.replica in {value | some value in config.object.data}
]

deny := report.findings(rule, violations)
