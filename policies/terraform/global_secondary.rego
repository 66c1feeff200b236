# METADATA
# title: A database of the standby follows the primary's
# description: >-
#   A cluster in the standby that is not a secondary of the global database is empty, or two truths. In the primary each cluster stands at the
#   head of its global one, by a name that both regions compute.
# custom:
#   code: PT-584
#   severity: high
#   what_to_do: Make the standby's cluster a member of the global cluster <environment>-<store>, without a database or login of its own.
#   applies: [terraform]
#   expects: cloud_copied_databases
#   references: [https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database.html]
package payments.terraform.global_secondary

import data.lib.declared
import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := [object.union(cluster, {"role": topology.region.role, "global": concat("-", [topology.environment.name, store.name])}) |
	some cluster in tf.all("aws_rds_cluster")
	topology := declared.topology(cluster.root)
	topology.region.counterpart != null
	store := tf.store(cluster)
]

violations contains report.problem(cluster, "no member of a global cluster", sprintf("global_cluster_identifier of %s", [cluster.global])) if {
	some cluster in subjects
	not is_member(cluster)
}

violations contains report.problem(cluster, sprintf("%s in a standby", [field]), "what the primary has") if {
	some cluster in subjects
	cluster.role == "standby"
	some field in ["database_name", "master_username", "master_password_wo", "snapshot_identifier"]
	cluster.body[field]
}

deny := report.findings(rule, violations)

is_member(cluster) if cluster.body.global_cluster_identifier == cluster.global

is_member(cluster) if {
	cluster.role == "primary"
	some global in tf.pointed(cluster, cluster.body.global_cluster_identifier, "aws_rds_global_cluster")
	global.body.global_cluster_identifier == cluster.global
}
