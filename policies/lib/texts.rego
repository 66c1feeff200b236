# METADATA
# title: Every emitted document as text, for rules that look for a kind of value anywhere
# description: What stands in base64 is read too, because a Secret, binary data and many a setting hold nothing else.
package lib.texts

import data.lib.documents

all := array.concat(
	[text(entry, entry.id, entry.object) | some entry in documents.kubernetes],
	[text(document, document.path, document.json) | some document in documents.terraform],
)

text(source, id, contents) := {"root": source.root, "path": source.path, "id": id, "text": concat("\n", array.concat([written], decoded(written)))} if {
	# A line break within a value is no letter before what follows it.
	written := regex.replace(json.marshal(contents), `\\[nrt]`, " ")
}

# Not the digests of images: they decode to noise.
decoded(written) := [plain |
	some token in regex.find_n(`[A-Za-z0-9+/]{16,}={0,2}`, written, -1)
	count(token) % 4 == 0
	not regex.match(`^[0-9a-f]+$`, token)
	plain := base64.decode(token)
	regex.match(`^[\t\r\n -~]+$`, plain)
]
