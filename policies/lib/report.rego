# METADATA
# title: From violations to findings
# description: >-
#   A rule is a package with METADATA, `rule`, `subjects` (what it looked at), `violations` (what it found) and `deny`
#   (what nobody waived).
package lib.report

import data.lib.documents
import data.lib.waivers
import data.payments.run.planned_objects

# The rule that a package states in its METADATA.
rule(chain) := object.union(annotations.custom, {"title": annotations.title, "name": concat(".", link.path)}) if {
	some link in chain
	annotations := link.annotations
	annotations.scope == "package"
}

# What a rule found at a subject: what was seen and what is wanted, in lower case, without full stop.
problem(subject, saw, want) := {
	"root": subject.root,
	"path": subject.path,
	"object": subject.id,
	"saw": saw,
	"want": want,
}

# The findings that nobody waived, as conftest wants them.
findings(rule_, found) := {finding(rule_, violation) |
	some violation in found
	not waivers.waived(violation.root, rule_.code, violation.object)
}

finding(rule_, violation) := {
	"msg": sprintf("%s %s: saw %s; want %s", [rule_.code, violation.object, violation.saw, violation.want]),
	"code": rule_.code,
	"rule": rule_.name,
	"severity": rule_.severity,
	"region": documents.region_of(violation.root),
	"object": violation.object,
	"path": violation.path,
	"saw": violation.saw,
	"want": violation.want,
}

# What each rule looked at, and the one that speaks after all others.
checked := array.concat(
	array.concat(
		[{"rule": data.payments.workload[name].rule, "subjects": subjects} | some name; subjects := data.payments.workload[name].subjects],
		[{"rule": data.payments.terraform[name].rule, "subjects": subjects} | some name; subjects := data.payments.terraform[name].subjects],
	),
	[{"rule": planned_objects.rule, "subjects": subjects} | subjects := planned_objects.subjects],
)

# What each rule found, waived or not.
violations := array.concat(
	[{"code": data.payments.workload[name].rule.code, "violation": violation} | some name; some violation in data.payments.workload[name].violations],
	[{"code": data.payments.terraform[name].rule.code, "violation": violation} | some name; some violation in data.payments.terraform[name].violations],
)

# One entry per rule and root: what was examined.
examined := {entry |
	some check in checked
	some root in roots
	found := examined_in(check, root)
	region := documents.region_of(root)
	entry := {
		"msg": sprintf("%s examined %d in %s", [check.rule.code, found, region]),
		"code": check.rule.code,
		"rule": check.rule.name,
		"title": check.rule.title,
		"severity": check.rule.severity,
		"what_to_do": check.rule.what_to_do,
		"region": region,
		"root": root,
		"examined": found,
	}
}

# How many subjects of a region a rule looked at.
examined_in(check, root) := object.get(tally, [[check.rule.name, root]], 0)

tally := {place: count(found) |
	some place in {place | some place in marks}
	found := [1 | some other in marks; other == place]
}

marks := [[name, subject.root] | some check in checked; name := check.rule.name; some subject in check.subjects]

roots := documents.roots if count(documents.roots) > 0

roots := {""} if count(documents.roots) == 0
