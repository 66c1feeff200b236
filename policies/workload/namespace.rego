# METADATA
# title: Every namespace enforces the restricted profile and says its scope
# description: >-
#   Pod Security Admission is the last line when a manifest comes from somewhere else. Scope, segment and tier on
#   the namespace are what a network reviewer and the admission policies read.
# custom:
#   code: PT-235
#   severity: high
#   what_to_do: >-
#     Label the namespace with pod-security.kubernetes.io/enforce: restricted (also audit and warn), tier, segment and
#     scope.
#   applies: [kubernetes]
#   expects: segments
#   references: [https://kubernetes.io/docs/concepts/security/pod-security-admission/]
package payments.workload.namespace

import data.lib.declared
import data.lib.objects
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := array.concat(wanted, objects.of_kind("Namespace"))

wanted := [thing |
	some segment in declared.segments
	thing := object.union(declared.wanted(segment, "Namespace", segment.namespace), {"id": concat("/", ["Namespace", segment.namespace])})
]

violations contains report.problem(thing, "no such namespace", "the namespace of a declared segment") if {
	some thing in wanted
	not objects.exists(thing.root, "Namespace", "", thing.name)
}

violations contains report.problem(namespace, sprintf("pod-security.kubernetes.io/%s: %s", [mode, level]), "restricted") if {
	some namespace in objects.of_kind("Namespace")
	some mode in ["enforce", "audit", "warn"]
	level := object.get(labels(namespace), concat("/", ["pod-security.kubernetes.io", mode]), "absent")
	level != "restricted"
}

violations contains report.problem(namespace, sprintf("label %s '%s'", [key, seen]), sprintf("'%v' as declared", [plan])) if {
	some thing in wanted
	some namespace in objects.named(thing.root, "Namespace", "", thing.name)
	some key, plan in {"tier": thing.declared.tier, "segment": thing.declared.name, "scope": thing.declared.scope}
	seen := object.get(labels(namespace), concat("/", ["payment-topology.dev", key]), "absent")
	seen != sprintf("%v", [plan])
}

# A pinned version forgets what later ones refuse.
violations contains report.problem(namespace, sprintf("pod-security.kubernetes.io/%s-version: %s", [mode, version]), "latest") if {
	some namespace in objects.of_kind("Namespace")
	some mode in ["enforce", "audit", "warn"]
	version := object.get(labels(namespace), sprintf("pod-security.kubernetes.io/%s-version", [mode]), "latest")
	version != "latest"
}

labels(namespace) := object.get(namespace.object, ["metadata", "labels"], {})

deny := report.findings(rule, violations)
