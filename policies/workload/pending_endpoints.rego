# METADATA
# title: Production knows the endpoints of its stores
# description: >-
#   A host that nobody knows yet is written as <store>.pending.invalid, which never resolves. In production that is
#   a service that starts and waits.
# custom:
#   code: PT-248
#   severity: high
#   what_to_do: Have the pipeline write environments/<name>.endpoints.json after Terraform was applied.
#   applies: [kubernetes]
#   expects: production
#   references: [docs/architecture.md]
package payments.workload.pending_endpoints

import data.lib.declared
import data.lib.objects
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := [config | some config in objects.of_kind("ConfigMap"); declared.is_production(config.root)]

violations contains report.problem(config, sprintf("%s '%s'", [key, value]), "the endpoint that Terraform made") if {
	some config in subjects
	some key, value in config.object.data
	contains(value, ".pending.invalid")
}

deny := report.findings(rule, violations)
