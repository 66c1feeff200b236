# METADATA
# title: Every workload runs as itself
# description: >-
#   The default account, or one that two workloads share, gives each the database roles, topics and secrets of the
#   other, and an audit log that cannot tell them apart. The account of the secret sync is no pod's; an annotation
#   with the role of another is that other at AWS.
# custom:
#   code: PT-202
#   severity: high
#   what_to_do: Give the workload a ServiceAccount of its own in its namespace and name it in serviceAccountName.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/concepts/security/service-accounts/]
package payments.workload.service_account

import data.lib.declared
import data.lib.objects
import data.lib.planned
import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

kinds := ["ServiceAccount"]

subjects := array.concat(workloads.all, accounts)

accounts := planned.emitted(["ServiceAccount"])

violations contains violation if some violation in planned.violations(plans, kinds)

violations contains report.problem(w, sprintf("service account '%s'", [account(w)]), sprintf("'%s'", [w.name])) if {
	some w in workloads.all
	workloads.declaration(w)
	account(w) != w.name
}

violations contains report.problem(w, "the default service account", "an account of its own") if {
	some w in foreign
	account(w) == "default"
}

violations contains report.problem(w, sprintf("service account '%s', which does not exist", [account(w)]), "a ServiceAccount in its namespace") if {
	some w in foreign
	account(w) != "default"
	not objects.exists(w.root, "ServiceAccount", w.namespace, account(w))
}

violations contains report.problem(w, sprintf("service account '%s', which %s uses too", [account(w), other.id]), "an account of its own") if {
	some w in foreign
	account(w) != "default"
	some other in object.get(users, concat("|", [w.root, w.namespace, account(w)]), [])
	other.id != w.id
}

violations contains report.problem(entry, sprintf("the role '%s'", [seen]), sprintf("'%s'", [wanted])) if {
	some entry in accounts
	seen := object.get(entry.object, ["metadata", "annotations", role_annotation], "none")
	wanted := object.get(roles, [entry.root, entry.id], "none")
	seen != wanted
}

# One for the pods, and one for the secret sync where there is something to sync.
plans := [planned.of(holder, "ServiceAccount", holder.namespace, name, {"automountServiceAccountToken": mounts}) |
	some holder in array.concat(declared.workloads, declared.jobs)
	some name, mounts in object.union(
		{holder.name: object.get(holder.declared, "kubernetesApi", null) != null},
		{sync: false | sync := sprintf("%s-secrets", [holder.name]); speaks(holder.root, holder.namespace, sync)},
	)
]

# The secret sync may ask for its tokens.
speaks(root, namespace, name) if {
	some right in declared.topology(root).access
	some grant in right.rules
	right.namespace == namespace
	name in grant.resourceNames
	"serviceaccounts/token" in grant.resources
}

roles[holder.root][id] := arn if {
	some holder in array.concat(declared.workloads, declared.jobs)
	count(holder.declared.secrets) > 0
	topology := declared.topology(holder.root)
	topology.environment.bindings.secrets == "aws"
	id := sprintf("ServiceAccount/%s/%s-secrets", [holder.namespace, holder.name])
	arn := sprintf("arn:aws:iam::%s:role/%s-%s-%s-secrets", [topology.environment.cloud.account, topology.environment.name, topology.region.name, holder.name])
}

role_annotation := "eks.amazonaws.com/role-arn"

foreign := [w | some w in workloads.all; not workloads.declaration(w)]

users := {key: found |
	some key in {used.key | some used in uses}
	found := [used.workload | some used in uses; used.key == key]
}

uses := [{"key": concat("|", [w.root, w.namespace, account(w)]), "workload": w} | some w in workloads.all]

account(w) := object.get(w.pod, "serviceAccountName", "default")

deny := report.findings(rule, violations)
