# METADATA
# title: A service logs in to a database as its own role and as no other
# description: >-
#   With IAM logins a policy on rds-db:connect says as whom a service may log in. As the role of another one it could do what that one
#   may, and nobody would see the difference in the database.
# custom:
#   code: PT-579
#   severity: high
#   what_to_do: Derive the policy from the roles that the store declares.
#   applies: [terraform]
#   expects: cloud_logins
#   references: [https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html]
package payments.terraform.database_logins

import data.lib.declared
import data.lib.iam
import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

# The roles that stores declare, on each region that AWS runs databases in.
subjects := [{"root": region.root, "path": region.path, "id": sprintf("role %s of %s", [login.role, name]), "login": [login.service, name, login.role]} |
	some region in declared.regions
	some name, store in region.topology.postgres
	store.binding == "aurora"
	some login in array.concat(store.roles, makers(region.topology, name))
]

violations contains report.problem(s, sprintf("%s may not log in", [s.login[0]]), "a policy on its role") if {
	some s in subjects
	not granted[s.root][s.login]
}

violations contains report.problem(login.policy, sprintf("%s may log in to %s as %s", [login.service, login.store, login.role]), "its own declared role") if {
	some login in logins
	not wanted[login.policy.root][[login.service, login.store, login.role]]
}

deny := report.findings(rule, violations)

# The job that makes the roles logs in as the owner of the database.
makers(topology, name) := [{"service": job.name, "role": "administrator"} | some job in topology.jobs; job.kind == "database-roles"; job.store == name]

wanted := found_wanted

found_wanted[s.root] contains s.login if some s in subjects

granted := found_granted

found_granted[login.policy.root] contains [login.service, login.store, login.role] if some login in logins

# `arn:aws:rds-db:…:dbuser:<resource id of the cluster>/<role>`
logins := [{"policy": policy, "service": service, "store": store, "role": role} |
	some policy in tf.all("aws_iam_role_policy")
	service := iam.workload_of(policy)
	some statement in iam.statements(policy, policy.body.policy)
	statement.effect == "Allow"
	"rds-db:connect" in statement.actions
	some resource in statement.resources
	role := regex.replace(resource, `^.*/`, "")
	store := store_of(policy, resource)
]

store_of(policy, resource) := tf.store(cluster).name if {
	some cluster in tf.pointed(policy, resource, "aws_rds_cluster")
} else := resource
