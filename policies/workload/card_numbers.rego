# METADATA
# title: Nothing that was written looks like a card number
# description: >-
#   A card number in a manifest, a default or a test value makes everything that stores, ships or shows the file
#   part of the card-data environment. Digits of that length, with or without separators or in base64, that pass the
#   Luhn check and begin like a card are taken for one.
# custom:
#   code: PT-246
#   severity: high
#   what_to_do: Remove it; use a token, or a number that fails the Luhn check.
#   applies: [kubernetes]
#   expects: workloads
#   references: [https://www.pcisecuritystandards.org/document_library/]
package payments.workload.card_numbers

import data.lib.report
import data.lib.texts

rule := report.rule(rego.metadata.chain())

subjects := texts.all

violations contains report.problem(subject, sprintf("digits that look like a card number (%s…)", [substring(digits, 0, 6)]), "no card number anywhere") if {
	some subject in subjects
	some [_, text] in regex.find_all_string_submatch_n(`(?:^|[^0-9A-Za-z])([2-6](?:[ ._/-]{0,2}[0-9]){12,18})\b`, subject.text, -1)
	digits := regex.replace(text, `[^0-9]`, "")
	begins_like_card(digits)
	passes_luhn(digits)
}

begins_like_card(digits) if regex.match(`^(3[0-9]|4[0-9]|5[0-9]|6[0-9]|2[2-7])`, digits)

passes_luhn(digits) if {
	last := count(digits) - 1
	total := sum([weighed(to_number(digit), (last - place) % 2) | some place, digit in split(digits, "")])
	total % 10 == 0
}

# Every second digit from the right counts double, and its digits are added.
weighed(digit, 0) := digit

weighed(digit, 1) := (digit * 2) - (9 * floor(digit / 5))

deny := report.findings(rule, violations)
