# METADATA
# title: State is kept encrypted, locked and in the region it describes
# description: >-
#   Two applies at a time destroy a state without a lock; a state in the other region cannot be read when that region is gone, which is when
#   it is needed. A local state belongs to one laptop.
# custom:
#   code: PT-580
#   severity: high
#   what_to_do: Use an s3 backend in the region of the stack, with encrypt true and use_lockfile true.
#   applies: [terraform]
#   expects: cloud_clusters
#   references: [https://developer.hashicorp.com/terraform/language/backend/s3]
package payments.terraform.state_backend

import data.lib.declared
import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

# Every module that makes something keeps a state.
subjects := [setting | some setting in tf.settings; setting.body.backend]

violations contains report.problem(setting, "no backend", "an s3 backend") if {
	some setting in tf.settings
	declared.has_topology(setting.root)
	not setting.body.backend
}

violations contains report.problem(backend, "a state that two may write at once", "use_lockfile true, or a lock table") if {
	some backend in s3
	not is_locked(backend)
}

violations contains report.problem(backend, "a state in clear", "encrypt true") if {
	some backend in s3
	not true in tf.at(backend.body, "encrypt")
}

violations contains report.problem(backend, sprintf("state in %s", [backend.body.region]), sprintf("state in %s", [region])) if {
	some backend in s3
	region := declared.topology(backend.root).region.name
	backend.body.region != region
}

violations contains report.problem(backend, "state outside of s3", "an s3 backend") if {
	some backend in tf.backends
	declared.has_topology(backend.root)
	backend.name != "s3"
}

violations contains report.problem(backend, "state on one machine", "a backend that others reach") if {
	some backend in tf.backends
	backend.name == "local"
	not declared.has_topology(backend.root)
}

deny := report.findings(rule, violations)

s3 := [backend | some backend in tf.backends; backend.name == "s3"]

is_locked(backend) if true in tf.at(backend.body, "use_lockfile")

is_locked(backend) if backend.body.dynamodb_table
