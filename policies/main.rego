# METADATA
# title: Everything in one evaluation
# description: >-
#   Conftest evaluates each rule name of each namespace on its own and forgets what it computed in between. One namespace
#   with one `deny` lets all rules share the indexes of `lib`, which is most of the time that a run takes.
package main

deny contains finding if some finding in data.payments[_][_].deny

# How many things each rule looked at, per region: a rule that examined nothing says nothing.
warn contains entry if some entry in data.lib.report.examined
