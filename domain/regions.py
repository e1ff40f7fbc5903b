"""The country's regions by their ISO 3166-2 codes: seventeen regions and three cities of their own."""

from typing import Final

REGIONS: Final = frozenset(
    {
        "KZ-10",
        "KZ-11",
        "KZ-15",
        "KZ-19",
        "KZ-23",
        "KZ-27",
        "KZ-31",
        "KZ-33",
        "KZ-35",
        "KZ-39",
        "KZ-43",
        "KZ-47",
        "KZ-55",
        "KZ-59",
        "KZ-61",
        "KZ-62",
        "KZ-63",
        "KZ-71",
        "KZ-75",
        "KZ-79",
    }
)
"""Each has a centre of its own, which may work in another installation. The invented town's is not here."""
