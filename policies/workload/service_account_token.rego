# METADATA
# title: A token for the Kubernetes API is mounted only where a reason was declared
# description: A mounted token turns code execution in one pod into a seat at the Kubernetes API.
# custom:
#   code: PT-203
#   severity: high
#   what_to_do: >-
#     Set automountServiceAccountToken: false, or declare kubernetesApi with its reason on the service.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/]
package payments.workload.service_account_token

import data.lib.objects
import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := workloads.all

violations contains report.problem(w, "a mounted token of the Kubernetes API", "automountServiceAccountToken: false") if {
	some w in subjects
	not is_allowed(w)
	mounts(w)
}

violations contains report.problem(w, sprintf("a projected token in volume '%s'", [volume.name]), "no token") if {
	some w in subjects
	not is_allowed(w)
	some volume in w.pod.volumes
	some source in volume.projected.sources
	source.serviceAccountToken
}

is_allowed(w) if workloads.declaration(w).kubernetesApi != null

# What the pod says beats what its account says.
mounts(w) if object.get(w.pod, "automountServiceAccountToken", account_mounts(w))

default account_mounts(_) := true

account_mounts(w) := false if {
	some account in objects.named(w.root, "ServiceAccount", w.namespace, object.get(w.pod, "serviceAccountName", "default"))
	account.object.automountServiceAccountToken == false
}

deny := report.findings(rule, violations)
