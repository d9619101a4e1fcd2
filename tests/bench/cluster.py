# SPDX-License-Identifier: Apache-2.0
"""A private PostgreSQL for one run of the bench: prints the arguments of psycopg2 as one line of JSON,
and takes the cluster away when it is told to end."""
import json
import pathlib
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "integration"))
from servers import private_postgres  # noqa: E402

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
with private_postgres() as arguments:
    print(json.dumps(arguments), flush=True)
    signal.pause()
