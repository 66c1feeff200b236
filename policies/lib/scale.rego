# METADATA
# title: How many pods a workload has
package lib.scale

import data.lib.objects
import data.lib.quantity

# The autoscaler of a workload; undefined without one.
autoscaler(w) := by_target[target(w.root, w.namespace, w.kind, w.name)][0]

# Fewest pods in ordinary operation.
least(w) := object.get(autoscaler(w).object, ["spec", "minReplicas"], 1)

least(w) := w.replicas if not autoscaler(w)

# Most pods that may be asked for.
most(w) := autoscaler(w).object.spec.maxReplicas

most(w) := w.replicas if not autoscaler(w)

# Pods that a rollout adds on top; Kubernetes' own default is 25 %.
surge(w) := quantity.scaled(object.get(w.object, ["spec", "strategy", "rollingUpdate", "maxSurge"], "25%"), most(w)) if w.kind == "Deployment"

else := 0

# Utilization of CPU in percent that the autoscaler aims at; 0 when it looks at something else.
cpu_target(hpa) := max({0, object.get(hpa.object, ["spec", "targetCPUUtilizationPercentage"], 0)} | {metric.resource.target.averageUtilization |
	some metric in hpa.object.spec.metrics
	metric.resource.name == "cpu"
})

by_target := {key: found |
	some key in {keyed.key | some keyed in keyed_autoscalers}
	found := [keyed.hpa | some keyed in keyed_autoscalers; keyed.key == key]
}

keyed_autoscalers := [{"key": target(hpa.root, hpa.namespace, ref.kind, ref.name), "hpa": hpa} |
	some hpa in objects.of_kind("HorizontalPodAutoscaler")
	ref := hpa.object.spec.scaleTargetRef
]

target(root, namespace, kind, name) := concat("|", [root, namespace, kind, name])
