"""What a screen gets of its reader's inbox: the one row of the topic `inbox:<account>`."""

from typing import TypedDict


class InboxRow(TypedDict):
    """How many notices are unread, and the number of the newest of them; the list is asked for."""

    unread: int
    newest: int
