# METADATA
# title: Every namespace has limits for pods that name none
# description: >-
#   A pod that somebody starts by hand or that a controller adds must not take a node for itself, and must not be
#   refused by the quota for having no request.
# custom:
#   code: PT-261
#   severity: medium
#   what_to_do: Emit the LimitRange of the segment with default, defaultRequest and max for containers.
#   applies: [kubernetes]
#   expects: segments
#   references: [https://kubernetes.io/docs/concepts/policy/limit-range/]
package payments.workload.limit_range

import data.lib.declared
import data.lib.objects
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := [object.union(segment, {"id": sprintf("LimitRange/%s/containers", [segment.namespace])}) | some segment in declared.segments]

violations contains report.problem(segment, "no limit range", "one with default and defaultRequest for containers") if {
	some segment in subjects
	not has_defaults(segment)
}

has_defaults(segment) if {
	some entry in objects.in_namespace(segment.root, "LimitRange", segment.namespace)
	some limit in entry.object.spec.limits
	limit.type == "Container"
	limit.defaultRequest.cpu
	limit.defaultRequest.memory
	limit["default"].memory
}

deny := report.findings(rule, violations)
