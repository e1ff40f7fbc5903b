"""Names for the ids that events carry, in the reader's language: people, schools, groups, centres, laws."""

from dataclasses import dataclass
from typing import Final

from web.system import System
from web.words import known, say

_DOCUMENTS: Final = {"r": "R", "appc": "APPC", "cc": "CC", "pd": "PD"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Empty for an id that stands in no register."""

    system: System
    language: str

    def person(self, key: str | None) -> str:
        """An account's or a specialist's name."""
        row = self._row("accounts", key) or self._row("specialists", key)
        return "" if row is None else str(row["name"])

    def school(self, key: str | None) -> str:
        return self._named("schools", key)

    def team(self, key: str | None) -> str:
        row = self._row("teams", key)
        return "" if row is None else str(row["name"])

    def centre(self, region: str) -> str:
        """The centre that answers for a region; the region's own name where none stands here."""
        row = next((one for one in self.system.rows("centres").values() if one["region"] == region), None)
        return self.word("story.word.region", region) if row is None else self._in_language(row)

    def role(self, role: str) -> str:
        return self.word("shell.role", role)

    def word(self, group: str, value: object) -> str:
        """The word for a value of a group; the value itself where the catalogue has none."""
        key = f"{group}.{value}"
        return say(key, self.language) if known(key) else str(value)

    def citation(self, key: str) -> str:
        """What a rule says and in which document; what is ours says so and never looks like law."""
        words = self.word("law.citation", key)
        document = _DOCUMENTS.get(key.split("-")[0])
        if document is None:
            return f"{words} [{say('shell.ours', self.language)}]" if key.startswith("ours-") else words
        point = {"point": key.removeprefix("appc-")}
        read = "law.point.known" if key.startswith("appc-") else "law.point.unknown"
        return f"{words} [{self.word('supervisor.law', document)}, {say(read, self.language, point)}]"

    def document(self, key: str) -> str:
        """The document behind a citation, in full; empty for a key of none."""
        mark = _DOCUMENTS.get(key.split("-")[0])
        if mark is not None:
            return f"[{self.word('supervisor.law', mark)}] {self.word('law.document', mark)}"
        ours = f"[{say('shell.ours', self.language)}] {say('law.ours', self.language)}"
        return ours if key.startswith("ours-") else ""

    def _named(self, table: str, key: str | None) -> str:
        row = self._row(table, key)
        return "" if row is None else self._in_language(row)

    def _in_language(self, row: dict[str, object]) -> str:
        wanted = (row.get(name) for name in (f"name_{self.language}", "label", "name_kk", "name_ru"))
        return str(next((name for name in wanted if name), ""))

    def _row(self, table: str, key: str | None) -> dict[str, object] | None:
        return None if key is None else self.system.row(table, key)
