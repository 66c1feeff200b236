# METADATA
# title: Every workload runs as itself
# description: >-
#   The default account, or one that two workloads share, gives each the database roles, topics and secrets of the
#   other, and an audit log that cannot tell them apart.
# custom:
#   code: PT-202
#   severity: high
#   what_to_do: Give the workload a ServiceAccount of its own in its namespace and name it in serviceAccountName.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/concepts/security/service-accounts/]
package payments.workload.service_account

import data.lib.objects
import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := workloads.all

violations contains report.problem(w, "the default service account", "an account of its own") if {
	some w in subjects
	account(w) == "default"
}

violations contains report.problem(w, sprintf("service account '%s', which does not exist", [account(w)]), "a ServiceAccount in its namespace") if {
	some w in subjects
	account(w) != "default"
	not objects.exists(w.root, "ServiceAccount", w.namespace, account(w))
}

violations contains report.problem(w, sprintf("service account '%s', which %s uses too", [account(w), other.id]), "an account of its own") if {
	some w in subjects
	account(w) != "default"
	some other in object.get(users, concat("|", [w.root, w.namespace, account(w)]), [])
	other.id != w.id
}

users := {key: found |
	some key in {used.key | some used in uses}
	found := [used.workload | some used in uses; used.key == key]
}

uses := [{"key": concat("|", [w.root, w.namespace, account(w)]), "workload": w} | some w in subjects]

account(w) := object.get(w.pod, "serviceAccountName", "default")

deny := report.findings(rule, violations)
