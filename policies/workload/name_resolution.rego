# METADATA
# title: A pod resolves names as the cluster does
# description: >-
#   A host named in the pod, or a resolver of its own, sends a call for a bank or a store to whatever address somebody
#   wrote, past every policy and every log that goes by names.
# custom:
#   code: PT-269
#   severity: high
#   what_to_do: Remove hostAliases, dnsConfig and dnsPolicy; names belong to the cluster's DNS.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/]
package payments.workload.name_resolution

import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := workloads.all

violations contains report.problem(w, sprintf("an address of its own for %s", [concat(", ", alias.hostnames)]), "the cluster's DNS") if {
	some w in subjects
	some alias in w.pod.hostAliases
}

violations contains report.problem(w, sprintf("the resolver %s", [server]), "the cluster's DNS") if {
	some w in subjects
	some server in w.pod.dnsConfig.nameservers
}

violations contains report.problem(w, sprintf("dnsPolicy %s", [policy]), "ClusterFirst") if {
	some w in subjects
	policy := object.get(w.pod, "dnsPolicy", "ClusterFirst")
	not policy in {"ClusterFirst", "ClusterFirstWithHostNet"}
	count(object.get(w.pod, ["dnsConfig", "nameservers"], [])) == 0
}

deny := report.findings(rule, violations)
