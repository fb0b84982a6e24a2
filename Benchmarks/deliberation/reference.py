"""CPU seconds of what others use (PyPI), on the files that DeliberationBenchmarks left in a folder: a line of JSON each.

reference.py FOLDER
"""

import csv
import json
import os
import sys
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")


def line(measure, seconds, **more):
    print(json.dumps({"measure": measure, "cpu_seconds": seconds, **more}), flush=True)


def timed(work, rounds=1):
    least = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        result = work()
        least = min(least, time.process_time() - start)
    return least, result


def budgets(folder):
    from pabutools.election import Cost_Sat, parse_pabulib
    from pabutools.rules import exhaustion_by_budget_increase, method_of_equal_shares

    seconds, (instance, profile) = timed(lambda: parse_pabulib(folder + "city.pb"))
    line("budgets-parse", seconds)
    ballots = profile.as_multiprofile()
    seconds, winners = timed(lambda: method_of_equal_shares(instance, ballots, sat_class=Cost_Sat))
    line("equal-shares", seconds, winners=[project.name for project in winners])
    instance, profile = parse_pabulib(folder + "district.pb")
    ballots = profile.as_multiprofile()
    whole = lambda: exhaustion_by_budget_increase(
        instance, ballots, method_of_equal_shares, {"sat_class": Cost_Sat}, budget_step=len(profile)
    )
    seconds, winners = timed(whole)
    line("add1-district", seconds, winners=[project.name for project in winners])


def ballots(folder):
    from stvpoll.scottish_stv import ScottishSTV

    rows = list(csv.reader(open(folder + "ward.csv", encoding="utf-8")))
    candidates, seats = int(rows[0][0]), int(rows[0][1])

    def count():
        poll = ScottishSTV(seats=seats, candidates=[str(number + 1) for number in range(candidates)], random_in_tiebreaks=False)
        for row in rows[1:]:
            if row[0] == "1":
                poll.add_ballot(row[1:], 1)
        return poll.calculate()

    seconds, result = timed(count, 3)
    line("stv-scottish", seconds, winners=[int(number) for number in result.elected_as_tuple()])


def opinions(folder):
    from reddwarf.implementations.base import run_pipeline

    with open(folder + "votes.csv", newline="") as file:
        votes = [
            {"participant_id": int(row["voter-id"]), "statement_id": int(row["comment-id"]), "vote": int(row["vote"])}
            for row in csv.DictReader(file)
        ]
    seconds, _ = timed(lambda: run_pipeline(votes=votes), 3)
    line("opinions", seconds)


if __name__ == "__main__":
    for part in (budgets, ballots, opinions):
        part(sys.argv[1] + "/")
