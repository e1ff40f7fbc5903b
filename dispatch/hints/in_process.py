"""Where there is no Redis: nobody is told anything, and looking every second has to do."""

from collections.abc import Callable, Mapping

from dispatch.hints.port import Heard, Standing


class InProcess:
    """Tells nobody; this process knows what it does itself."""

    memory = None

    def start(self) -> None:
        """Nothing to begin."""

    def tell(self, kind: str, key: str = "") -> None:
        """There is nobody to be told."""

    def listen(self, kind: str, heard: Heard) -> None:
        """There is nobody to be heard."""

    def standing(self) -> Standing:
        return Standing(carrier="in-process")

    def present(self, boards: Callable[[], Mapping[str, int]]) -> None:
        """There is nobody to be told."""

    def others(self) -> Mapping[str, Mapping[str, int]]:
        return {}

    def close(self) -> None:
        """Nothing to end."""
