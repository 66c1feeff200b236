# METADATA
# title: Certificates and issuers are those of the topology, each for one holder and for its own names
# description: >-
#   All ports are TLS, the management port too. A certificate with the names of another lets its holder pose as the
#   other, one that signs makes every certificate, and one that is renewed too late is an outage at midnight.
# custom:
#   code: PT-245
#   severity: high
#   what_to_do: Emit the Certificate of the declared holder again, from the internal issuer.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://cert-manager.io/docs/usage/certificate/]
package payments.workload.certificate

import data.lib.declared
import data.lib.objects
import data.lib.planned
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := array.concat(plans, emitted)

kinds := ["Certificate", "ClusterIssuer", "Issuer"]

emitted := [entry | some kind in kinds; some entry in objects.of_kind(kind); startswith(entry.apiVersion, "cert-manager.io/")]

violations contains violation if some violation in planned.violations(plans, kinds)

plans := array.concat(array.concat(authority, array.concat(of_workloads, of_jobs)), array.concat(of_databases, of_kafka))

authority := [plan |
	some region in declared.regions
	some plan in array.concat(
		[
			planned.of(region, "ClusterIssuer", "", root, {"spec": {"selfSigned": {}}}),
			planned.of(region, "ClusterIssuer", "", issuer, {"spec": {"ca": {"secretName": issuer}}}),
		],
		[planned.of(region, "Certificate", segment.namespace, issuer, {"spec": {
			"secretName": issuer,
			"commonName": issuer,
			"isCA": true,
			"duration": "87600h",
			"renewBefore": "8760h",
			"privateKey": key,
			"usages": ["cert sign", "crl sign"],
			"issuerRef": {"group": "cert-manager.io", "kind": "ClusterIssuer", "name": root},
		}}) |
			segment := region.topology.segments.platform
		],
	)
]

of_workloads := [leaf(w, w.namespace, sprintf("%s-tls", [w.name]), names, ["digital signature", "server auth", "client auth"]) |
	some w in declared.workloads
	names := array.concat(service_names(w.name, w.namespace), [sprintf("*.%s-replicas.%s.svc", [w.name, w.namespace]) | w.declared.shape == "connection"])
]

of_jobs := [leaf(job, job.namespace, sprintf("%s-tls", [job.name]), [sprintf("%s.%s.svc", [job.name, job.namespace])], ["digital signature", "client auth"]) | some job in declared.jobs]

# Read by the operator, which reloads what carries its label.
of_databases := [object.union(plan, {"body": {"spec": {"secretTemplate": {"labels": {"cnpg.io/reload": ""}}}}}) |
	some [region, name, store] in operated("postgres")
	names := [each | some part in ["rw", "ro", "r"]; some each in service_names(sprintf("%s-%s", [name, part]), store.namespace)]
	plan := leaf(region, store.namespace, sprintf("%s-server", [name]), names, ["digital signature", "server auth"])
]

of_kafka := [leaf(region, store.namespace, sprintf("%s-listener", [name]), names, ["digital signature", "server auth"]) |
	some [region, name, store] in operated("kafka")
	names := [sprintf(form, [name, store.namespace]) |
		some form in ["%s-kafka-bootstrap.%s.svc", "%s-kafka-bootstrap.%s.svc.cluster.local", "*.%s-kafka-brokers.%s.svc", "*.%s-kafka-brokers.%s.svc.cluster.local"]
	]
]

operated(kind) := [[region, name, store] |
	some region in declared.regions
	some name, store in region.topology[kind]
	store.namespace != null
]

# 90 days, renewed 30 days before the end, with a new key each time.
leaf(source, namespace, name, names, usages) := planned.of(source, "Certificate", namespace, name, {"spec": {
	"secretName": name,
	"dnsNames": names,
	"duration": "2160h",
	"renewBefore": "720h",
	"privateKey": key,
	"usages": usages,
	"issuerRef": {"group": "cert-manager.io", "kind": "ClusterIssuer", "name": issuer},
}})

key := {"algorithm": "ECDSA", "size": 256, "encoding": "PKCS8", "rotationPolicy": "Always"}

issuer := "payments-internal"

root := "payments-internal-root"

service_names(name, namespace) := [name, concat(".", [name, namespace]), sprintf("%s.%s.svc", [name, namespace]), sprintf("%s.%s.svc.cluster.local", [name, namespace])]

# Without a topology: what is right of every certificate.
violations contains report.problem(entry, sprintf("a key of %s %v", [algorithm, size]), "RSA of 2048 bits or more, ECDSA of 256 or more") if {
	some entry in foreign
	algorithm := object.get(entry.object, ["spec", "privateKey", "algorithm"], "RSA")
	size := object.get(entry.object, ["spec", "privateKey", "size"], usual[algorithm])
	size < least[algorithm]
}

violations contains report.problem(entry, sprintf("valid for %s", [entry.object.spec.duration]), "a year at most for what does not sign") if {
	some entry in foreign
	not signs(entry)
	time.parse_duration_ns(entry.object.spec.duration) > time.parse_duration_ns("8784h")
}

violations contains report.problem(entry, "an authority with names of servers", "one or the other") if {
	some entry in foreign
	signs(entry)
	count(object.get(entry.object, ["spec", "dnsNames"], [])) > 0
}

foreign := [entry | some entry in emitted; entry.kind == "Certificate"; not declared.has_topology(entry.root)]

signs(entry) if entry.object.spec.isCA

signs(entry) if "cert sign" in entry.object.spec.usages

least := {"RSA": 2048, "ECDSA": 256}

usual := {"RSA": 2048, "ECDSA": 256}

deny := report.findings(rule, violations)
