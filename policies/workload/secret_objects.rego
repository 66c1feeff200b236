# METADATA
# title: No manifest holds a secret
# description: >-
#   What is written to a folder is committed, mailed and kept. Secrets come from the secret manager, through an
#   ExternalSecret that names them.
# custom:
#   code: PT-242
#   severity: high
#   what_to_do: Remove the Secret; put the value into the secret manager and sync it.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/concepts/configuration/secret/]
package payments.workload.secret_objects

import data.lib.declared
import data.lib.objects
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := objects.all

violations contains report.problem(secret, sprintf("%d values", [count(values)]), "an ExternalSecret") if {
	some secret in objects.of_kind("Secret")
	values := object.keys(object.union(object.get(secret.object, "data", {}), object.get(secret.object, "stringData", {})))
	count(values) > 0
}

# The cluster writes a token without end into it.
violations contains report.problem(secret, "a token of a service account", "no Secret: tokens are asked for and end") if {
	some secret in objects.of_kind("Secret")
	not declared.has_topology(secret.root)
	secret.object.type == "kubernetes.io/service-account-token"
}

deny := report.findings(rule, violations)
