# METADATA
# title: No stack reads the state of another region
# description: >-
#   A standby that reads the primary's state cannot be planned when the primary is gone. What it must know of the other region is a name or
#   an ARN that can be computed.
# custom:
#   code: PT-581
#   severity: high
#   what_to_do: Compute the name, or take it as a variable.
#   applies: [terraform]
#   expects: cloud_clusters
#   references: [https://developer.hashicorp.com/terraform/language/state/remote-state-data]
package payments.terraform.remote_state

import data.lib.declared
import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := [source | some source in tf.sources.terraform_remote_state]

violations contains report.problem(source, sprintf("the state %s in %s", [config.key, config.region]), sprintf("state of %s", [region])) if {
	some source in subjects
	region := declared.topology(source.root).region.name
	some config in tf.blocks(source.body.config)
	some stranger in [config.region != region, not_of(config.key, region)]
	stranger
}

deny := report.findings(rule, violations)

not_of(key, region) if not region in split(key, "/")

else := false
