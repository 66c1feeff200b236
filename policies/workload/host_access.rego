# METADATA
# title: No pod reaches into its node, and no container into another
# description: >-
#   Host namespaces, host paths and host ports pass by network policies and by every boundary between pods: a pod on
#   the host network has the identity of the node.
# custom:
#   code: PT-231
#   severity: high
#   what_to_do: Remove hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostPort, sysctls, and volumes of hosts and of foreign file systems.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline]
package payments.workload.host_access

import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := workloads.all

violations contains report.problem(w, field, "a pod of its own namespaces") if {
	some w in subjects
	some field in ["hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace"]
	w.pod[field] == true
}

violations contains report.problem(w, sprintf("host path %s", [volume.hostPath.path]), "no host path") if {
	some w in subjects
	some volume in w.pod.volumes
}

violations contains report.problem(w, sprintf("volume '%s' of type %s", [volume.name, kind]), "files of the cluster or of a claim") if {
	some w in subjects
	some volume in w.pod.volumes
	some kind in (object.keys(volume) - volume_kinds)
}

violations contains report.problem(w, sprintf("host port %d of %s", [port.hostPort, workloads.container_of(container)]), "no host port") if {
	some w in subjects
	some container in w.containers
	some port in container.ports
	port.hostPort > 0
}

violations contains report.problem(w, sprintf("sysctl %s", [sysctl.name]), "no sysctl") if {
	some w in subjects
	some sysctl in w.pod.securityContext.sysctls
}

# What the restricted profile permits; host paths are named above.
volume_kinds := {"name", "hostPath", "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}

deny := report.findings(rule, violations)
