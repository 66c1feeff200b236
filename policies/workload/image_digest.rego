# METADATA
# title: Images are named by what they are, not by what they are called
# description: >-
#   A tag can be moved after the review. In production an image is a digest, written by the pipeline that built it;
#   elsewhere it is at least not "latest".
# custom:
#   code: PT-234
#   severity: high
#   what_to_do: Have the pipeline write the digest into environments/<name>.images.json.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/concepts/containers/images/#image-names]
package payments.workload.image_digest

import data.lib.declared
import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := workloads.all

violations contains report.problem(w, sprintf("image %s of %s", [container.image, workloads.container_of(container)]), "a digest") if {
	some w in subjects
	declared.is_production(w.root)
	some container in w.containers
	not regex.match(`@sha256:[0-9a-f]{64}$`, container.image)
}

violations contains report.problem(w, sprintf("image %s of %s", [container.image, workloads.container_of(container)]), "a version or a digest") if {
	some w in subjects
	not declared.is_production(w.root)
	some container in w.containers
	is_moving(container.image)
}

violations contains report.problem(w, sprintf("image %s", [container.image]), sprintf("digest %s as declared", [digest])) if {
	some w in subjects
	digest := workloads.declaration(w).image.digest
	digest != null
	some container in w.containers
	container.name == w.name
	not endswith(container.image, digest)
}

is_moving(image) if endswith(image, ":latest")

is_moving(image) if not regex.match(`(:[^/]+|@sha256:[0-9a-f]{64})$`, image)

deny := report.findings(rule, violations)
