#!/usr/bin/env python3
"""Judges the pages that `guerilla tally … --html` writes, as pages of the site are judged: valid, WCAG 2.2 A and AA (axe) in light
and dark, on a desk and on a phone, nothing beyond the edge, everything reached and seen by keyboard, nothing fetched.

    Tests/Reports/run.py                       counts with .build/debug/guerilla tally
    GUERILLA="… tally" Tests/Reports/run.py    counts with that

From the worked examples of docs/deciding, and from real votes where ../shared/data is there. Pictures are left in
test-out/reports. The last line is “N passed, N failed”.
"""

import os
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/Browser"))

from journey import DESKTOP, PHONE, in_page, launch  # noqa: E402
from page_audit import TO_TOP, WCAG, find_axe, validate  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

OUT = ROOT / "test-out/reports"
GUERILLA = shlex.split(os.environ.get("GUERILLA", str(ROOT / ".build/debug/guerilla") + " tally"))
EXAMPLES = ROOT / "docs/deciding/examples"
DATA = ROOT.parent / "shared/data"
REPORTS = {
    "street": ["compare", EXAMPLES / "street.pb"],
    "street by votes": ["compare", EXAMPLES / "street.pb", "--rule", "greedy-votes"],
    "conversation": ["opinions", EXAMPLES / "conversation", "--samples", "20"],
    "captured": ["opinions", EXAMPLES / "captured", "--capture", "--featured", "3"],
    "Amsterdam": ["compare", DATA / "pabulib/Netherlands_Amsterdam_522.pb"],
    "Częstochowa": ["compare", DATA / "pabulib/Poland_Czestochowa_2020_Rakow.pb", "--rule", "phragmen"],
    "Brexit": ["opinions", DATA / "polis/brexit-consensus", "--capture"],
    "policing": ["opinions", DATA / "polis/london.youth.policing", "--samples", "20"],
}
LOOKS = [
    (where, viewport, scheme)
    for where, viewport in [("desk", DESKTOP), ("phone", PHONE), ("small phone", {"width": 320, "height": 640})]
    for scheme in ["light", "dark"]
]


def judge(browser, axe, name, page_file):
    """What is wrong with a page."""
    problems = []
    for where, viewport, scheme in LOOKS:
        context = browser.new_context(viewport=viewport, color_scheme=scheme, locale="en-GB")
        page = context.new_page()
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(page_file.as_uri())
        look = f"{where}, {scheme}"
        problems += [f"{look}: it asks for {url}" for url in asked if url != page_file.as_uri()]
        problems += [f"{look}: {problem}" for problem in page.evaluate(in_page("structure"))["problems"]]
        page.screenshot(path=OUT / f"{name}-{where}-{scheme}.png".replace(" ", "-"))
        for details in page.locator("details").all():
            details.evaluate("details => details.open = true")
        if over := page.evaluate(in_page("overflow")):
            problems.append(f"{look}: too wide: {over}")
        page.evaluate(axe)
        result = page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags.concat(['best-practice'])}, resultTypes: ['violations']})",
            WCAG,
        )
        problems += [
            f"{look}: axe: {violation['id']}: {violation['help']}: {violation['nodes'][0]['html'][:140]}"
            for violation in result["violations"]
        ]
        page.evaluate(TO_TOP)
        stops = page.locator("a[href], [tabindex='0'], summary").count()
        for _ in range(stops):
            page.keyboard.press("Tab")
            focused = page.locator("*:focus")
            if focused.count() != 1:
                problems.append(f"{look}: the keyboard does not reach everything")
                break
            if not focused.evaluate(in_page("shows_focus")):
                problems.append(f"{look}: the focus cannot be seen on {focused.evaluate('e => e.outerHTML')[:90]}")
        context.close()
    return problems


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    axe, passed, failed, pages = find_axe(), 0, 0, {}
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for name, words in REPORTS.items():
            if not Path(words[1]).exists():
                print(f"{name}: its votes are not here; skipped")
                continue
            page = OUT / f"{name.replace(' ', '-')}.html"
            command = [*GUERILLA, *map(str, words), "--html", str(page)]
            done = subprocess.run(command, capture_output=True, text=True)
            problems = [f"status {done.returncode}: {done.stderr}"] if done.returncode else judge(browser, axe, name, page)
            if page.exists():
                pages[name] = page.read_bytes()
            passed, failed = passed + (not problems), failed + bool(problems)
            print(f"{'FAIL' if problems else 'ok'}  {name}")
            print(*(f"      {problem}" for problem in problems), sep="\n", end="\n" if problems else "")
        browser.close()
    for name, problems in (validate(pages) or {}).items():
        if problems:
            passed, failed = passed - 1, failed + 1
            print(f"FAIL  {name} is not valid", *problems, sep="\n      ")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
