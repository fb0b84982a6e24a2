#!/usr/bin/env python3
"""Takes the pictures of docs/screenshots: a member and a visitor of the demo community, on a desk, on a phone and in a
terminal.

screenshots.py [BASE_URL]     of the demo that runs there; without it one is started and stopped
"""

import contextlib
import re
import sys

from playwright.sync_api import sync_playwright

import terminal_picture
from journey import Manner, Site, launch, mouse, phone
from server import ROOT, Server

FOLDER = ROOT / "docs/screenshots"
DEMO_PASSWORD = "a lively demo"
at_night = Manner("at night", is_dark=True)
by_day = Manner("phone by day", is_phone=True)


def first_link(visitor, pattern):
    links = visitor.page.locator("main a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    return next(link for link in links if link and re.search(pattern, link))


def take(visitor, name, height=None):
    """One screen, not the whole page: that is what people see first."""
    if height:
        visitor.page.set_viewport_size({"width": visitor.page.viewport_size["width"], "height": height})
    visitor.page.screenshot(path=FOLDER / f"{name}.png")


def take_all(site):
    visitor = site.visitor("visitor", mouse, width=1000).go("/")
    take(visitor, "home-visitor", 800)
    conversation = first_link(visitor, r"^/talk/\d")
    group = first_link(visitor.go("/groups"), r"^/g/\w")
    take(visitor.go(conversation), "conversation", 1000)
    take(visitor.go(group), "group", 800)
    take(site.visitor("visitor", by_day).go(conversation), "conversation-phone")
    for name, manner in [("home-dark", at_night), ("home-phone", phone)]:
        member = site.visitor("Amina", manner, width=None if manner.is_phone else 1000).sign_in("amina", DEMO_PASSWORD)
        take(member.go("/"), name, None if manner.is_phone else 800)
    # Last, because it posts.
    terminal_picture.take(site.visitor("Amina", mouse).sign_in("amina", DEMO_PASSWORD), FOLDER / "terminal.png")


def binary():
    built = [ROOT / ".build-release/release/guerilla", ROOT / ".build/debug/guerilla"]
    return next((path for path in built if path.exists()), built[0])


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        base = sys.argv[1] if len(sys.argv) > 1 else None
        if not base:
            server = Server(binary(), has_demo=True)
            stack.callback(server.stop)
            base = server.start().base
        browser = launch(stack.enter_context(sync_playwright()))
        stack.callback(browser.close)
        take_all(stack.enter_context(Site(base, browser)))


if __name__ == "__main__":
    main()
