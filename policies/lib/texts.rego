# METADATA
# title: Every emitted document as text, for rules that look for a kind of value anywhere
package lib.texts

import data.lib.documents

all := array.concat(
	[text(entry, entry.id, entry.object) | some entry in documents.kubernetes],
	[text(document, document.path, document.json) | some document in documents.terraform],
)

text(source, id, contents) := {"root": source.root, "path": source.path, "id": id, "text": json.marshal(contents)}
