# METADATA
# title: Pods as the topology asks for them
# description: >-
#   Each declared workload and job with the whole body of the object that makes its pods. Written apart from the charts, so
#   that a field which one of them does not know is noticed.
package lib.plan_pods

import data.lib.declared
import data.lib.placement
import data.lib.planned

plans := array.concat(workloads, jobs)

workloads := [planned.of(w, kinds[w.declared.shape], w.namespace, w.name, {"spec": body}) |
	some w in declared.workloads
	body := object.union_n([replicas(w.declared), of_shape(w.declared), {
		"revisionHistoryLimit": 5,
		"selector": selector(w.name),
		"template": template(w.declared, {
			"serviceAccountName": w.name,
			"automountServiceAccountToken": w.declared.kubernetesApi != null,
			"terminationGracePeriodSeconds": w.declared.drain.graceSeconds,
			"priorityClassName": w.declared.priorityClass,
			"tolerations": array.concat([of_pool(w.declared.pool)], of_losses(w.declared.tolerationSeconds)),
			"topologySpreadConstraints": spread(w),
			"containers": [service(w)],
			"volumes": array.concat([tmp], volumes(w)),
		}),
	}])
]

jobs := [planned.of(job, "Job", job.namespace, job.name, {"spec": {
	"backoffLimit": 6,
	"activeDeadlineSeconds": 900,
	"template": template(job.declared, {
		"serviceAccountName": job.name,
		"automountServiceAccountToken": false,
		"restartPolicy": "Never",
		"priorityClassName": declared.topology(job.root).tiers[format_int(job.declared.tier, 10)].priority.className,
		"tolerations": [of_pool(job.declared.pool)],
		"containers": [object.union(container(job), {
			"command": ["/bin/sh", "/etc/payments/run.sh"],
			"envFrom": [variables(endpoints(job.name))],
			"volumeMounts": array.concat(mounts(job), [{"name": "config", "mountPath": "/etc/payments", "readOnly": true}]),
		})],
		"volumes": array.concat(array.concat([tmp], volumes(job)), [{"name": "config", "configMap": {"name": job.name}}]),
	}),
}}) |
	some job in declared.jobs
]

kinds := {"api": "Deployment", "worker": "Deployment", "connection": "StatefulSet"}

# Where an autoscaler decides, the manifest says nothing.
replicas(workload) := {"replicas": workload.replicas} if workload.autoscaler == null

else := {}

of_shape(workload) := {
	"serviceName": sprintf("%s-replicas", [workload.name]),
	"podManagementPolicy": "Parallel",
	"updateStrategy": {"type": "RollingUpdate"},
} if workload.shape == "connection"

else := {
	"progressDeadlineSeconds": 600,
	"strategy": {"type": "RollingUpdate", "rollingUpdate": workload.rollout},
}

selector(name) := {"matchLabels": {"app.kubernetes.io/name": name}}

# What all pods of ours have.
template(declaration, spec) := {
	"metadata": {"annotations": {}, "labels": {
		"app.kubernetes.io/name": declaration.name,
		"app.kubernetes.io/part-of": "payment-platform",
		"payment-topology.dev/tier": format_int(declaration.tier, 10),
		"payment-topology.dev/segment": declaration.segment,
		"payment-topology.dev/scope": declaration.scope,
		"payment-topology.dev/owner": declaration.owner,
	}},
	"spec": object.union(spec, {
		"enableServiceLinks": false,
		"nodeSelector": {placement.pool_label: declaration.pool},
		"securityContext": {
			"runAsNonRoot": true,
			"runAsUser": 10001,
			"runAsGroup": 10001,
			"fsGroup": 10001,
			"fsGroupChangePolicy": "OnRootMismatch",
			"seccompProfile": {"type": "RuntimeDefault"},
		},
	}),
}

service(w) := object.union(container(w), {
	"ports": array.concat([port(each.name, each.port) | some each in w.declared.ports], [port("management", w.declared.managementPort)]),
	"env": [{"name": "POD_NAME", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}],
	"envFrom": [variables(w.name), variables(endpoints(w.name))],
	"startupProbe": probe("startup", w.declared.probes.startup),
	"livenessProbe": probe("live", w.declared.probes.liveness),
	"readinessProbe": probe("ready", w.declared.probes.readiness),
	"lifecycle": {"preStop": {"sleep": {"seconds": w.declared.drain.preStopSeconds}}},
	"volumeMounts": mounts(w),
})

container(thing) := {
	"name": thing.name,
	"image": image(declared.topology(thing.root).environment.registry, thing.declared.image),
	"imagePullPolicy": "IfNotPresent",
	"resources": {
		"requests": {"cpu": sprintf("%dm", [thing.declared.resources.cpuMillis]), "memory": memory(thing.declared)},
		"limits": {"memory": memory(thing.declared)},
	},
	"securityContext": {
		"allowPrivilegeEscalation": false,
		"readOnlyRootFilesystem": true,
		"privileged": false,
		"capabilities": {"drop": ["ALL"]},
	},
}

memory(declaration) := sprintf("%dMi", [declaration.resources.memoryMiB])

# A digest that nobody wrote stays visible as a tag that no registry has.
image(registry, named) := sprintf("%s/%s:undigested", [registry, named.repository]) if named.digest == null

else := sprintf("%s/%s@%s", [registry, named.repository, named.digest])

port(name, number) := {"name": name, "containerPort": number, "protocol": "TCP"}

probe(question, cadence) := object.union(cadence, {"httpGet": {"path": sprintf("/health/%s", [question]), "port": "management", "scheme": "HTTPS"}})

variables(config) := {"configMapRef": {"name": config}}

endpoints(name) := sprintf("%s-endpoints", [name])

of_pool(pool) := {"key": placement.pool_label, "operator": "Equal", "value": pool, "effect": "NoSchedule"}

of_losses(seconds) := [{"key": sprintf("node.kubernetes.io/%s", [state]), "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": seconds} |
	some state in ["not-ready", "unreachable"]
]

# In one zone there is nothing to spread over but hosts.
spread(w) := [object.union_n([constraint, {"maxSkew": 1, "nodeTaintsPolicy": "Honor", "labelSelector": selector(w.name)}, revision(w.declared)]) |
	some constraint in array.concat(
		[over_zones(w.declared.spread) | declared.zones(w.root) > 1],
		[{"topologyKey": "kubernetes.io/hostname", "whenUnsatisfiable": "ScheduleAnyway"}],
	)
]

over_zones(planned_spread) := {"topologyKey": "topology.kubernetes.io/zone", "whenUnsatisfiable": "DoNotSchedule", "minDomains": planned_spread.minDomains} if {
	planned_spread.zone == "DoNotSchedule"
}

else := {"topologyKey": "topology.kubernetes.io/zone", "whenUnsatisfiable": planned_spread.zone}

# Only a Deployment has pods of two revisions at once that count apart.
revision(workload) := {} if workload.shape == "connection"

else := {"matchLabelKeys": ["pod-template-hash"]}

tmp := {"name": "tmp", "emptyDir": {"sizeLimit": "256Mi"}}

volumes(thing) := [volume |
	some volume in array.concat(
		[{"name": "secrets", "projected": {"defaultMode": 256, "sources": sources(thing)}} | count(sources(thing)) > 0],
		[{"name": "tls", "secret": {"secretName": sprintf("%s-tls", [thing.name]), "defaultMode": 256}}],
	)
]

mounts(thing) := array.concat(
	[{"name": "tmp", "mountPath": "/tmp"}],
	array.concat(
		[{"name": "secrets", "mountPath": "/var/run/secrets/payments", "readOnly": true} | count(sources(thing)) > 0],
		[{"name": "tls", "mountPath": "/var/run/secrets/tls", "readOnly": true}],
	),
)

# Certificates for stores are optional, because only operators in the cluster issue them.
sources(thing) := array.concat(
	[{"secret": {"name": sprintf("%s-secrets", [thing.name])}} | count(thing.declared.secrets) > 0],
	[{"secret": {"name": sprintf("%s-access", [thing.name]), "optional": true}} | logs_in(thing.declared)],
)

logs_in(declaration) if count(object.get(declaration, "stores", [])) > 0

logs_in(declaration) if count(object.get(declaration, "publishes", [])) + count(object.get(declaration, "consumes", [])) > 0

# Jobs are there for a store.
logs_in(declaration) if declaration.store
