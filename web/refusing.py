"""What a refusal's words need and the domain does not know: who it was, by name, and what time it was."""

from dataclasses import replace
from datetime import datetime

from domain.law.local_time import local
from domain.refusal import Refused
from web.system import System


def explained(system: System, refused: Refused) -> Refused:
    """The refusal with `who` for an account, `person` for a specialist, `group` and `number` for a team and a
    case, and `when` for a time."""
    params = dict(refused.params)
    who = params.get("account", params.get("by"))
    at = params.get("at", params.get("since"))
    if who is not None:
        params["who"] = _name(system, "accounts", str(who))
    if "specialist" in params:
        params["person"] = _name(system, "specialists", str(params["specialist"]))
    if "team" in params:
        params["group"] = _name(system, "teams", str(params["team"]))
    if "case" in params:
        params["number"] = _name(system, "queue", str(params["case"]), "number")
    if at is not None:
        params["when"] = local(datetime.fromisoformat(str(at))).strftime("%H:%M")
    return replace(refused, params=params)


def _name(system: System, table: str, key: str, field: str = "name") -> str:
    row = system.row(table, key)
    return "?" if row is None else str(row[field])
