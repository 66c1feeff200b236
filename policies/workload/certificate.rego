# METADATA
# title: Every workload has a certificate of its own, renewed before it ends
# description: >-
#   All ports are TLS, the management port too. A certificate that two workloads share lets each pose as the other;
#   one that is renewed too late is an outage at midnight.
# custom:
#   code: PT-245
#   severity: high
#   what_to_do: Emit a Certificate of the internal issuer for <name>-tls with the names of its Service, and mount it.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://cert-manager.io/docs/usage/certificate/]
package payments.workload.certificate

import data.lib.declared
import data.lib.objects
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := [declared.wanted(w, "Certificate", sprintf("%s-tls", [w.name])) | some w in declared.workloads]

violations contains report.problem(thing, "no such certificate", "one with the names of its Service") if {
	some thing in subjects
	not objects.exists(thing.root, "Certificate", thing.namespace, thing.name)
}

violations contains report.problem(certificate, sprintf("issuer %s/%s", [issuer.kind, issuer.name]), "ClusterIssuer/payments-internal") if {
	some [_, certificate] in emitted
	issuer := certificate.object.spec.issuerRef
	[issuer.kind, issuer.name] != ["ClusterIssuer", "payments-internal"]
}

violations contains report.problem(certificate, sprintf("secret '%s'", [certificate.object.spec.secretName]), sprintf("'%s'", [thing.name])) if {
	some [thing, certificate] in emitted
	certificate.object.spec.secretName != thing.name
}

violations contains report.problem(certificate, "no name of its Service", name) if {
	some [thing, certificate] in emitted
	name := sprintf("%s.%s.svc", [trim_suffix(thing.name, "-tls"), thing.namespace])
	not name in object.get(certificate.object.spec, "dnsNames", [])
}

violations contains report.problem(certificate, "no time between renewal and end", "renewBefore of at least 168h") if {
	some [_, certificate] in emitted
	not renews_in_time(certificate)
}

violations contains report.problem(w, "no volume with its certificate", thing.name) if {
	some [thing, _] in emitted
	some kind in ["Deployment", "StatefulSet"]
	some entry in objects.named(thing.root, kind, thing.namespace, trim_suffix(thing.name, "-tls"))
	w := entry
	not thing.name in {volume.secret.secretName | some volume in entry.object.spec.template.spec.volumes}
}

emitted := [[thing, certificate] |
	some thing in subjects
	some certificate in objects.named(thing.root, "Certificate", thing.namespace, thing.name)
]

renews_in_time(certificate) if {
	spec := certificate.object.spec
	time.parse_duration_ns(spec.renewBefore) >= time.parse_duration_ns("168h")
	time.parse_duration_ns(spec.duration) > time.parse_duration_ns(spec.renewBefore)
}

deny := report.findings(rule, violations)
