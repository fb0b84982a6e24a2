#!/usr/bin/env python3
"""Counts the same files with J. Lundell's Droop, for comparison: a line of JSON each, CPU milliseconds.

    PYTHONPATH=FOLDER-OF-DROOP Benchmarks/deliberation/ballots/reference.py FILE.csv ...
"""

import csv
import json
import sys
import time
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from droop.election import Election
from droop.profile import ElectionProfile


def blt(path):
    rows = [[cell for cell in row if cell] for row in csv.reader(path.open(encoding="utf-8"))]
    candidates, seats = int(rows[0][0]), int(rows[0][1])
    lines = [f"{candidates} {seats}"]
    lines += [" ".join(row) + " 0" for row in rows[1:] if row and all(cell.isdigit() for cell in row)]
    return "\n".join(lines + ["0"] + [f'"{number}"' for number in range(1, candidates + 1)] + ['"contest"', ""])


for path in map(Path, sys.argv[1:]):
    text = blt(path)
    for rule in ("scotland", "meek"):
        start = time.process_time()
        profile = ElectionProfile(data=text)
        parsed = time.process_time()
        election = Election(profile, {"rule": rule})
        with redirect_stdout(StringIO()):
            election.count()
        counted = time.process_time()
        print(
            json.dumps(
                {
                    "file": path.name,
                    "what": f"droop {rule}",
                    "parse_ms": round((parsed - start) * 1000, 3),
                    "count_ms": round((counted - parsed) * 1000, 3),
                }
            )
        )
