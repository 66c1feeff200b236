# METADATA
# title: Nobody may do everything, and no person acts in the card-data environment
# description: >-
#   Wildcards, listing secrets, running commands in pods, and verbs that hand out rights (bind, escalate,
#   impersonate) each make every other boundary optional.
# custom:
#   code: PT-204
#   severity: high
#   what_to_do: Name the resources and verbs that are used; give people no binding in the card-data environment.
#   applies: [kubernetes]
#   references: [https://kubernetes.io/docs/concepts/security/rbac-good-practices/]
package payments.workload.rbac

import data.lib.declared
import data.lib.objects
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := array.concat(roles, bindings)

roles := array.concat(objects.of_kind("Role"), objects.of_kind("ClusterRole"))

bindings := array.concat(objects.of_kind("RoleBinding"), objects.of_kind("ClusterRoleBinding"))

violations contains report.problem(role, sprintf("a wildcard in %s", [field]), "names") if {
	some [role, grant] in grants
	some field in ["apiGroups", "resources", "verbs"]
	"*" in grant[field]
}

violations contains report.problem(role, sprintf("%s on secrets", [verb]), "get of named secrets") if {
	some [role, grant] in grants
	"secrets" in grant.resources
	some verb in grant.verbs
	verb in {"list", "watch", "deletecollection"}
}

violations contains report.problem(role, "get on every secret", "resourceNames") if {
	some [role, grant] in grants
	"secrets" in grant.resources
	"get" in grant.verbs
	count(object.get(grant, "resourceNames", [])) == 0
}

violations contains report.problem(role, sprintf("access to %s", [resource]), "no way into running pods") if {
	some [role, grant] in grants
	some resource in grant.resources
	resource in {"pods/exec", "pods/attach", "pods/portforward", "pods/ephemeralcontainers", "nodes/proxy"}
}

violations contains report.problem(role, "tokens of every service account", "resourceNames") if {
	some [role, grant] in grants
	"serviceaccounts/token" in grant.resources
	count(object.get(grant, "resourceNames", [])) == 0
}

violations contains report.problem(role, sprintf("the verb %s", [verb]), "no verb that hands out rights") if {
	some [role, grant] in grants
	some verb in grant.verbs
	verb in {"bind", "escalate", "impersonate"}
}

violations contains report.problem(binding, sprintf("%s '%s'", [subject.kind, subject.name]), "no person in the card-data environment") if {
	some binding in bindings
	reaches_cde(binding)
	some subject in binding.object.subjects
	subject.kind in {"User", "Group"}
}

violations contains report.problem(binding, "the role cluster-admin", "a role that names what is needed") if {
	some binding in bindings
	binding.object.roleRef.name == "cluster-admin"
}

violations contains report.problem(role, "a role that nobody has", "a binding, or no role") if {
	some role in objects.of_kind("Role")
	declared.has_topology(role.root)
	not [role.root, role.namespace, role.name] in bound
}

bound := {[binding.root, binding.namespace, binding.object.roleRef.name] | some binding in bindings}

grants := [[role, grant] | some role in roles; some grant in role.object.rules]

reaches_cde(binding) if binding.kind == "ClusterRoleBinding"

reaches_cde(binding) if is_cde(binding.root, binding.namespace)

is_cde(root, namespace) if {
	some segment in declared.topology(root).segments
	segment.namespace == namespace
	segment.scope == "cde"
}

is_cde(root, namespace) if {
	some entry in objects.named(root, "Namespace", "", namespace)
	entry.object.metadata.labels["payment-topology.dev/scope"] == "cde"
}

deny := report.findings(rule, violations)
