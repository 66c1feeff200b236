# METADATA
# title: Images come from the registry of the environment
# description: >-
#   What runs next to card data was scanned, signed and copied into the registry of the environment; anything else
#   was not.
# custom:
#   code: PT-233
#   severity: high
#   what_to_do: Copy the image to the registry of the environment and name it there.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/concepts/containers/images/]
package payments.workload.image_registry

import data.lib.declared
import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := [w | some w in workloads.all; declared.has_topology(w.root)]

violations contains report.problem(w, sprintf("image %s of %s", [container.image, workloads.container_of(container)]), sprintf("one from %s", [registry])) if {
	some w in subjects
	registry := declared.topology(w.root).environment.registry
	some container in w.containers
	not startswith(container.image, concat("", [registry, "/"]))
}

deny := report.findings(rule, violations)
