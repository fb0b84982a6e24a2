#!/usr/bin/env python3
"""Tries the tools of this folder on a tiny site of their own: a good page passes, and every planted fault is found."""

import gzip
import html
import http.server
import queue
import re
import socketserver
import sys
import tempfile
import threading
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import sync_playwright

from empty_forms import EmptyForms
from journey import JourneyError, Site, journey, journeys, keyboard, launch, mouse, nojs, phone
from page_audit import Auditor, validate

STYLE = """:focus-visible{outline:3px solid #05c;outline-offset:2px}
body{font:1rem/1.5 system-ui;max-width:40rem;margin:1rem auto;padding:0 1rem}label,legend{display:block;font-weight:600}
input:not([type=radio]),select{width:100%;font:inherit;padding:.5rem;min-height:2.75rem;box-sizing:border-box}
button{font:inherit;padding:.6rem 1rem;margin-top:1rem}a{padding:.3rem 0;display:inline-block}"""

# Wrong in many ways; `try_audit` names them.
BAD = """<!doctype html><title>Bad</title><meta name="viewport" content="width=device-width">
<style>:focus{outline:0!important}</style><main><h1>Bad</h1><h1>Twice</h1><h4>Jump</h4>
<p style="color:#bbb">Faint words here</p><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><input>
<form action="/x"><input aria-label="x"></form><div style="width:900px">wide</div><p id=s></p><bogus></bogus>
<script>setTimeout(() => document.querySelector("h1").style.marginTop = "300px", 200);
s.textContent = "these words come only from a script and nobody sees them without one at all ever"
missing()</script></main>"""
TRAPS = """<h1>Traps</h1><button tabindex="-1">Unreachable</button><p role="alert"></p>
<script>console.error("oh no")</script><button style="outline:none">Unseen</button><p>said once</p>"""
SLOPPY = """<h1>Sloppy</h1><h3>Jump</h3>
<form method="post"><label for="n">Name</label><input id="n" name="n"><button>Go</button></form>"""
LISTEN = """<script>new EventSource("/events").onmessage = event => {
const item = document.createElement("li"); item.textContent = event.data; list.append(item) }</script>"""


class TinySite(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    ideas, listeners = [], []

    def log_message(self, *_):
        pass

    def answer(self, body, status=200, kind="text/html; charset=utf-8", **headers):
        data = body.encode()
        headers |= {
            "Content-Type": kind,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Content-Security-Policy": "default-src 'self' 'unsafe-inline' data:",
        }
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            data, headers["Content-Encoding"] = gzip.compress(data), "gzip"
        self.send_response(status)
        for name, value in (headers | {"Content-Length": str(len(data))}).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def page(self, title, main, status=200):
        self.answer(
            f"""<!doctype html><html lang="en-GB"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width"><title>{html.escape(title)}</title>
            <link rel="icon" href="data:,"><style>{STYLE}</style></head><body><a href="#m">Skip to content</a>
            <nav aria-label="Main"><a href="/">Ideas</a> <a href="/new">Share an idea</a></nav>
            <main id="m" tabindex="-1">{main}</main></body></html>""",
            status,
        )

    def form(self, typed, wrong):
        def field(name):
            said = f'<p id="{name}-wrong">{wrong[name]}</p>' if name in wrong else ""
            return said, f' aria-invalid="true" aria-describedby="{name}-wrong"' if name in wrong else ""

        summary = ""
        if wrong:
            links = "".join(f'<li><a href="#{name}">{words}</a></li>' for name, words in wrong.items())
            summary = f"""<div role="alert" tabindex="-1" id="problems"><h2>There is a problem</h2>
                <ul>{links}</ul></div>
                <script>document.getElementById("problems").focus()</script>"""
        themes = "".join(
            f'<label><input type="radio" name="theme" value="{theme}"{" id=theme" if number == 0 else ""}'
            f'{" checked" if typed.get("theme") == theme else ""}> {theme}</label>'
            for number, theme in enumerate(["Transport", "Health", "Homes"])
        )
        self.page(
            ("Error: " if wrong else "") + "Share an idea",
            f"""{summary}<h1>Share an idea</h1><form method="post" action="/new" novalidate>
            <label for="title">Title</label>{field("title")[0]}
            <input id="title" name="title" value="{html.escape(typed.get("title", ""))}"{field("title")[1]}>
            <fieldset><legend>Theme</legend>{field("theme")[0]}{themes}</fieldset>
            <label for="place">Place</label>
            <select id="place" name="place"><option>North</option><option>South</option><option>West</option></select>
            <label><input type="checkbox" name="open" value="yes"> Open to all</label>
            <button>Publish idea</button></form>""",
            422 if wrong else 200,
        )

    def do_GET(self):
        path = urlsplit(self.path).path
        if path == "/new":
            self.form({}, {})
        elif path == "/bad":
            self.answer(BAD)
        elif path == "/sloppy":
            self.page("Sloppy", SLOPPY.replace("<h3>Jump</h3>", ""))
        elif path == "/traps":
            self.page("Traps", TRAPS)
        elif path == "/events":
            self.events()
        elif path == "/":
            ideas = "".join(f"<li>{html.escape(idea)}</li>" for idea in self.ideas)
            self.page("Ideas", f'<h1>Ideas</h1><ul id="list">{ideas}</ul>{LISTEN}')
        else:
            self.page("Page not found", "<h1>Page not found</h1>", 404)

    def do_POST(self):
        if self.path == "/sloppy":
            self.rfile.read(int(self.headers["Content-Length"]))
            self.page("Sloppy", SLOPPY, 400)
            return
        typed = {
            name: values[0]
            for name, values in parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()).items()
        }
        wrong = {
            name: words
            for name, words in {"title": "Enter a title", "theme": "Choose a theme"}.items()
            if not typed.get(name, "").strip()
        }
        if wrong:
            self.form(typed, wrong)
            return
        self.ideas.append(
            f"{typed['title']} ({typed['theme']}, {typed['place']}, {'open' if 'open' in typed else 'closed'})"
        )
        for listener in self.listeners:
            listener.put(self.ideas[-1])
        self.answer("", 303, Location="/")

    def events(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        mine = queue.Queue()
        self.listeners.append(mine)
        try:
            while True:
                try:
                    self.wfile.write(f"data: {mine.get(timeout=0.5)}\n\n".encode())
                except queue.Empty:
                    self.wfile.write(b": still here\n\n")
                self.wfile.flush()
        except OSError:
            self.listeners.remove(mine)


@journey(as_=[mouse, keyboard, nojs, phone])
def share_idea(site):
    """Somebody shares an idea, after two mistakes"""
    title = site.unique("bus")
    ana = site.visitor("Ana").go("/").click("Share an idea").at("^/new$").click("Publish idea").status(422)
    ana.see_errors("Enter a title", "Choose a theme")
    ana.fill("Title", title).click("Publish idea").see_errors("Choose a theme")
    assert ana.value("Title") == title
    ana.choose("Theme", "Health").select("Place", "South").tick("Open to all").click("Publish idea").at("^/$")
    with ana.within(title):
        ana.see(f"{title} (Health, South, open)")
    ana.dont_see("Enter a title")


def must_fail(what, act):
    try:
        act()
    except JourneyError:
        return
    sys.exit(f"selftest: {what} did not fail when it should")


def try_journeys(browser, base, out):
    title, function, manners = journeys[0]
    for manner in manners:
        with Site(base, browser, manner, out=out) as site:
            function(site)
            site.no_errors()
    with Site(base, browser, out=out, patience=3000) as site:
        eve, flo = site.visitor("Eve").go("/"), site.visitor("Flo")
        with eve.expect_live("Walking group"):
            flo.go("/new").fill("Title", "Walking group").choose("Theme", "Health").click("Publish idea").see(
                "Walking group"
            )
        eve.go("/nowhere").status(404).see_heading("Page not found")
        site.no_errors()
    with Site(base, browser, out=out, patience=400) as site:
        gus = site.visitor("Gus").go("/traps")
        must_fail("see", lambda: gus.see("never said"))
        must_fail("dont_see", lambda: gus.dont_see("said once"))
        must_fail("click", lambda: gus.click("No such button"))
        must_fail("fill", lambda: gus.fill("No such field", "x"))
        must_fail("at", lambda: gus.at("^/elsewhere"))
        must_fail("status", lambda: gus.status(418))
        must_fail("see_errors", lambda: gus.see_errors("Enter a title"))
        must_fail("no_errors", gus.no_errors)
        kim = site.visitor("Kim", keyboard).go("/traps")
        must_fail("a button out of reach of the keyboard", lambda: kim.click("Unreachable"))
        kim.problems.clear()
        kim.click("Unseen")
        must_fail("a focus that cannot be seen", kim.no_errors)


def try_audit(browser, base, out):
    auditor = Auditor(browser, base, out)
    good, good_html = auditor.look("/new")
    bad, bad_html = auditor.look("/bad", limits={"html_kb": 0.1, "requests": 0})
    valid = validate({"good": good_html, "bad": bad_html})
    good += auditor.time("/new") + valid["good"]
    bad += auditor.time("/bad", limits={"lcp_ms": 1}) + valid["bad"]
    if good:
        sys.exit(f"selftest: a good page is blamed: {good}")
    said = "\n".join(bad)
    for wanted in [
        "script error",
        "2 h1",
        "h1 is followed by h4",
        "no lang",
        "a form without a button",
        "a picture without its size",
        "a style attribute",
        "things move while it loads: .*<body",
        "the first stop is no skip link",
        "color-contrast",
        "image-alt",
        "label",
        "cannot be seen",
        "too wide at 390",
        "too wide at 320",
        "without JavaScript only",
        "html: ",
        "2 requests",
        "on slow mobile data",
        "html, line",
        "its language is",
    ]:
        if not re.search(wanted, said):
            sys.exit(f"selftest: this was not found: {wanted}\n{said}")


def try_empty_forms(browser, base, out):
    forms = EmptyForms(Auditor(browser, base, out))
    good = forms.send("share", "/new", None) + forms.send("the same again", "/new", None)
    if good or list(forms.html) != ["share, /new"] or validate(forms.html)["share, /new"]:
        sys.exit(f"selftest: a form that says what is wrong is blamed, or not sent: {good} {list(forms.html)}")
    said = "\n".join(forms.send("sloppy", "/sloppy", None))
    for wanted in ["status 400", "its title says nothing", "does not say what is wrong", "h1 is followed by h3"]:
        if wanted not in said:
            sys.exit(f"selftest: this was not found: {wanted}\n{said}")


def main():
    class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
        daemon_threads = True

    server = Server(("127.0.0.1", 0), TinySite)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(prefix="guerilla-selftest-") as out:
        browser = launch(playwright)
        try_journeys(browser, base, out)
        try_audit(browser, base, out)
        try_empty_forms(browser, base, out)
        browser.close()
    server.shutdown()
    print("3 passed, 0 failed")


if __name__ == "__main__":
    main()
