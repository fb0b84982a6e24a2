#!/usr/bin/env python3
"""What happens when things go wrong: killed, stopped, without its database, sent nonsense. Minutes rather than seconds.

    Tests/Faults/run.py                 all of them
    Tests/Faults/run.py killed outage   only these

The last line is “N passed, N failed”.
"""

import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ALL = ["killed", "stopped", "hostile", "outage"]
COUNTED = re.compile(r"^(\d+) passed, (\d+) failed$")


def main():
    passed = failed = 0
    for name in sys.argv[1:] or ALL:
        print(f"== {name}", flush=True)
        process = subprocess.Popen([sys.executable, HERE / f"{name}.py"], stdout=subprocess.PIPE, text=True)
        said = None
        for line in process.stdout:
            if counted := COUNTED.match(line):
                said = counted
            else:
                print(line, end="", flush=True)
        status = process.wait()
        if said:
            passed, failed = passed + int(said[1]), failed + int(said[2])
        if not said or (status != 0 and int(said[2]) == 0):
            failed += 1
            print(f"FAIL  {name} broke off (status {status})", flush=True)
    print(f"{passed} passed, {failed} failed", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
