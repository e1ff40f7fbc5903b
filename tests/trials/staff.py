"""Staff at work in a process of its own: a command now and then, and how long each took.

python -m tests.trials.staff NEEDS PER_SECOND SECONDS

Prints the times in milliseconds, sorted, as JSON. Whatever is not 200 ends it.
"""

import http.client
import json
import sys
import time
from uuid import uuid4


class Desk:
    """One connection of a dispatcher."""

    def __init__(self, needs: dict[str, str]) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", int(needs["port"]), timeout=30)
        self._head = {"Origin": needs["url"], "Cookie": needs["cookie"], "Content-Type": "application/json"}

    def send(self, name: str, **fields: object) -> None:
        body = json.dumps({"command_id": str(uuid4()), **fields})
        self._http.request("POST", f"/api/commands/{name}", body, self._head)
        answer = self._http.getresponse()
        said = answer.read()
        if answer.status != 200:
            raise RuntimeError(said)


def main(needs: dict[str, str], per_second: float, seconds: float) -> None:
    desk, case = Desk(needs), str(uuid4())
    desk.send("receive-request", case=case, channel="phone", story="staff")
    times, started = [], time.monotonic()
    for number in range(int(per_second * seconds)):
        wait = started + number / per_second - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        before = time.monotonic()
        desk.send("add-note", case=case, text=f"note {number}")
        times.append((time.monotonic() - before) * 1_000)
    print(json.dumps(sorted(times)))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]))
