"""One request from receipt to closure: the case stream.

Read in this order: `terms` (the words), `events`, `visit_events`, `commands`, `state`, then the decisions by
stage: `intake`, `assessment`, `consent`, `duties`, `visits`, `considering`, `deadlines`; `decide` lists them all.
"""
