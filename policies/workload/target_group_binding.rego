# METADATA
# title: Pods stand behind a public load balancer only where a route was declared
# description: >-
#   A binding puts pods of the cluster behind a load balancer that the internet reaches. Each is a declared route; a
#   route without binding is a load balancer with nobody behind it.
# custom:
#   code: PT-258
#   severity: high
#   what_to_do: Declare the route on the service, or remove the binding.
#   applies: [kubernetes]
#   expects: routes
#   references: [https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/targetgroupbinding/targetgroupbinding/]
package payments.workload.target_group_binding

import data.lib.declared
import data.lib.objects
import data.lib.report

rule := report.rule(rego.metadata.chain())

subjects := array.concat(wanted, emitted)

wanted := [declared.wanted(w, "TargetGroupBinding", w.name) |
	some w in declared.workloads
	w.declared.route != null
	declared.topology(w.root).environment.cloud.kind == "aws"
]

emitted := objects.of_kind("TargetGroupBinding")

violations contains report.problem(thing, "no such binding", "one for the declared route") if {
	some thing in wanted
	not objects.exists(thing.root, thing.kind, thing.namespace, thing.name)
}

violations contains report.problem(binding, sprintf("port %v of %s", [seen.port, seen.name]), sprintf("port %d of %s", [thing.declared.route.port, thing.name])) if {
	some thing in wanted
	some binding in objects.named(thing.root, thing.kind, thing.namespace, thing.name)
	seen := binding.object.spec.serviceRef
	[seen.name, seen.port] != [thing.name, thing.declared.route.port]
}

violations contains report.problem(binding, "rules for security groups", "none: they belong to Terraform") if {
	some binding in emitted
	binding.object.spec.networking
}

deny := report.findings(rule, violations)
