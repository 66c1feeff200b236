# METADATA
# title: Every object is of a version that the API server serves
# description: >-
#   What stands under a version that is no longer served is refused when it is applied, and a policy that was refused
#   protects nobody. Rules do not take it for the object that it looks like.
# custom:
#   code: PT-208
#   severity: high
#   what_to_do: Write the object in the served version.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/reference/using-api/deprecation-guide/]
package payments.workload.served_versions

import data.lib.declared
import data.lib.kinds
import data.lib.objects
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := objects.all

violations contains report.problem(entry, sprintf("version %s", [version]), concat(" or ", wanted)) if {
	some entry in subjects
	version := kinds.part(entry.object.apiVersion).version
	wanted := versions(entry)
	count(wanted) > 0
	not version in wanted
}

# A region is written in one of them.
versions(entry) := array.slice(kinds.versions(entry.object.apiVersion, entry.object.kind), 0, 1) if declared.has_topology(entry.root)

else := kinds.versions(entry.object.apiVersion, entry.object.kind)

deny := report.findings(rule, violations)
