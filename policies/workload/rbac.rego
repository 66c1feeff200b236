# METADATA
# title: Nobody may do everything, and no person acts in the card-data environment
# description: >-
#   Wildcards, secrets, ways into pods and nodes, and everything that changes what runs, who is trusted or who may do
#   what make every other boundary optional. Looking at what is no secret, and a few harmless acts, are what is left.
#   Declared access is judged like emitted roles, so that a dangerous right cannot be declared either.
# custom:
#   code: PT-204
#   severity: high
#   what_to_do: Name the resources and verbs that are used; give people no binding in the card-data environment.
#   applies: [kubernetes]
#   expects: access
#   references: [https://kubernetes.io/docs/concepts/security/rbac-good-practices/]
package payments.workload.rbac

import data.lib.declared
import data.lib.objects
import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := array.concat(roles, bindings)

# What a topology declares; PT-279 sees to it that this is what was emitted. Elsewhere what was emitted.
roles := array.concat(
	[thing(right, {"rules": right.right.rules}) | some right in rights],
	[thing(role, role.object) | some kind in ["Role", "ClusterRole"]; some role in foreign(kind)],
)

bindings := array.concat(
	[object.union(thing(right, {"subjects": [right.right.subject], "roleRef": right.right.role}), {"namespace": right.right.namespace}) | some right in rights],
	[object.union(thing(binding, binding.object), {"namespace": binding.namespace}) | some kind in ["RoleBinding", "ClusterRoleBinding"]; some binding in foreign(kind)],
)

rights := [{"root": region.root, "path": region.path, "id": sprintf("access %s/%s", [right.namespace, right.name]), "right": right} |
	some region in declared.regions
	some right in region.topology.access
]

foreign(kind) := [entry | some entry in objects.of_kind(kind); not declared.has_topology(entry.root)]

thing(source, object_) := {"root": source.root, "path": source.path, "id": source.id, "object": object_}

violations contains report.problem(role, sprintf("a wildcard in %s", [field]), "names") if {
	some [role, grant] in grants
	some field in ["apiGroups", "resources", "verbs", "nonResourceURLs"]
	some value in grant[field]
	contains(value, "*")
}

violations contains report.problem(role, "rules that other roles add to", "rules of its own") if {
	some role in roles
	role.object.aggregationRule
}

violations contains report.problem(role, sprintf("%s on %s", [verb, resource]), "only what is no secret, no way in and no power over others") if {
	some [role, grant] in grants
	some verb in grant.verbs
	some resource in grant.resources
	not contains(resource, "*")
	verb != "*"
	some group in grant.apiGroups
	not is_harmless(verb, resource, group, grant)
}

# Whoever reads a secret reads it by name, and asks for tokens of named accounts.
is_harmless("get", "secrets", _, grant) if is_named(grant)

is_harmless("create", "serviceaccounts/token", _, grant) if is_named(grant)

is_harmless(verb, resource, _, _) if {
	verb in {"get", "list", "watch"}
	not resource in {"secrets", "serviceaccounts/token"}
	not is_way_in(resource)
}

# What controllers write about themselves.
is_harmless(_, resource, group, _) if [group, resource] in {["", "events"], ["events.k8s.io", "events"], ["coordination.k8s.io", "leases"]}

is_harmless(verb, resource, _, _) if {
	verb in {"update", "patch"}
	some part in ["/status", "/finalizers"]
	endswith(resource, part)
	not resource in {"nodes/status", "certificatesigningrequests/status"}
}

is_harmless("create", _, group, _) if group in {"authentication.k8s.io", "authorization.k8s.io"}

# Resources of operators: what they may do, their own rules judge.
is_harmless(verb, _, group, _) if {
	contains(group, ".")
	not endswith(group, ".k8s.io")
	not verb in {"bind", "escalate", "impersonate"}
}

is_way_in(resource) if endswith(resource, "/proxy")

is_way_in(resource) if resource in {"pods/exec", "pods/attach", "pods/portforward", "pods/ephemeralcontainers"}

is_named(grant) if {
	count(grant.resourceNames) > 0
	every name in grant.resourceNames { not contains(name, "*") }
}

violations contains report.problem(binding, sprintf("%s '%s'", [subject.kind, subject.name]), "a group of people or an account that somebody named") if {
	some binding in bindings
	some subject in binding.object.subjects
	startswith(subject.name, "system:")
}

violations contains report.problem(binding, sprintf("%s '%s'", [subject.kind, subject.name]), "no person in the card-data environment") if {
	some binding in bindings
	reaches_cde(binding)
	some subject in binding.object.subjects
	subject.kind in {"User", "Group"}
	not startswith(subject.name, "system:")
}

violations contains report.problem(binding, sprintf("the account '%s' of %s", [subject.name, w.id]), "an account that no pod runs as, or kubernetesApi with its reason") if {
	some binding in bindings
	some subject in binding.object.subjects
	subject.kind == "ServiceAccount"
	some w in workloads.in_namespace(binding.root, subject.namespace)
	object.get(w.pod, "serviceAccountName", "default") == subject.name
	is_bare(w)
}

violations contains report.problem(binding, sprintf("the role %s", [binding.object.roleRef.name]), "a role that names what is needed") if {
	some binding in bindings
	binding.object.roleRef.name in {"cluster-admin", "admin", "edit"}
}

grants := [[role, grant] | some role in roles; some grant in role.object.rules]

# Nobody said why this workload talks to the Kubernetes API; a foreign one need not, outside of the card-data environment.
is_bare(w) if {
	declared.has_topology(w.root)
	object.get(workloads.declaration(w), "kubernetesApi", null) == null
}

is_bare(w) if {
	not declared.has_topology(w.root)
	is_cde(w.root, w.namespace)
}

reaches_cde(binding) if binding.namespace == ""

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
