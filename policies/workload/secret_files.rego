# METADATA
# title: Secret files are read by their workload alone
# description: >-
#   Files of a secret are 0644 unless set: every process of the pod reads them. Without fsGroup a process that is
#   not root cannot read 0400, which invites 0644; kubelet widens 0400 to 0440 for the group.
# custom:
#   code: PT-241
#   severity: high
#   what_to_do: Set defaultMode 0400 (256) on the volume and fsGroup on the pod.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/concepts/configuration/secret/#editing-a-secret, https://github.com/kubernetes/kubernetes/issues/57923]
package payments.workload.secret_files

import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := workloads.all

violations contains report.problem(w, sprintf("mode %s in volume '%s'", [octal(mode), volume.name]), "0440 at most") if {
	some [w, volume] in secret_volumes
	some mode in modes(volume)
	bits.and(mode, bits.negate(owner_and_group_read)) != 0
}

violations contains report.problem(w, sprintf("secret volume '%s' without fsGroup", [volume.name]), "fsGroup on the pod") if {
	some [w, volume] in secret_volumes
	not w.pod.securityContext.fsGroup
}

# 0440
owner_and_group_read := 288

# What Kubernetes takes where nothing is said: 0644.
unset := 420

secret_volumes := [[w, volume] |
	some w in subjects
	some volume in w.pod.volumes
	holds_secret(volume)
]

holds_secret(volume) if volume.secret

holds_secret(volume) if {
	some source in volume.projected.sources
	source.secret
}

modes(volume) := {mode |
	some kind in ["secret", "projected"]
	files := volume[kind]
	own := object.get(files, "items", [])
	projected := [item | some source in files.sources; some item in source.secret.items]
	some mode in array.concat([object.get(files, "defaultMode", unset)], [item.mode | some item in array.concat(own, projected)])
}

octal(mode) := sprintf("0%o", [mode])

deny := report.findings(rule, violations)
