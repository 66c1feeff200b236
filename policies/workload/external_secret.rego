# METADATA
# title: A secret is synced for its declared holders and for nobody else
# description: >-
#   Each secret has one workload, or few, that may hold it; a provider credential only its adapter. Sync decides who
#   holds it, whatever policies say later.
# custom:
#   code: PT-244
#   severity: high
#   what_to_do: Emit the ExternalSecret of the declared holder; remove secrets that the catalog does not give to it.
#   applies: [kubernetes]
#   expects: secrets
#   references: [https://external-secrets.io/latest/api/externalsecret/]
package payments.workload.external_secret

import data.lib.declared
import data.lib.objects
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := array.concat(wanted, synced)

# Each declared holder with each of its secrets.
wanted := [object.union(declared.wanted(holder, "ExternalSecret", sprintf("%s-secrets", [holder.name])), {"secret": secret, "holder": holder.name}) |
	some holder in array.concat(declared.workloads, declared.jobs)
	some secret in holder.declared.secrets
]

# Each entry of an emitted ExternalSecret that reads the secret manager; copies of certificates name their own source.
synced := [object.union(entry, {"secret": name, "holder": holder}) |
	some entry in objects.of_kind("ExternalSecret")
	declared.has_topology(entry.root)
	holder := entry.object.metadata.labels["app.kubernetes.io/name"]
	some item in entry.object.spec.data
	not item.sourceRef
	name := name_of(entry.root, item.remoteRef.key)
]

violations contains report.problem(thing, sprintf("no sync of '%s'", [thing.secret]), sprintf("one, for %s", [thing.holder])) if {
	some thing in wanted
	not [thing.root, thing.namespace, thing.holder, thing.secret] in held
}

violations contains report.problem(thing, sprintf("'%s' for %s, which is no holder of it", [thing.secret, thing.holder]), "its declared holders only") if {
	some thing in synced
	not thing.holder in object.get(declared.topology(thing.root), ["secrets", thing.secret, "holders"], [])
}

violations contains report.problem(entry, "all secrets that match a pattern", "named secrets") if {
	some entry in objects.of_kind("ExternalSecret")
	count(object.get(entry.object, ["spec", "dataFrom"], [])) > 0
}

held := {[thing.root, thing.namespace, thing.holder, thing.secret] | some thing in synced}

# A secret manager knows a secret by its path, a namespace by its name.
name_of(root, key) := max(names[root][key])

name_of(root, key) := key if not names[root][key]

names[region.root][secret.path] contains name if {
	some region in declared.regions
	some name, secret in region.topology.secrets
}

deny := report.findings(rule, violations)
