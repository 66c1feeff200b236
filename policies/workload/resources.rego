# METADATA
# title: Every container asks for what it needs and is held to it
# description: >-
#   Without requests the scheduler guesses, and the survivors of a lost zone do not fit. Memory limit and request
#   are equal, so that no pod is killed for its neighbour; a CPU limit is not asked for, because throttling in a
#   pause is latency that nobody can explain.
# custom:
#   code: PT-232
#   severity: high
#   what_to_do: Set requests of cpu and memory, and a memory limit equal to the request, as planned.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/]
package payments.workload.resources

import data.lib.quantity
import data.lib.report
import data.lib.workloads

rule := report.rule(rego.metadata.chain())

subjects := workloads.all

violations contains report.problem(w, sprintf("%s without %s", [workloads.container_of(container), concat(", ", missing)]), "requests of cpu and memory, limit of memory") if {
	some w in subjects
	some container in w.containers
	container.phase != "ephemeral"
	missing := [concat(".", path) | some path in required; not object.get(container, array.concat(["resources"], path), false)]
	count(missing) > 0
}

violations contains report.problem(w, sprintf("%s with memory request %s and limit %s", [workloads.container_of(container), request, limit]), "the same") if {
	some w in subjects
	some container in w.containers
	request := container.resources.requests.memory
	limit := container.resources.limits.memory
	quantity.memory_mib(request) != quantity.memory_mib(limit)
}

violations contains report.problem(w, sprintf("%v m CPU and %v MiB", seen), sprintf("%v m and %v MiB as planned", plan)) if {
	some w in subjects
	some container in w.containers
	container.name == w.name
	requests := container.resources.requests
	seen := [quantity.cpu_millis(requests.cpu), quantity.memory_mib(requests.memory)]
	planned := workloads.declaration(w).resources
	plan := [planned.cpuMillis, planned.memoryMiB]
	seen != plan
}

required := [["requests", "cpu"], ["requests", "memory"], ["limits", "memory"]]

deny := report.findings(rule, violations)
