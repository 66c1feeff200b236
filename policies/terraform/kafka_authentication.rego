# METADATA
# title: Every client of Kafka says who it is
# description: >-
#   A cluster that accepts unauthenticated clients has no access rules at all. With IAM each workload is known by its role; with SCRAM
#   or client certificates by its user.
# custom:
#   code: PT-588
#   severity: high
#   what_to_do: Switch client_authentication.sasl.iam on and unauthenticated off.
#   applies: [terraform]
#   expects: cloud_brokers
#   references: [https://docs.aws.amazon.com/msk/latest/developerguide/iam-access-control.html]
package payments.terraform.kafka_authentication

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := tf.all("aws_msk_cluster")

violations contains report.problem(cluster, "clients that need not say who they are", "client_authentication.unauthenticated false") if {
	some cluster in subjects
	true in tf.at(cluster.body, "client_authentication.unauthenticated")
}

violations contains report.problem(cluster, "no way for clients to say who they are", "client_authentication.sasl.iam true") if {
	some cluster in subjects
	not authenticates(cluster)
}

deny := report.findings(rule, violations)

authenticates(cluster) if {
	some path in ["sasl.iam", "sasl.scram", "tls.certificate_authority_arns"]
	some value in tf.at(cluster.body, concat(".", ["client_authentication", path]))
	value != false
}
