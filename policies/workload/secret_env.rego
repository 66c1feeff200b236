# METADATA
# title: No secret is an environment variable
# description: >-
#   The environment is inherited by children, printed by crash reports and readable through /proc. It counts
#   wherever it is set: `env`, `envFrom`, init and ephemeral containers.
# custom:
#   code: PT-240
#   severity: high
#   what_to_do: Mount the secret as a file.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/concepts/configuration/secret/]
package payments.workload.secret_env

import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := workloads.all

violations contains report.problem(w, sprintf("variable %s of %s from secret '%s'", [variable.name, workloads.container_of(container), secret]), "a file") if {
	some w in subjects
	some container in w.containers
	some variable in container.env
	secret := variable.valueFrom.secretKeyRef.name
}

violations contains report.problem(w, sprintf("all variables of %s from secret '%s'", [workloads.container_of(container), secret]), "files") if {
	some w in subjects
	some container in w.containers
	some source in container.envFrom
	secret := source.secretRef.name
}

deny := report.findings(rule, violations)
