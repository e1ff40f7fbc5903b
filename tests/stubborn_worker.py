"""`jedel worker` with planted faults, for tests that have to see them.

`--deaf`: it never hears that another process has taken over. `--unfenced`: nor does any transaction look.
"""

import sys

from dispatch.lease import Held, Lease
from web.cli.main import main

if __name__ == "__main__":
    if "--deaf" in sys.argv:
        Lease.renew = lambda self, held, told="": True  # type: ignore[method-assign]
    if "--unfenced" in sys.argv:
        Held.fence = lambda self, connection: None  # type: ignore[method-assign]
    sys.argv = ["jedel", "worker"]
    main()
