# METADATA
# title: Accepted findings
# description: >-
#   Waivers come from `topology.json`. A waiver counts in its own environment and before the day it expires, judged at
#   `data.as_of` (an ISO date, so that dates compare as text); without that date every waiver is expired.
package lib.waivers

import data.lib.documents

waived(root, code, object_) if object_ in accepted[root][code]

accepted[waiver.root][waiver.code] contains waiver.object if {
	some waiver in all
	not is_expired(waiver)
}

# Every waiver of the environment that a region belongs to, as a subject.
all := [object.union(waiver, {"root": region.root, "path": region.path, "id": waiver.object}) |
	some region in documents.topologies
	some waiver in object.get(region.topology, "waivers", [])
	waiver.environment == region.topology.environment.name
]

is_expired(waiver) if as_of >= waiver.expires

default as_of := "9999-12-31"

as_of := data.as_of
