# METADATA
# title: Every container is restricted, init and ephemeral ones too
# description: >-
#   Pod Security Admission refuses pods, not Deployments: a bad template is accepted and fails when its pods are
#   made, at night, when a node is lost. One init container as root opens the same door as the main one.
# custom:
#   code: PT-230
#   severity: high
#   what_to_do: >-
#     Set runAsNonRoot, seccompProfile RuntimeDefault, allowPrivilegeEscalation: false, readOnlyRootFilesystem: true
#     and capabilities drop [ALL] on every container.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted]
package payments.workload.security_context

import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := workloads.all

violations contains report.problem(w, sprintf("%s %s", [workloads.container_of(container), fault]), "the restricted profile") if {
	some w in subjects
	some container in w.containers
	some fault in faults(w, container)
}

faults(w, container) := {fault |
	own := object.get(container, "securityContext", {})
	context := object.union(object.filter(object.get(w.pod, "securityContext", {}), inherited), own)
	some fault, is_fine in {
		"may run as root": not_root(context),
		"without seccomp profile": object.get(context, ["seccompProfile", "type"], "") in {"RuntimeDefault", "Localhost"},
		"may escalate privileges": object.get(own, "allowPrivilegeEscalation", true) == false,
		"is privileged": object.get(own, "privileged", false) == false,
		"writes to its root file system": object.get(own, "readOnlyRootFilesystem", false) == true,
		"keeps capabilities": "ALL" in object.get(own, ["capabilities", "drop"], []),
		"adds capabilities": count(object.get(own, ["capabilities", "add"], [])) == 0,
		"has an unmasked /proc": object.get(own, "procMount", "Default") == "Default",
	}
	not is_fine
}

# What a container takes over from its pod.
inherited := ["runAsNonRoot", "runAsUser", "seccompProfile"]

default not_root(_) := false

not_root(context) if {
	context.runAsNonRoot == true
	object.get(context, "runAsUser", 1) != 0
}

deny := report.findings(rule, violations)
