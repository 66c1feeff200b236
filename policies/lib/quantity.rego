# METADATA
# title: Kubernetes quantities, percentages and plurals
package lib.quantity

# CPU in thousandths.
cpu_millis(text) := units.parse(as_text(text)) * 1000

# Memory in MiB.
memory_mib(text) := units.parse_bytes(as_text(text)) / 1048576

as_text(value) := value if is_string(value)

as_text(value) := format_int(value, 10) if {
	is_number(value)
	value == floor(value)
}

as_text(value) := sprintf("%v", [value]) if {
	is_number(value)
	value != floor(value)
}

# A number, or a percentage of the total rounded up, as the disruption controller and (for surge) the deployment controller do.
scaled(value, _) := value if is_number(value)

scaled(value, total) := ceil((to_number(trim_suffix(value, "%")) * total) / 100) if {
	is_string(value)
	endswith(value, "%")
}

# A percentage rounded down: what `maxUnavailable` of a Deployment means.
scaled_down(value, _) := value if is_number(value)

scaled_down(value, total) := floor((to_number(trim_suffix(value, "%")) * total) / 100) if {
	is_string(value)
	endswith(value, "%")
}

round_up(value) := ceil(value)
