# METADATA
# title: An image stays what it was, and is looked at when it arrives
# description: >-
#   A tag that can be moved makes yesterday's review say nothing about today's image. A scan on push finds what is known to be wrong
#   before anything runs it.
# custom:
#   code: PT-566
#   severity: high
#   what_to_do: Set image_tag_mutability IMMUTABLE and scan_on_push true, or scan the whole registry.
#   applies: [terraform]
#   expects: cloud_repositories
#   references: [https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html]
package payments.terraform.registry

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := tf.all("aws_ecr_repository")

violations contains report.problem(repository, "tags that can be moved", "image_tag_mutability IMMUTABLE") if {
	some repository in subjects
	repository.body.image_tag_mutability != "IMMUTABLE"
}

violations contains report.problem(repository, "tags that can be moved", "image_tag_mutability IMMUTABLE") if {
	some repository in subjects
	not repository.body.image_tag_mutability
}

violations contains report.problem(repository, "no scan of what is pushed", "scan_on_push true") if {
	some repository in subjects
	not true in tf.at(repository.body, "image_scanning_configuration.scan_on_push")
	not is_scanned(repository.root)
}

deny := report.findings(rule, violations)

# A registry may scan all of its repositories by itself.
is_scanned(root) if {
	some scanning in tf.all("aws_ecr_registry_scanning_configuration")
	scanning.root == root
	some r in tf.at(scanning.body, "rule")
	r.scan_frequency in {"SCAN_ON_PUSH", "CONTINUOUS_SCAN"}
	"*" in tf.at(r, "repository_filter.filter")
}
