# METADATA
# title: Every resource is what the topology asks for, setting by setting
# description: >-
#   Rules of a resource know the settings that they were written for; this one has the last word about all others. A type that no stack makes,
#   a name that nobody declared, a setting that was never there, a value that no environment has, a reference to the thing of another, a part
#   that its stack always holds: each is a finding unless another rule has named the resource. A count or a for_each is a setting too.
# custom:
#   code: PT-514
#   severity: high
#   what_to_do: Synthesize again. Where a stack was changed on purpose, npm run docs writes the shapes anew; read them in the review.
#   applies: [terraform]
#   references: [docs/architecture.md]
package payments.run.planned_resources

import data.lib.declared
import data.lib.planned_resources as planned
import data.lib.report
import data.lib.resource_shapes

rule := report.rule(rego.metadata.chain())

subjects := planned.parts

violations contains problem if {
	some problem in (((strange | undeclared) | (differing | absent)) | missing)
	not [problem.root, problem.object] in named
}

deny := report.findings(rule, violations)

named := {[found.violation.root, found.violation.object] | some found in report.violations}

# A type that no stack makes.
strange := {report.problem(part, sprintf("a %s", [part.type]), "types that the stacks of a region hold") |
	some part in subjects
	not part.type in resource_shapes.by_edges
	not resource_shapes.shapes[part.type]
}

shaped := [{"part": part, "shape": shape, "leaves": leaves, "rest": leaves - constants[part.type]} |
	some part in subjects
	shape := resource_shapes.shapes[part.type]
	leaves := planned.leaves(part)
]

# What is the same wherever a type stands: most of what there is, and told apart fastest.
constants := {type: {[path, usual[0]] |
	some path, usual in shape.settings
	count(usual) == 1
	not contains(usual[0], "\n")
} |
	some type, shape in resource_shapes.shapes
}

undeclared := {report.problem(s.part, s.part.name, "a name of what was declared") |
	some s in shaped
	not s.part.name in s.shape.names
	not planned.about[s.part.key]
}

differing := {report.problem(s.part, sprintf("%s %s", [replace(path, "|", "."), concat(", ", values)]), wanted(s, path)) |
	some s in shaped
	own := words(s.part, s.shape)
	some path in {path | some [path, _] in s.rest}
	values := sort({value | some [other, value] in s.leaves; other == path})
	not is_usual(s.part.root, usual_of(s, path), values, own)
}

absent := {report.problem(s.part, sprintf("no %s", [replace(path, "|", ".")]), wanted(s, path)) |
	some s in shaped
	paths := {path | some [path, _] in s.leaves}
	some path, _ in s.shape.settings
	not path in paths
	usual := usual_of(s, path)
	usual != null
	not "" in usual
}

is_usual(root, usual, values, own) if usual == null

else if concat("\n", values) in usual

else if planned.plain(root, values, own) in usual

# Words of a name that its values may repeat.
words(part, shape) := {word | some word in split(part.name, "_")} if part.name in shape.names

else := {word | some word in split(planned.about[part.key][2], "_")}

# What a setting may be; nothing where there was no such setting.
usual_of(s, path) := s.shape.real[path] if declared.topology(s.part.root).environment.data == "real"

else := object.get(s.shape.settings, path, [])

wanted(s, path) := concat(" or ", [shown(usual) | some usual in usual_of(s, path)]) if count(usual_of(s, path)) > 0

else := "no such setting"

shown(usual) := replace(usual, "\n", ", ") if usual != ""

else := "nothing"

# What always stands in a stack, and what always comes with another.
missing := {report.problem({"root": root, "path": path, "id": address}, "no such part", sprintf("what stack %s always holds", [stack])) |
	some [root, path, stack], held in stacks
	some address in resource_shapes.always[stack]
	not address in held
} | {report.problem({"root": root, "path": root, "id": planned.id(type, concat("", [before, about, after]))}, "no such part", sprintf("one beside %s", [beside])) |
	some root in regions
	some group in resource_shapes.groups
	beside_each := heads(root, group)
	some [type, before, after] in group
	some about, beside in beside_each
	not about in middles(root, [type, before, after])
}

stacks := found_stacks

found_stacks[[part.root, part.path, part.stack]] contains part.id if some part in subjects

regions := {part.root | some part in subjects}

middles(root, [type, before, after]) := object.get(planned.members, [root, type, [before, after]], set())

# What the members of a group are about, each with one that is there.
heads(root, group) := {about: min(addresses) |
	some about in {about | some member in group; some about in middles(root, member)}
	addresses := {planned.id(member[0], concat("", [member[1], about, member[2]])) | some member in group; about in middles(root, member)}
}
