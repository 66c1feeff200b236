# METADATA
# title: Rights at the Kubernetes API are those that the topology declares
# description: >-
#   A role or binding that nobody declared is a right that nobody reviewed, whatever it says; a declared one that is
#   missing is somebody who cannot work. Roles, bindings and subjects are compared with `access`, both ways.
# custom:
#   code: PT-279
#   severity: high
#   what_to_do: Emit the roles and bindings of the declared access again; declare the right with its reason if it is needed.
#   applies: [kubernetes]
#   expects: access
#   references: [https://kubernetes.io/docs/reference/access-authn-authz/rbac/]
package payments.workload.access

import data.lib.declared
import data.lib.planned
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := array.concat(plans, planned.emitted(kinds))

kinds := ["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"]

violations := planned.violations(plans, kinds)

plans := array.concat(array.concat(own, bindings), [role | some role in shared])

own := [planned.of(region, "Role", right.namespace, right.role.name, {"rules": right.rules}) |
	some [region, right] in rights
	right.role.kind == "Role"
]

# Bound in many namespaces, emitted once.
shared := {planned.of(region, "ClusterRole", "", right.role.name, {"rules": right.rules}) |
	some [region, right] in rights
	right.role.kind == "ClusterRole"
}

bindings := [planned.of(region, "RoleBinding", right.namespace, right.name, {
	"roleRef": object.union({"apiGroup": group}, right.role),
	"subjects": [object.union({"apiGroup": {"Group": group, "ServiceAccount": ""}[right.subject.kind]}, right.subject)],
}) |
	some [region, right] in rights
]

group := "rbac.authorization.k8s.io"

rights := [[region, right] | some region in declared.regions; some right in region.topology.access]

deny := report.findings(rule, violations)
