# METADATA
# title: What was declared runs
# description: >-
#   A declared service that nobody emits is an outage that no pod can report. (An emitted one that nobody declared is
#   PT-207.)
# custom:
#   code: PT-201
#   severity: high
#   what_to_do: Emit the object again, or remove the service from the catalog.
#   applies: [kubernetes]
#   expects: workloads
#   references: [docs/architecture.md]
package payments.workload.declared_workloads

import data.lib.plan_pods
import data.lib.planned
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := plan_pods.plans

violations := planned.missing(subjects)

deny := report.findings(rule, violations)
