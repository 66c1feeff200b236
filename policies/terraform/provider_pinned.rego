# METADATA
# title: Providers are pinned, and work in one account and region only
# description: >-
#   A provider that moves by itself changes what a plan means between review and apply. Credentials of the wrong account build a second
#   platform instead of failing, unless the provider knows which accounts are allowed.
# custom:
#   code: PT-582
#   severity: high
#   what_to_do: Pin each provider to one version, and set region and allowed_account_ids of the aws provider.
#   applies: [terraform]
#   expects: cloud_clusters
#   references: [https://developer.hashicorp.com/terraform/language/providers/requirements]
package payments.terraform.provider_pinned

import data.lib.declared
import data.lib.documents
import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := array.concat(required, providers)

violations contains report.problem(provider, sprintf("version %v", [version]), "one version") if {
	some provider in required
	version := object.get(provider.body, "version", "not written")
	not regex.match(`^=? ?[0-9]+\.[0-9]+\.[0-9]+$`, version)
}

violations contains report.problem(provider, "any account", "allowed_account_ids") if {
	some provider in aws
	count(object.get(provider.body, "allowed_account_ids", [])) == 0
}

violations contains report.problem(provider, sprintf("accounts %v", [concat(", ", provider.body.allowed_account_ids)]), sprintf("account %s", [account])) if {
	some provider in aws
	account := declared.topology(provider.root).environment.cloud.account
	provider.body.allowed_account_ids != [account]
	count(provider.body.allowed_account_ids) > 0
}

violations contains report.problem(provider, sprintf("region %v", [provider.body.region]), sprintf("region %s", [region])) if {
	some provider in aws
	not provider.body.alias
	region := declared.topology(provider.root).region.name
	provider.body.region != region
}

deny := report.findings(rule, violations)

required := [tf.entry(setting, concat(" ", ["required provider", name]), name, body) |
	some setting in tf.settings
	some group in tf.blocks(setting.body.required_providers)
	some name, body in group
	is_object(body)
]

providers := [tf.entry(document, concat(" ", ["provider", name]), name, body) |
	some document in documents.terraform
	some group in tf.blocks(document.json.provider)
	some name, written in group
	some body in tf.blocks(written)
]

aws := [provider | some provider in providers; provider.name == "aws"]
