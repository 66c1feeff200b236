# METADATA
# title: Label selectors as the API server reads them
# related_resources:
#   - https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
package lib.selector

# The pod selector of an object, in one shape. A Service without selector selects nothing and has none; neither has a
# disruption budget with a null selector.
of(resource) := full(resource.spec.selector) if {
	resource.kind != "NetworkPolicy"
	resource.kind != "Service"
}

of(resource) := full(object.get(resource, ["spec", "podSelector"], {})) if resource.kind == "NetworkPolicy"

of(resource) := {"matchLabels": resource.spec.selector, "matchExpressions": []} if {
	resource.kind == "Service"
	count(resource.spec.selector) > 0
}

full(selector) := {
	"matchLabels": object.get(selector, "matchLabels", {}),
	"matchExpressions": object.get(selector, "matchExpressions", []),
}

# True when every label and every expression holds; an empty selector matches everything.
matches(selector, labels) if {
	every key, value in object.get(selector, "matchLabels", {}) {
		labels[key] == value
	}
	every expression in object.get(selector, "matchExpressions", []) {
		holds(expression, labels)
	}
}

holds(expression, labels) if {
	expression.operator == "In"
	labels[expression.key] in expression.values
}

# An absent label is not in the list.
holds(expression, labels) if {
	expression.operator == "NotIn"
	not object.get(labels, expression.key, null) in expression.values
}

holds(expression, labels) if {
	expression.operator == "Exists"
	expression.key in object.keys(labels)
}

holds(expression, labels) if {
	expression.operator == "DoesNotExist"
	not expression.key in object.keys(labels)
}

# One label that every match has, to look candidates up by; `*` where the selector names none.
hint(selector) := hint_of(key, selector.matchLabels[key]) if key := min(object.keys(selector.matchLabels))

hint(selector) := any_hint if count(selector.matchLabels) == 0

hint_of(key, value) := concat("=", [key, value])

any_hint := "*"
