#!/usr/bin/env python3
"""Starts the built program and uses it as people do, in a real browser; then judges its pages.

    run.py                    every journey and every page, on SQLite
    run.py --postgres         the same on the PostgreSQL that GUERILLA_TEST_POSTGRES names
    run.py --only newcomer --manner keyboard --verbose

What failed leaves pictures and HTML in test-out/. The last line is “N passed, N failed”.
"""

import argparse
import importlib
import os
import queue
import shutil
import signal
import sys
import threading
import time
import traceback
from pathlib import Path

from playwright.sync_api import sync_playwright

import audit
import journey
from empty_forms import EmptyForms
from page_audit import Auditor, validate
from server import ROOT, Server, ServerError

HERE = Path(__file__).resolve().parent


class Results:
    """What passed and what failed, said as it happens."""

    def __init__(self):
        self.passed, self.failed, self._lock = 0, 0, threading.Lock()

    def note(self, name, problems, began=None):
        with self._lock:
            took = f"  {time.monotonic() - began:.1f} s" if began else ""
            print(f"{'FAIL' if problems else 'pass'}  {name}{took}", flush=True)
            for problem in problems[:12]:
                print(f"      {problem}", flush=True)
            if len(problems) > 12:
                print(f"      … and {len(problems) - 12} more", flush=True)
            if problems:
                self.failed += 1
            else:
                self.passed += 1

    def say(self, line):
        with self._lock:
            print(line, flush=True)


def in_browsers(tasks, jobs):
    """Runs the tasks, functions of a browser, in as many browsers at once."""
    waiting, broken = queue.SimpleQueue(), []
    for task in tasks:
        waiting.put(task)

    def work():
        try:
            with sync_playwright() as playwright:
                browser = journey.launch(playwright)
                while not waiting.empty():
                    try:
                        task = waiting.get_nowait()
                    except queue.Empty:
                        break
                    if not browser.is_connected():
                        browser = journey.launch(playwright)
                    task(browser)
                browser.close()
        except Exception:
            broken.append(traceback.format_exc().strip().splitlines()[-1])

    threads = [threading.Thread(target=work) for _ in range(min(jobs, len(tasks)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if broken:
        raise ServerError(f"the browser does not work: {broken[0]}")


def attempt(work):
    """Runs it and returns what went wrong, in words."""
    try:
        return work() or []
    except (journey.JourneyError, AssertionError, ServerError) as error:
        return [str(error)]
    except Exception:  # a fault of the test itself counts too
        return traceback.format_exc().strip().splitlines()[-6:]


def run_journeys(server, given, results):
    for file in sorted(HERE.glob("journey_*.py")):
        importlib.import_module(file.stem)

    def task(title, function, manner):
        def run(browser):
            began = time.monotonic()

            def make():
                log = results.say if given.verbose else None
                with journey.Site(server.base, browser, manner, server, given.out, log=log) as site:
                    site.title = function.__name__
                    function(site)
                    site.no_errors()

            results.note(f"{title} ({manner.name})", attempt(make), began)

        return run

    tasks = [
        task(title, function, manner)
        for title, function, manners in journey.journeys
        if given.only.lower() in f"{title} {function.__name__}".lower()
        for manner in manners
        if given.manner in manner.name
    ]
    in_browsers(tasks, given.jobs)


def now(path):
    """The path of a page as it is now: of some it changes every few minutes."""
    return path() if callable(path) else path


def run_audit(server, given, results):
    ready = {}

    def prepare(browser):
        def make():
            with journey.Site(server.base, browser, journey.mouse, server, given.out) as site:
                site.title = "audit"
                ready["states"], ready["pages"] = audit.prepare(site)

        if problems := attempt(make):
            results.note("audit", problems)

    in_browsers([prepare], 1)
    if not ready:
        return
    found, html = {}, {}

    def look(page, path, locale):
        name = f"page: {page.name}" + ("" if locale == "en-GB" else f" ({locale})")
        found[name] = []

        def run(browser):
            def make():
                if path is None:
                    return [f"no link like {page.first_link} on {page.path}"]
                state = ready["states"].get(page.reader)
                problems, html[name] = Auditor(browser, server.base, given.out / "pages").look(
                    now(path),
                    state,
                    locale,
                    page.budget,
                    is_brief=locale != "en-GB",
                    status=page.status,
                    called=page.name,
                )
                return problems

            found[name] += attempt(make)

        return run

    in_browsers([look(page, path, locale) for page, path in ready["pages"] for locale in audit.LOCALES], given.jobs)

    # Alone, one after another, because two would slow each other down.
    def measure(browser):
        auditor = Auditor(browser, server.base, given.out / "pages")
        for page, path in ready["pages"]:
            if path:
                state = ready["states"].get(page.reader)
                found[f"page: {page.name}"] += attempt(lambda: auditor.time(now(path), state, page.budget))

    in_browsers([measure], 1)

    # Last, because some of them do something.
    def send(browser):
        forms = EmptyForms(Auditor(browser, server.base, given.out / "pages"))
        for page, path in ready["pages"]:
            if path and page.status == 200:
                name, state = f"forms: {page.name}", ready["states"].get(page.reader)
                if problems := attempt(lambda: forms.send(page.name, now(path), state)):
                    found[name] = problems
        found[f"forms: {len(forms.html)} that may not be empty"] = [] if forms.html else ["there are none"]
        for name, problems in validate(forms.html).items():
            if problems:
                found.setdefault(f"forms: {name}", []).extend(problems)

    in_browsers([send], 1)
    for name, problems in validate(html).items():
        found[name] += problems
    for name, problems in found.items():
        results.note(name, problems)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--postgres", action="store_true", help="on the PostgreSQL that GUERILLA_TEST_POSTGRES names")
    parser.add_argument("--only", default="", metavar="WORDS", help="journeys whose name has these words; no pages")
    parser.add_argument("--manner", default="", help="mouse, keyboard, no JavaScript or phone")
    parser.add_argument("--no-audit", action="store_true", help="journeys only")
    parser.add_argument("--audit-only", action="store_true", help="pages only")
    parser.add_argument("--empty", action="store_true", help="without the demo community")
    parser.add_argument(
        "--rate-limits", choices=["on", "off"], default="off", help="off, because all visitors come from one address"
    )
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1), help="browsers at once")
    parser.add_argument("--binary", type=Path, default=ROOT / ".build/debug/guerilla")
    parser.add_argument("--out", type=Path, default=ROOT / "test-out")
    parser.add_argument("--verbose", action="store_true", help="say every step")
    given = parser.parse_args()
    given.out = given.out / ("postgres" if given.postgres else "sqlite")
    shutil.rmtree(given.out, ignore_errors=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    results = Results()
    postgres = os.environ.get("GUERILLA_TEST_POSTGRES") if given.postgres else None
    if given.postgres and not postgres:
        sys.exit("GUERILLA_TEST_POSTGRES is not set; try: scripts/postgres run -- Tests/Browser/run.py --postgres")
    problems = None
    server = Server(
        given.binary.resolve(), given.out, postgres, has_rate_limits=given.rate_limits == "on", has_demo=not given.empty
    )
    began = time.monotonic()
    try:
        problems = attempt(lambda: server.start() and [])
        results.note("the site starts", problems, began)
        for work, is_wanted in [
            (run_journeys, not given.audit_only),
            (run_audit, not given.no_audit and not given.only),
        ]:
            if is_wanted and not problems and (trouble := attempt(lambda: work(server, given, results))):
                results.note(work.__name__.replace("_", " "), trouble)
    finally:
        if problems == []:
            results.note("the site stops when asked, without a fault in its log", attempt(server.stop))
        else:
            attempt(server.stop)
    print(f"{results.passed} passed, {results.failed} failed")
    sys.exit(1 if results.failed else 0)


if __name__ == "__main__":
    main()
