# METADATA
# title: A secret is synced for its declared holders and for nobody else
# description: >-
#   Each secret has one workload, or few, that may hold it; a provider credential only its adapter. Sync decides who
#   holds it, whatever policies say later: where a store leads, as which account, and which secrets are copied into
#   which files are all compared. The same holds for certificates that operators issue for their stores.
# custom:
#   code: PT-244
#   severity: high
#   what_to_do: Emit the SecretStore and ExternalSecret of the declared holder; remove what the catalog does not give to it.
#   applies: [kubernetes]
#   expects: secrets
#   references: [https://external-secrets.io/latest/api/externalsecret/]
package payments.workload.external_secret

import data.lib.declared
import data.lib.documents
import data.lib.objects
import data.lib.planned
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := array.concat(plans, [entry | some kind in kinds; some entry in objects.of_kind(kind)])

kinds := ["ExternalSecret", "SecretStore"]

violations contains violation if some violation in planned.violations(plans, kinds)

violations contains report.problem(holding, "a holder that the secret does not name", sprintf("the holders of '%s' only", [holding.secret])) if {
	some holder in holders
	some secret in holder.declared.secrets
	holding := {"root": holder.root, "path": holder.path, "id": documents.id("ExternalSecret", holder.namespace, sprintf("%s-secrets", [holder.name])), "secret": secret}
	not holder.name in object.get(declared.topology(holder.root), ["secrets", secret, "holders"], [])
}

# Without a topology: what is right of every sync.
violations contains report.problem(entry, "all secrets that match a pattern", "named secrets") if {
	some entry in objects.of_kind("ExternalSecret")
	not declared.has_topology(entry.root)
	count(object.get(entry.object, ["spec", "dataFrom"], [])) > 0
}

plans := array.concat(array.concat(stores, copies), array.concat(issuing_stores, issued_copies))

holders := array.concat(declared.workloads, declared.jobs)

# From the secret manager, or from the one namespace that a person fills.
stores := [planned.of(holder, "SecretStore", holder.namespace, holder.name, {"spec": {"provider": source(holder)}}) |
	some holder in holders
	count(holder.declared.secrets) > 0
]

copies := [planned.of(holder, "ExternalSecret", holder.namespace, name, {"spec": object.union(every_quarter, {
	"secretStoreRef": {"kind": "SecretStore", "name": holder.name},
	"target": target(name),
	"data": [{"secretKey": secret, "remoteRef": remote(holder.root, secret)} | some secret in holder.declared.secrets],
})}) |
	some holder in holders
	count(holder.declared.secrets) > 0
	name := sprintf("%s-secrets", [holder.name])
]

# From the namespaces of operators, one store for each.
issuing_stores := [planned.of(holder, "SecretStore", holder.namespace, store_of(holder, namespace), {"spec": {"provider": from_namespace(holder, namespace)}}) |
	some holder in holders
	some namespace in {file.namespace | some file in files(holder)}
]

issued_copies := [planned.of(holder, "ExternalSecret", holder.namespace, name, {"spec": object.union(every_quarter, {
	"target": target(name),
	"data": [entry |
		some file in files(holder)
		some [extension, property] in file.properties
		entry := {
			"secretKey": sprintf("%s.%s", [file.name, extension]),
			"remoteRef": {"key": file.secret, "property": property},
			"sourceRef": {"storeRef": {"kind": "SecretStore", "name": store_of(holder, file.namespace)}},
		}
	],
})}) |
	some holder in holders
	count(files(holder)) > 0
	name := sprintf("%s-access", [holder.name])
]

files(holder) := array.concat(
	[database(store, use.role) |
		some use in object.get(holder.declared, "stores", [])
		store := declared.topology(holder.root).postgres[use.store]
		store.namespace != null
	],
	array.concat(
		[{"name": sprintf("kafka-%s", [store.name]), "namespace": store.namespace, "secret": holder.name, "properties": [["crt", "user.crt"], ["key", "user.key"]]} |
			count(holder.declared.publishes) + count(holder.declared.consumes) > 0
			some store in declared.topology(holder.root).kafka
			store.namespace != null
		],
		[database(store, "administrator") |
			holder.declared.kind == "database-roles"
			store := declared.topology(holder.root).postgres[holder.declared.store]
			store.namespace != null
		],
	),
)

database(store, role) := {
	"name": sprintf("postgres-%s", [store.name]),
	"namespace": store.namespace,
	"secret": sprintf("%s-%s-client-cert", [store.name, replace(role, "_", "-")]),
	"properties": [["crt", "tls.crt"], ["key", "tls.key"]],
}

source(holder) := {"aws": {
	"service": "SecretsManager",
	"region": declared.topology(holder.root).region.name,
	"auth": {"jwt": {"serviceAccountRef": {"name": account(holder)}}},
}} if {
	uses_aws(holder.root)
}

else := from_namespace(holder, "payments-secret-source")

from_namespace(holder, namespace) := {"kubernetes": {
	"remoteNamespace": namespace,
	"server": {"caProvider": {"type": "ConfigMap", "name": "kube-root-ca.crt", "key": "ca.crt"}},
	"auth": {"serviceAccount": {"name": account(holder)}},
}}

# A secret manager knows a secret by its path, a namespace by its name.
remote(root, secret) := {"key": declared.topology(root).secrets[secret].path} if uses_aws(root)

else := {"key": secret, "property": "value"}

uses_aws(root) if declared.topology(root).environment.bindings.secrets == "aws"

account(holder) := sprintf("%s-secrets", [holder.name])

store_of(holder, namespace) := sprintf("%s-from-%s", [holder.name, namespace])

every_quarter := {"refreshPolicy": "Periodic", "refreshInterval": "15m"}

target(name) := {"name": name, "creationPolicy": "Owner", "deletionPolicy": "Retain"}

deny := report.findings(rule, violations)
