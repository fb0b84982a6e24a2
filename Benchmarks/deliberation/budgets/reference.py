#!/usr/bin/env python3
"""CPU seconds of pabutools (PyPI) on the same files, a line of JSON each; checks that it gives the winners named.

    reference.py GUERILLA FILE.pb ...
"""
import json
import subprocess
import sys
import time

from pabutools.election import Cardinality_Sat, Cost_Sat, parse_pabulib
from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares, sequential_phragmen

RULES = {
    "greedy-votes": lambda i, p: greedy_utilitarian_welfare(i, p, sat_class=Cost_Sat),
    "greedy-votes-per-cost": lambda i, p: greedy_utilitarian_welfare(i, p, sat_class=Cardinality_Sat),
    "equal-shares-cost": lambda i, p: method_of_equal_shares(i, p, sat_class=Cost_Sat),
    "equal-shares-card": lambda i, p: method_of_equal_shares(i, p, sat_class=Cardinality_Sat),
    "phragmen": sequential_phragmen,
}


def main(guerilla, files):
    agree = True
    for file in files:
        start = time.process_time()
        instance, profile = parse_pabulib(file)
        line("parse", file, start)
        profile = profile.as_multiprofile()
        for name, rule in RULES.items():
            start = time.process_time()
            winners = {project.name for project in rule(instance, profile)}
            same = None
            if guerilla:
                ours = subprocess.run(
                    [*guerilla.split(), "budget", file, "--rule", name, "--json"], capture_output=True, check=True)
                same = set(json.loads(ours.stdout)["winners"]) == winners
                agree = agree and same
            line("reference " + name, file, start, sameWinners=same)
    return 0 if agree else 1


def line(what, file, start, **more):
    print(json.dumps({"what": what, "file": file, "cpuSeconds": round(time.process_time() - start, 4), **more}), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
