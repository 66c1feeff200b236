# METADATA
# title: Values that look like a secret
# description: What a value looks like is said, the value never.
package lib.sensitive

looks_like(key, value) := shape if shape := by_shape(value)

else := "a password by its name" if {
	regex.match(`(?i)(password|passwd|pwd|secret|api[_.-]?key|private[_.-]?key|credentials?|(^|[_.-])token)$`, key)
	not regex.match(`^(/.*|\$.*|true|false|[0-9]*)$`, value)
}

# Shapes that are a secret whatever the name.
by_shape(value) := kind if kind := key_in(value)

else := "a password in an address" if regex.match("[a-z]://[^/\\s:@]+:[^/\\s:@]+@", value)

# Shapes that are recognized within any text; to look for a mark first is cheaper than an expression over megabytes.
key_in(text) := "a private key" if {
	contains(text, "PRIVATE KEY")
	regex.match(`-----BEGIN [A-Z ]*PRIVATE KEY`, text)
} else := "an access key of AWS" if {
	some mark in ["AKIA", "ASIA"]
	contains(text, mark)
	regex.match("(^|[^A-Z0-9])A(KIA|SIA)[A-Z0-9]{16}($|[^A-Z0-9])", text)
} else := "a token" if {
	some mark in ["ghp_", "github_pat_", "xox", "k_live_", "eyJ"]
	contains(text, mark)
	regex.match("(ghp_|github_pat_|xox[abprs]-|sk_live_|rk_live_|eyJ[A-Za-z0-9_-]{10,}\\.eyJ)", text)
}
