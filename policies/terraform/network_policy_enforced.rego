# METADATA
# title: The cluster enforces network policies, strictly
# description: >-
#   NetworkPolicies are text until an agent enforces them, and the VPC CNI does not unless told to. In standard mode a new pod talks to
#   everybody until its policies arrive; in strict mode it starts with nothing allowed.
# custom:
#   code: PT-563
#   severity: high
#   what_to_do: Configure the vpc-cni add-on with enableNetworkPolicy "true" and NETWORK_POLICY_ENFORCING_MODE strict.
#   applies: [terraform]
#   expects: cloud_vpc_cni
#   references: [https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy-configure.html]
package payments.terraform.network_policy_enforced

import data.lib.declared
import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := [cluster | some cluster in tf.all("aws_eks_cluster"); uses_vpc_cni(cluster)]

violations contains report.problem(cluster, "network policies that nothing enforces", "a vpc-cni add-on with enableNetworkPolicy \"true\"") if {
	some cluster in subjects
	not enforces(cluster)
}

violations contains report.problem(cluster, "pods that start with everything allowed", "NETWORK_POLICY_ENFORCING_MODE strict") if {
	some cluster in subjects
	enforces(cluster)
	not is_strict(cluster)
}

deny := report.findings(rule, violations)

uses_vpc_cni(cluster) if declared.topology(cluster.root).environment.cni.kind == "vpc-cni"

# A stranger's cluster has the add-on, or another plug-in that is not seen here.
uses_vpc_cni(cluster) if {
	not declared.has_topology(cluster.root)
	count(settings(cluster)) > 0
}

settings(cluster) := [json.unmarshal(text) |
	some addon in tf.resources.aws_eks_addon
	addon.root == cluster.root
	addon.body.addon_name == "vpc-cni"
	text := object.get(addon.body, "configuration_values", "{}")
	json.is_valid(text)
]

enforces(cluster) if {
	some chosen in settings(cluster)
	tf.plain(chosen.enableNetworkPolicy) == true
}

is_strict(cluster) if {
	some chosen in settings(cluster)
	chosen.env.NETWORK_POLICY_ENFORCING_MODE == "strict"
}
