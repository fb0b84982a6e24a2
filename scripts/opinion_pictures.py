"""Pictures of opinions: common ground and the map, what bridges, a block of made-up accounts, weights like the population's."""

from drawing import COLOURS, Picture, tally


def opinions():
    result = tally("opinions", "conversation")
    picture = Picture("opinions", "Sixty people on ten statements", "Common ground first: agreement in each group; then the map of who votes alike.")
    statements = {statement["id"]: statement for statement in result["statements"]}
    groups = sorted(result["groups"], key=lambda group: group["id"])
    sizes = ", ".join(f"{chr(65 + place)} has {group['size']}" for place, group in enumerate(groups))
    picture.line(f"Groups that vote alike: {sizes} people. What unites them comes first.")
    for id in result["common_ground"][:3]:
        picture.heading(statements[id]["text"])
        rows = []
        for place, group in enumerate(statements[id]["groups"]):
            votes = group["agrees"] + group["disagrees"] + group["passes"]
            rows.append((f"group {chr(65 + place)}", group["agrees"] / votes, COLOURS[place % 3], f"{group['agrees']} of {votes} agree"))
        picture.bars(rows, most=1)
    picture.heading("The map: near means voting alike, nothing else")
    where = {person["participant"]: (person["x"], person["y"]) for person in result["positions"]}
    xs, ys = zip(*where.values())
    span = max(max(xs) - min(xs), max(ys) - min(ys))
    dots = []
    for place, group in enumerate(groups):
        for person in group["members"]:
            x, y = where[person]
            dots.append(((x - min(xs)) / span, (y - min(ys)) / span, COLOURS[place % 3], chr(65 + place)))
    height = max(y for _, y, *_ in dots)
    picture.dots([(x, y / height, kind, letter) for x, y, kind, letter in dots], 456 * height)
    picture.write()


def bridging():
    result = tally("opinions", "conversation")
    picture = Picture("bridging", "What bridges", "Statements by how one-sided they are, across, and by what agreement is left then, upwards.")
    picture.line("The same statements. Across: whose side one is on. Upwards: how much agreement is left when sides are explained away. Only what stands above the line and between the two others can bridge.")
    judged = [statement for statement in result["statements"] if statement["bridging"]["intercept"] is not None]
    judged.sort(key=lambda statement: -statement["bridging"]["intercept"])
    at = lambda factor, intercept: ((factor + 1) / 2, (intercept + 0.15) / 0.75)  # noqa: E731
    dots = []
    for number, statement in enumerate(judged, 1):
        verdict = statement["bridging"]
        dots.append((*at(verdict["factor"], verdict["intercept"]), "b" if verdict["status"] == "bridges" else "a", str(number)))
    (left, line), (right, _) = at(-0.5, 0.4), at(0.5, 0.4)
    picture.dots(dots, 250, lines=[(left, 0, left, 1), (right, 0, right, 1), (0, line, 1, line)])
    words = {"bridges": "bridges", "divides": "one side's", "agreedTooLittle": "too little agreement", "needsVotes": "too few votes"}
    for number, statement in enumerate(judged, 1):
        picture.line(f"{number}. {statement['text']}: {words[statement['bridging']['status']]}")
    picture.write()


def captured():
    result = tally("opinions", "captured", "--capture", "--featured", 3)
    report = result["capture"]
    texts = {statement["id"]: statement["text"] for statement in result["statements"]}
    block = report["blocks"][0]
    picture = Picture("captured", "Ten made-up accounts", "A block that votes alike beyond chance, and what is featured with and without it.")
    picture.line(f"Ten accounts join sixty people and vote as one. By chance somebody has {block['expected']:.3f} companions who vote nearly the same; each of these has {block['size'] - 1}.")
    picture.bars([("by chance", block["expected"], "rest", f"{block['expected']:.3f}"), ("found", block["size"] - 1, "c", str(block["size"] - 1))])
    alike = next(variant for variant in report["sensitivity"]["variants"] if variant["change"] == "without-most-alike")
    picture.heading("Featured with them")
    for place, id in enumerate(report["sensitivity"]["featured"], 1):
        picture.line(f"{place}. {texts[id]}")
    picture.heading(f"Featured without the most alike ({len(alike['left_out'])} people)")
    for place, id in enumerate(alike["featured"], 1):
        picture.line(f"{place}. {texts[id]}")
    picture.write()


def weights():
    result = tally("weigh", "town/people.csv", "--margins", "town/margins.csv")
    picture = Picture("weights", "Who came, and who lives there", "Shares of those who took part beside the population's, and the weights that make them equal.")
    picture.line("Each pair: who took part (grey), and the population, which weights restore (blue).")
    for attribute in result["attributes"]:
        picture.heading(f"{attribute['attribute'].capitalize()}: {attribute['score']:.2f} of 1 like the town")
        rows = []
        for value in attribute["values"]:
            rows.append((value["value"], value["share"], "rest", f"{value['share']:.0%}"))
            rows.append(("", value["weighted"], "a", f"{value['weighted']:.0%}"))
        picture.bars(rows, most=1)
    weights = result["weights"]
    picture.heading("The price")
    picture.line(
        f"Votes count from {weights['least']:.2f} to {weights['greatest']:.2f}. Together the {result['people']} are as sure as "
        f"{result['effective_sample_size']:.1f} whose votes count alike."
    )
    picture.write()


OPINIONS = (opinions, bridging, captured, weights)
