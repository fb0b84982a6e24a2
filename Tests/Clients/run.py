#!/usr/bin/env python3
"""The programs that people already have, against the running site: Mastodon.py, toot, feed readers, calendars; and calls that nobody would make.

    Tests/Clients/run.py              all of it
    Tests/Clients/run.py day canary   only these: day, terminal, feeds, canary, wire, heard, described, conformance

The last line is “N passed, N failed”.
"""

import sys

from app import Checks
from conformance import conformance

ALL = {"day": "day", "terminal": "terminal", "feeds": "feeds", "canary": "canary", "wire": "wire", "heard": "heard", "described": "described"}


def main():
    wanted = sys.argv[1:] or [*ALL, "conformance"]
    if unknown := set(wanted) - {*ALL, "conformance"}:
        sys.exit(f"there is no {', '.join(unknown)}")
    checks = Checks()
    for name in wanted:
        test = conformance if name == "conformance" else getattr(__import__(ALL[name]), name)
        checks.run(name, test)
    checks.end()


if __name__ == "__main__":
    main()
