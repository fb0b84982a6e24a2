"""Pictures of ballots: rankings, decisions of a group, choices between two, credits."""

from drawing import Picture, tally


def stv():
    result = tally("ranked", "ward.csv", "--rule", "stv-scottish")
    names = [candidate["name"] for candidate in result["candidates"]]
    picture = Picture("stv", "Fifty ballots, four seats, stage by stage", "Bars of votes for five candidates at each stage; the line is the quota.")
    picture.line(f"The line is the quota, {result['quota']:g} votes. “Elected” stands where somebody reaches it, or is last to be left.")
    elected, first = set(), None
    for stage in result["rounds"]:
        who = names[stage["candidate"] - 1] if "candidate" in stage else ""
        what = {"first-preferences": "First choices", "surplus": f"{who} passes on {stage.get('surplus', 0):g}", "exclusion": f"{who} goes"}
        picture.heading(f"{stage['round']}. {what[stage['action']]}")
        new = set(stage["elected"])
        elected |= new
        rows = []
        for number, votes in enumerate(stage["votes"], 1):
            after = f"{votes:g}{' elected' if number in new else ''}"
            rows.append((names[number - 1], votes, "b" if number in elected else "a", after))
        first = first or rows
        picture.bars(rows, marks=[result["quota"]], like=first)
    picture.write()


def meek():
    result = tally("ranked", "ward.csv", "--rule", "stv-meek")
    names = [candidate["name"] for candidate in result["candidates"]]
    picture = Picture("meek", "The same fifty ballots by Meek's method", "Votes in the end, and what part of each ballot everybody keeps.")
    last = result["rounds"][-1]
    picture.line("The same fifty ballots. Whoever is elected keeps only the part of each ballot that is needed; the rest flows on.")
    picture.heading(f"In the end: votes, with the line at the quota, {last['quota']:.4f}")
    rows = []
    for number, name in enumerate(names, 1):
        keep = last["keep"][number - 1]
        kept = f", keeps {keep:.1%}" if 0 < keep < 1 else ""
        votes = last["votes"][number - 1]
        rows.append((name, votes, "b" if number in result["winners"] else "rest", f"{votes:.4f}{kept}"))
    picture.bars(rows, marks=[last["quota"]])
    picture.write()


def ranking():
    picture = Picture("rankings", "One mayor: who should win?", "Votes round by round under instant runoff, and every pair compared.")
    picture.line("40 people: Ann, then Mid. 35: Zoe, then Mid. 25: Mid, then Ann.")
    runoff = tally("ranked", "mayor.csv", "--rule", "irv")
    names = [candidate["name"] for candidate in runoff["candidates"]]
    out = set()
    for stage in runoff["rounds"]:
        picture.heading(f"Instant runoff, round {stage['round']}")
        is_last = stage is runoff["rounds"][-1]
        rows = []
        for number, votes in enumerate(stage["votes"], 1):
            if number not in out:
                won = is_last and number in runoff["winners"]
                rows.append((names[number - 1], votes, "b" if won else "a", f"{votes:g}{' wins' if won else ''}"))
        picture.bars(rows, most=runoff["ballots"])
        out |= set(stage["excluded"])
    pairs = tally("ranked", "mayor.csv", "--rule", "condorcet")
    picture.heading(f"Two by two: {names[pairs['winners'][0] - 1]} beats each of the others")
    picture.stacks(pair_rows(names, pairs["matrix"]), pairs["ballots"])
    circle = tally("ranked", "circle.csv", "--rule", "schulze")
    names = [candidate["name"] for candidate in circle["candidates"]]
    picture.heading("A circle: Ann beats Bob, Bob beats Cat, Cat beats Ann")
    picture.stacks(pair_rows(names, circle["matrix"]), circle["ballots"])
    picture.line(f"Schulze: the weakest victory is ignored, so {names[circle['winners'][0] - 1]} wins.")
    picture.write()


def pair_rows(names, matrix):
    rows = []
    for one in range(len(names)):
        for other in range(one + 1, len(names)):
            first, second = (one, other) if matrix[one][other] >= matrix[other][one] else (other, one)
            won, lost = matrix[first][second], matrix[second][first]
            rows.append((f"{names[first]} : {names[second]}", [(f"{names[first]} {won}", won, "b"), (f"{names[second]} {lost}", lost, "rest")]))
    return rows


def show_of_hands():
    picture = Picture("hands", "Two thirds of what?", "One vote measured against those who took a side, against all who voted, and against all who may.")
    first = tally("decision", "proposal.json", "--rule", "show-of-hands")
    votes = {option["id"]: option["votes"] for option in first["options"]}
    picture.line(f"“{first['title']}”: {votes['yes']} yes, {votes['no']} no, {first['abstentions']} abstain; {first['eligible']} may vote.")
    bases = {
        "sides-taken": (votes["yes"] + votes["no"], "who took a side"), "votes-cast": (first["ballots"], "who voted"),
        "eligible": (first["eligible"], "who may vote"),
    }  # fmt: skip
    for basis, (whole, words) in bases.items():
        result = tally("decision", "proposal.json", "--rule", "show-of-hands", "--mark", f"yes:at-least:2/3:{basis}")
        passes = result["options"][0]["passes"]
        picture.heading(f"Two thirds of those {words}: {'carried' if passes else 'not carried'}")
        picture.bars(
            [("", votes["yes"] / whole, "b" if passes else "a", f"{votes['yes']} of {whole}")], most=1.2, marks=[2 / 3]
        )
    quorum = tally("decision", "proposal.json", "--rule", "show-of-hands", "--quorum", "50%")
    picture.heading(f"Quorum of one half: {'met' if quorum['quorate'] else 'not met'}")
    picture.bars(
        [("", quorum["ballots"], "b" if quorum["quorate"] else "a", f"{quorum['ballots']} of {quorum['eligible']} voted")],
        most=quorum["eligible"], marks=[quorum["quorum"]],
    )  # fmt: skip
    picture.write()


def points():
    picture = Picture("points", "One summer, five ways to ask", "Twelve people choose one of four events by five kinds of ballot.")
    picture.line("Five like the band best, four chess, three the walk. All like the film well enough. The same twelve people each time:")
    asked = [
        ("hands", "show-of-hands", "One vote each", "votes"), ("approval", "approval", "As many as one likes", "total"),
        ("score", "score", "Nothing to five for each", "total"), ("positional", "positional", "Three, two, one for the best three", "total"),
        ("dots", "dots", "Eight dots to spread", "total"),
    ]  # fmt: skip
    for file, rule, words, key in asked:
        result = tally("decision", f"summer-{file}.json", "--rule", rule)
        winners = result.get("winners", result.get("leaders"))
        picture.heading(words)
        picture.bars(
            [
                (option["name"], option[key], "b" if option["id"] in winners else "a", f"{option[key]}{' first' if option['id'] in winners else ''}")
                for option in result["options"]
            ]
        )
    picture.write()


def consent():
    picture = Picture("consent", "No objection left", "The responses to a proposal, and to the same proposal after a change.")
    picture.line("Twelve people respond to a proposal. One objects: it does not pass, though most consent. It is changed, and they are asked again.")
    for file in ("consent-first.json", "consent-then.json"):
        result = tally("decision", file, "--rule", "consent")
        picture.heading(f"“{result['title']}”: {'passes' if result['passes'] else 'does not pass'}")
        plain = result["consents"] - result["concerns"]
        rows = [("consent", plain, "b"), ("with a concern", result["concerns"], "b"), ("stand aside", result["stand_aside"], "rest")]
        rows += [("object", result["objections"], "c"), ("block", result["blocks"], "c")]
        picture.bars([(label, value, kind, str(value)) for label, value, kind in rows], most=result["ballots"])
    picture.write()


def gradients():
    picture = Picture("gradients", "How warm is a yes?", "Two proposals that as many support, one warmly and one with reservations.")
    results = [tally("decision", f"gradients-{kind}.json", "--rule", "gradients") for kind in ("warm", "cool")]
    picture.line(f"{results[0]['ballots']} people, {sum(step['votes'] for step in results[0]['gradients'][5:])} of whom support each of two proposals.")
    words = {"strong-support": "strong support", "ambiguous-support": "ambiguous support: talk again"}
    for result in results:
        picture.heading(f"“{result['title']}”: {words[result['outcome']]}")
        picture.bars(gradient_rows(result), like=gradient_rows(results[0]) + gradient_rows(results[1]))
    picture.write()


def gradient_rows(result):
    rows = []
    for place, step in reversed(list(enumerate(result["gradients"]))):
        label = step["id"].replace("disagree-", "no, ").replace("-", " ").replace("agree with", "with").replace("endorse with", "with")
        middle = ", the middle" if step["id"] == result["median"] else ""
        rows.append((label, step["votes"], "b" if place > 5 else "a" if place == 5 else "rest", f"{step['votes']}{middle}"))
    return rows


def quadratic():
    picture = Picture("quadratic", "What shouting costs", "The price of votes in credits, and one decision by dots and by quadratic votes.")
    picture.line("Votes for one thing cost their square, so the fourth costs seven more than three:")
    picture.bars([(f"{votes} vote{'s' if votes > 1 else ''}", votes**2, "a", f"{votes**2} credit{'s' if votes > 1 else ''}") for votes in (1, 2, 3, 4)])
    for rule, words in (("dots", "Dots: three people put all sixteen on the ramp"), ("quadratic", "Quadratic: they can give it four votes each")):
        result = tally("decision", f"credits-{rule}.json", "--rule", rule, "--most", 16)
        top = max(option["total"] for option in result["options"])
        picture.heading(words)
        picture.bars([(option["name"], option["total"], "b" if option["total"] == top else "a", str(option["total"])) for option in result["options"]])
    picture.line("Seven people like bench, trees and lamps a little.")
    picture.write()


def pairwise():
    result = tally("pairwise", "pairs.csv")
    picture = Picture("pairwise", "Two at a time", "Two scores from 0 to 100 for each idea: the share of wins, and Bradley and Terry's.")
    picture.line("Upper bar: Bradley and Terry's score, which counts against whom. Lower, grey: the share of wins. The line, 50, is an average idea.")
    ideas = {idea["id"]: idea for idea in result["ideas"]}
    rows = []
    for id in result["winners"]:
        idea = ideas[id]
        rows.append((id, idea["bradleyTerry"], "a", f"{idea['bradleyTerry']:.1f}  won {idea['wins']}, lost {idea['losses']}"))
        rows.append(("", idea["score"], "rest", f"{idea['score']:.1f}"))
    picture.bars(rows, marks=[50])
    picture.write()


DECISIONS = (stv, meek, ranking, show_of_hands, points, consent, gradients, quadratic, pairwise)
