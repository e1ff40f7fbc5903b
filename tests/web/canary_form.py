"""The test child writes by itself: the public form, its receipt, a question of the centre, and the lane."""

import re

from tests.plain_http import browser
from tests.web.canary import Child
from tests.web.canary_life import Town
from tests.web.public import Writer, receipt_in, slip_in

CHILD = Child()


def writes(town: Town) -> None:
    """Straight to the board, asked back and answering; and once more over the limit, into the lane."""
    desk = town.people["dispatcher"]
    school = desk.get("/api/schools")["schools"][0]["id"]
    code = re.search(r"/q/(\w+)", desk.http.get(f"/sheets/{school}").text)
    assert code is not None
    http = browser(town.url, "kk")
    phone = Writer(http=http, origin=town.url, code=code[1])
    said = {"name": CHILD.name, "contact": CHILD.phone, "who": "child", "danger": "yes"}
    straight = phone.write(CHILD.story, **said)
    receipt = receipt_in(straight)
    (row,) = desk.get("/api/cases", number=slip_in(straight))["cases"]
    town.do("dispatcher", "ask-writer", case=row["id"], question=CHILD.story)
    assert phone.back(receipt, text=CHILD.guardian, once=phone.once()).status_code == 200
    late = phone.write(CHILD.story, once="", **said)
    assert slip_in(late) is None, "it waits in the lane, without a number"
    assert desk.get("/api/lane")["waiting"] == 1
