#!/usr/bin/env python3
"""Two processes on one database, and letters and pushed notices on their way to real servers.

    Tests/Together/run.py              all of it
    Tests/Together/run.py live folder  only these: live, private, stream, push, jobs, folder, smtp

They mostly wait, for a lease or for the minute in which letters are written: so they run side by side. The last line is
“N passed, N failed”.
"""

import os
import re
import subprocess
import sys

from pair import ROOT, Checks

ALL = {"live": "live", "private": "live", "stream": "streams", "push": "push", "jobs": "jobs", "folder": "letters", "smtp": "letters"}
COUNTED = re.compile(r"^(\d+) passed, (\d+) failed$")


def alone(name):
    checks = Checks()
    checks.run(name, getattr(__import__(ALL[name]), name))
    checks.end()


def together(names):
    """Runs each in a process of its own; what they say is printed one after another."""
    begun = [
        (name, subprocess.Popen([sys.executable, __file__, "--alone", name], stdout=subprocess.PIPE, text=True))
        for name in names
    ]
    passed = failed = 0
    for name, process in begun:
        lines = process.communicate()[0].splitlines()
        said = COUNTED.match(lines[-1]) if lines else None
        print(*(lines[:-1] if said else lines), sep="\n", flush=True)
        if said:
            passed, failed = passed + int(said[1]), failed + int(said[2])
        if not said or (process.returncode != 0 and int(said[2]) == 0):
            failed += 1
            print(f"FAIL  {name} broke off (status {process.returncode})", flush=True)
    print(f"{passed} passed, {failed} failed", flush=True)
    sys.exit(1 if failed else 0)


def main():
    if sys.argv[1:2] == ["--alone"]:
        return alone(sys.argv[2])
    wanted = [name for name in sys.argv[1:] if name in ALL] or list(ALL)
    if not os.environ.get("GUERILLA_TEST_POSTGRES"):
        # A server of its own, gone afterwards.
        command = [ROOT / "scripts/postgres", "run", "--", sys.executable, __file__, *wanted]
        sys.exit(subprocess.run(command).returncode)
    together(wanted)


if __name__ == "__main__":
    main()
