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

violations contains report.problem(w, sprintf("files of the group of root (%s)", [field]), "a group of its own") if {
	some w in subjects
	some field in ["fsGroup", "supplementalGroups"]
	0 in groups(object.get(w.pod, ["securityContext", field], []))
}

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
		"belongs to the group of root": object.get(context, "runAsGroup", 1) != 0,
		"is free of AppArmor": is_confined(w, container, context),
		"chooses its SELinux domain": count(object.get(context, "seLinuxOptions", {})) == 0,
		"runs in the host of Windows": object.get(context, ["windowsOptions", "hostProcess"], false) == false,
	}
	not is_fine
}

groups(one) := [one] if is_number(one)

else := one

# What a container takes over from its pod.
inherited := ["runAsNonRoot", "runAsUser", "runAsGroup", "seccompProfile", "appArmorProfile", "seLinuxOptions", "windowsOptions"]

# As a field, or as the annotation that it was before.
default is_confined(_, _, _) := false

is_confined(w, container, context) if {
	object.get(context, ["appArmorProfile", "type"], "RuntimeDefault") != "Unconfined"
	object.get(w.annotations, concat("/", ["container.apparmor.security.beta.kubernetes.io", container.name]), "runtime/default") != "unconfined"
}

default not_root(_) := false

not_root(context) if {
	context.runAsNonRoot == true
	object.get(context, "runAsUser", 1) != 0
}

deny := report.findings(rule, violations)
