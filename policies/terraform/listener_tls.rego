# METADATA
# title: Listeners speak TLS 1.2 or later, and plain HTTP only redirects
# description: >-
#   What a caller sends in clear was sent before anybody can refuse it; a redirect is the only answer that carries nothing. Without a
#   policy that says so, older protocol versions are accepted too.
# custom:
#   code: PT-530
#   severity: high
#   what_to_do: Use HTTPS or TLS with a policy of TLS 1.2 or later, and let HTTP listeners redirect to HTTPS.
#   applies: [terraform]
#   expects: cloud_routes
#   references: [https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html]
package payments.terraform.listener_tls

import data.lib.report
import data.lib.terraform as tf

rule := report.rule(rego.metadata.chain())

subjects := tf.all("aws_lb_listener")

violations contains report.problem(listener, sprintf("ssl_policy %v", [chosen]), "a policy of TLS 1.2 or later") if {
	some listener in subjects
	listener.body.protocol in {"HTTPS", "TLS"}
	chosen := object.get(listener.body, "ssl_policy", "not written")
	not regex.match(`^ELBSecurityPolicy-(TLS13-1-[23]|TLS-1-2|FS-1-2)`, chosen)
}

violations contains report.problem(listener, "an HTTP listener that answers", "a redirect to HTTPS") if {
	some listener in subjects
	object.get(listener.body, "protocol", "HTTP") == "HTTP"
	not only_redirects(listener)
}

deny := report.findings(rule, violations)

only_redirects(listener) if {
	actions := tf.at(listener.body, "default_action")
	count(actions) > 0
	every action in actions {
		"HTTPS" in tf.at(action, "redirect.protocol")
	}
}
