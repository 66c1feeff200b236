# METADATA
# title: Roles and topics are made by a job that does what the topology says, and nothing more
# description: >-
#   What no resource makes is made by a job that can run again, as the administrator. Each statement of its script is
#   computed from the topology and compared in order, so that a grant to somebody else or a wider one is seen; the shell
#   around it is the one that was reviewed, known by its hash.
# custom:
#   code: PT-274
#   severity: high
#   what_to_do: Emit the Job with its ConfigMap from the same topology; after a review, write the new hash into this rule.
#   applies: [kubernetes]
#   expects: jobs
#   references: [docs/architecture.md, https://www.postgresql.org/docs/current/sql-grant.html]
package payments.workload.store_jobs

import data.lib.database_rights
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

violations contains report.problem(config, sprintf("files %s", [concat(", ", seen)]), concat(", ", files[job.declared.kind])) if {
	some [job, config] in scripts
	seen := union({object.keys(object.get(config.object, field, {})) | some field in ["data", "binaryData"]})
	seen != files[job.declared.kind]
}

violations contains report.problem(config, sprintf("%s with another text (sha256 %s…)", [file, substring(hash, 0, 12)]), "the text that was reviewed") if {
	some [job, config] in scripts
	some file, known in reviewed[job.declared.kind]
	hash := crypto.sha256(config.object.data[file])
	hash != known
}

violations contains report.problem(config, sprintf("the statement '%s'", [line]), "what the topology gives to each role") if {
	some [config, seen, plan] in statements
	some line in ({text | some text in seen} - {text | some text in plan})
}

violations contains report.problem(config, "a script without a statement", line) if {
	some [config, seen, plan] in statements
	some line in ({text | some text in plan} - {text | some text in seen})
}

violations contains report.problem(config, "statements in another order", "everything taken away first, then given") if {
	some [config, seen, plan] in statements
	seen != plan
	{text | some text in seen} == {text | some text in plan}
}

# Topics are compared by PT-270.
files := {"database-roles": {"run.sh", "roles.sql"}, "topics": {"run.sh", "client.properties", "topics.txt"}}

# What does not depend on the topology, by sha256.
reviewed := {
	"database-roles": {"run.sh": "40fbadd6e7a0b6f8daa1eaaafd816c0b6ffd53bf7a6e8d8e7a9a7ea06c86880c"},
	"topics": {
		"run.sh": "c30418207cbc3b61830ad7099972261a841db8283a37305e4d7d74de0d89361e",
		"client.properties": "0b6b78f77ee96da1b6d9fed1f8b57ae4545b505b3d723dad83dd6f04dbd48b95",
	},
}

scripts := [[job, config] |
	some job in subjects
	some config in objects.named(job.root, "ConfigMap", job.namespace, job.name)
]

statements := [[config, seen, database_rights.statements(declared.topology(job.root), job.declared.store)] |
	some [job, config] in scripts
	seen := database_rights.lines(config.object.data["roles.sql"])
]

deny := report.findings(rule, violations)
