# METADATA
# title: Roles and topics are made by a job that carries every declared one
# description: >-
#   What no resource makes is made by a job that can run again. A role that its script lacks is a service that
#   cannot log in; the job and its script are found together or not at all.
# custom:
#   code: PT-274
#   severity: high
#   what_to_do: Emit the Job with its ConfigMap, mounted, from the same topology.
#   applies: [kubernetes]
#   expects: jobs
#   references: [docs/architecture.md]
package payments.workload.store_jobs

import data.lib.declared
import data.lib.objects
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := [declared.wanted(job, "Job", job.name) | some job in declared.jobs]

violations contains report.problem(job, "no ConfigMap with its script", concat("/", ["ConfigMap", job.namespace, job.name])) if {
	some job in subjects
	not objects.exists(job.root, "ConfigMap", job.namespace, job.name)
}

violations contains report.problem(job, "a job that never gives up", "backoffLimit and activeDeadlineSeconds") if {
	some job in subjects
	some entry in objects.named(job.root, "Job", job.namespace, job.name)
	count(object.keys(entry.object.spec) & {"backoffLimit", "activeDeadlineSeconds"}) < 2
}

violations contains report.problem(job, sprintf("a script without the role %s", [role.role]), sprintf("the role of %s", [role.service])) if {
	some job in subjects
	job.declared.kind == "database-roles"
	some config in objects.named(job.root, "ConfigMap", job.namespace, job.name)
	some role in declared.topology(job.root).postgres[job.declared.store].roles
	not contains(concat("\n", [text | some text in config.object.data]), sprintf("\"%s\"", [role.role]))
}

deny := report.findings(rule, violations)
