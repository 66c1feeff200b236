# METADATA
# title: Nothing that was written looks like a secret
# description: >-
#   A password in a ConfigMap, a variable or an argument is a secret that nobody rotates. Names that end in
#   password, secret, token or key, and values that are keys by their shape, are taken for secrets. Keys are looked
#   for in every field of every document, Terraform's too, and in base64.
# custom:
#   code: PT-243
#   severity: high
#   what_to_do: Sync the value from the secret manager and mount it as a file; a path or a name of a file is fine.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/concepts/configuration/configmap/]
package payments.workload.secret_values

import data.lib.objects
import data.lib.report
import data.lib.sensitive
import data.lib.texts
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := array.concat(array.concat(settings, variables), texts.all)

violations contains report.problem(setting.owner, sprintf("'%s' that looks like %s", [setting.key, kind]), "a file from the secret manager") if {
	some setting in array.concat(settings, variables)
	kind := sensitive.looks_like(setting.key, setting.value)
}

violations contains report.problem(document, sprintf("%s somewhere in it", [kind]), "a file from the secret manager") if {
	some document in texts.all
	kind := sensitive.key_in(document.text)
	not [document.root, document.id] in owners
}

owners := {[setting.root, setting.owner.id] | some setting in array.concat(settings, variables); sensitive.looks_like(setting.key, setting.value)}

settings := [{"root": config.root, "owner": config, "key": key, "value": value} |
	some config in objects.of_kind("ConfigMap")
	some key, value in config.object.data
	is_string(value)
]

variables := [{"root": w.root, "owner": w, "key": setting.key, "value": setting.value} |
	some w in workloads.all
	some container in w.containers
	some setting in array.concat(
		[{"key": variable.name, "value": variable.value} | some variable in container.env; is_string(variable.value)],
		[{"key": "argument", "value": argument} | some field in ["command", "args"]; some argument in container[field]],
	)
]

deny := report.findings(rule, violations)
