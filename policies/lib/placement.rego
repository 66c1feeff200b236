# METADATA
# title: Which nodes a pod may stand on
package lib.placement

pool_label := "payment-topology.dev/pool"

# The pool of the card-data environment.
cde := "cde"

# Whether the pod tolerates the taint `payment-topology.dev/pool=<pool>:NoSchedule`. No key means every key.
tolerates(w, pool) if {
	some toleration in w.pod.tolerations
	object.get(toleration, "key", "") in {"", pool_label}
	object.get(toleration, "effect", "NoSchedule") == "NoSchedule"
	covers(toleration, pool)
}

covers(toleration, _) if toleration.operator == "Exists"

covers(toleration, pool) if toleration.value == pool
