"""One request from receipt to closure: the case stream.

Read in this order: `terms` (the words), `events`, `care_events`, `visit_events`, the commands beside them,
`state`, `evolve`, then the decisions by stage: `intake`, `corrections`, `assessment`, `consent`, `duties`,
`visits`, `considering`, `deadlines`; `decide` lists them all.
"""
