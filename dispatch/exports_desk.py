"""Commands about files with names that leave the house: one stream each."""

from collections.abc import Mapping
from typing import Any, Final, get_args

from dispatch.outcomes import Handler, Outcome, one
from dispatch.ports import Reader
from dispatch.streams import EXPORT
from domain import export
from domain.context import Context


def _export(reader: Reader, command: Any, context: Context) -> Outcome:
    state, version = reader.state(EXPORT, command.export)
    return one(command.export, version, export.decide(state, command, context))


HANDLERS: Final[Mapping[type, Handler]] = dict.fromkeys(get_args(export.ExportCommand), _export)
