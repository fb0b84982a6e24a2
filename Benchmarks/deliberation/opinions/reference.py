#!/usr/bin/env python3
"""CPU seconds of red-dwarf (PyPI) on a votes.csv, from the votes to the statistics: a line of JSON.

    reference.py votes.csv
"""
import csv
import json
import os
import sys
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")

from reddwarf.implementations.base import run_pipeline  # noqa: E402


def main(file):
    with open(file, newline="") as lines:
        votes = [
            {"participant_id": int(row["voter-id"]), "statement_id": int(row["comment-id"]), "vote": int(row["vote"])}
            for row in csv.DictReader(lines)
        ]
    least = float("inf")
    for _ in range(3):
        start = time.process_time()
        result = run_pipeline(votes=votes)
        least = min(least, time.process_time() - start)
    people, statements = result.raw_vote_matrix.shape
    line = {"what": "reference map from the votes", "cpuSeconds": least, "people": people, "statements": statements}
    print(json.dumps(line | {"votes": len(votes)}))


if __name__ == "__main__":
    main(sys.argv[1])
