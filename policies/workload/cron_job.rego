# METADATA
# title: Nothing that moves money runs as a CronJob
# description: >-
#   A CronJob has no lease and no fencing: it may run twice, late or never, and nobody knows whether the last run
#   finished. Work that moves or decides about money is a worker with a lease.
# custom:
#   code: PT-227
#   severity: high
#   what_to_do: Make it a worker with a lease; a CronJob is for tiers 3 and 4.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#job-creation]
package payments.workload.cron_job

import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := workloads.all

violations contains report.problem(w, sprintf("a CronJob of tier %d", [w.tier]), "a worker with a lease") if {
	some w in subjects
	w.kind == "CronJob"
	w.tier <= 2
}

deny := report.findings(rule, violations)
