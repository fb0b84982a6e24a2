"""Drives the site by what people can read: labels, names of links and buttons, headings.

No CSS selectors and no ids, so a journey keeps working whatever the HTML looks like, as long as the page says what the
journey says. What cannot be found by its accessible name is a fault of the page.

    @journey(as_=[mouse, keyboard, nojs, phone])
    def asks_a_question(site):
        \"\"\"A member asks a question and sees it on the page\"\"\"
        ana = site.visitor("Ana").go("/sign-in")
        ana.fill("Email", "ana@example.org").fill("Password", "three odd words").click("Sign in")
        ana.click("Ask a question").fill("Your question, in one line", "Who runs the bus?").click("Ask the question")
        ana.see_heading("Who runs the bus?")

The runner calls the journey once for each manner; `site.visitor` makes a visitor of that manner, with its own cookies.
Every step that fails leaves a picture, the HTML and the accessibility tree of the page in test-out/.
"""

import contextlib
import os
import re
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Error as BrowserError
from playwright.sync_api import expect

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# A sandbox needs rights that a container does not give; and no name but this machine's is ever looked up.
CHROMIUM_ARGUMENTS = ["--no-sandbox", "--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


def in_page(name):
    """The text of a script that is run in a page, from the folder in_page."""
    return (Path(__file__).resolve().parent / "in_page" / f"{name}.js").read_text()


class JourneyError(AssertionError):
    """A step could not be made, or something was not as it should be."""


@dataclass(frozen=True)
class Manner:
    """How somebody uses the site."""

    name: str
    has_script: bool = True
    has_mouse: bool = True
    is_phone: bool = False
    is_dark: bool = False


mouse = Manner("mouse")
keyboard = Manner("keyboard", has_mouse=False)
nojs = Manner("no JavaScript", has_script=False)
phone = Manner("phone", is_phone=True, is_dark=True)

journeys = []


def journey(as_):
    """Marks a function of a `Site` as a journey, to be made once in each manner. Its docstring is its name."""

    def mark(function):
        title = (function.__doc__ or function.__name__.replace("_", " ")).strip().splitlines()[0]
        journeys.append((title, function, list(as_)))
        return function

    return mark


def launch(playwright):
    return playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)


class Site:
    """The site as one journey meets it: its visitors, in one manner, and what `guerilla` can do beside them."""

    def __init__(self, base, browser, manner=mouse, server=None, out="test-out", patience=10_000, log=None):
        self.base, self.browser, self.manner, self.server = base.rstrip("/"), browser, manner, server
        self.out, self.patience, self.log = Path(out), patience, log
        self.title, self.steps, self.visitors = "", [], []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for visitor in self.visitors:
            with contextlib.suppress(BrowserError):
                visitor.context.close()

    def visitor(self, name="visitor", manner=None, **options):
        """Somebody new at the door, with a browser of their own."""
        visitor = Visitor(self, name, manner or self.manner, **options)
        self.visitors.append(visitor)
        return visitor

    def account(self, handle, name, email, **options):
        """An account made on the command line; returns its password. See `Server.account`."""
        return self.server.account(handle, name, email, **options)

    def letters(self, to):
        """The letters that were sent to an address, oldest first."""
        return self.server.letters(to)

    def unique(self, word):
        """The word with an ending of its own, so that journeys on one site do not meet. A valid handle."""
        return word + uuid.uuid4().hex[:8].translate(str.maketrans("0123456789", "ghijkmnopq"))

    def no_errors(self):
        for visitor in self.visitors:
            visitor.no_errors()


class Visitor:
    def __init__(self, site, name, manner, locale="en-GB", width=None):
        self.site, self.name, self.manner = site, name, manner
        viewport = dict(PHONE if manner.is_phone else DESKTOP)
        if width:
            viewport["width"] = width
        self.context = site.browser.new_context(
            viewport=viewport,
            has_touch=manner.is_phone,
            is_mobile=manner.is_phone,
            java_script_enabled=manner.has_script,
            color_scheme="dark" if manner.is_dark else "light",
            locale=locale,
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(site.patience)
        self.page = self.context.new_page()
        self.problems, self.last_status, self._scope = [], None, None
        # Whether an answer has come whose page is not there yet: until then the old one can still be seen.
        self._is_between = False
        self.page.on("pageerror", lambda error: self.problems.append(f"script error: {str(error)[:200]}"))
        self.page.on("console", self._heard)
        self.page.on("response", self._answered)
        self.page.on("domcontentloaded", lambda _: setattr(self, "_is_between", False))
        self.page.on("dialog", lambda dialog: dialog.accept())
        # Forms on their way: until they are answered nobody else can see what was done.
        self._sent = set()
        self.page.on("request", lambda request: self._sent.add(request) if request.method == "POST" else None)
        self.page.on("requestfinished", lambda request: self._sent.discard(request))
        self.page.on("requestfailed", lambda request: self._sent.discard(request))

    def _heard(self, message):
        # A refusal is a journey's own affair (`status`, `see_errors`); the browser mentions it all the same.
        if message.type == "error" and not re.search(r"status of 4\d\d", message.text):
            self.problems.append(f"console: {message.text[:200]}")

    def _answered(self, response):
        if response.request.is_navigation_request() and response.frame == self.page.main_frame:
            self.last_status, self._is_between = response.status, True
        if response.status >= 500:
            self.problems.append(f"{response.status} {response.url}")

    # Doing ------------------------------------------------------------------------------------------------------------

    def go(self, path):
        def act():
            response = self.page.goto(urljoin(self.site.base + "/", path.lstrip("/")), wait_until="load")
            assert response is None or response.status < 500, f"status {response.status}"

        return self._step(f"go {path}", act)

    def fill(self, label, value):
        def act():
            field = self._field(label)
            if self.manner.has_mouse:
                field.fill(value)
            else:
                self._tab_to(field)
                self.page.keyboard.press("Control+a")
                self.page.keyboard.type(value)

        return self._step(f"fill “{label}”", act)

    def fill_in(self, values):
        """Fills in fields: {label: value}."""
        for label, value in values.items():
            self.fill(label, value)
        return self

    def click(self, name, role=None, nth=0):
        """Presses the button, follows the link or opens the summary of this name."""
        roles = [role] if role else ["button", "link", "tab", "menuitem", "checkbox", "radio", "switch"]

        def act():
            found = self._find(name, roles, nth, summaries=role is None)
            if not self.manner.has_mouse:
                self._tab_to(found)
                is_box = found.evaluate("e => e.type === 'checkbox' || e.type === 'radio'")
                self.page.keyboard.press("Space" if is_box else "Enter")
                self.page.wait_for_timeout(120)
            elif self.manner.is_phone:
                found.tap()
            else:
                found.click()
            # A finger's touch takes a moment to become a request.
            self.page.wait_for_timeout(40)
            self._wait(lambda: not self._sent, "what was sent is not answered")
            self.page.wait_for_load_state("load")

        return self._step(f"click “{name}”", act)

    def choose(self, group, option):
        """Chooses a radio button in a named group."""

        def act():
            scope = self._root()
            groups = scope.get_by_role("group", name=group).or_(scope.get_by_role("radiogroup", name=group))
            button = groups.first.get_by_role("radio", name=option, exact=False).first
            if self.manner.has_mouse:
                button.check()
            else:
                self._tab_to(button)
                if not button.is_checked():
                    self.page.keyboard.press("Space")
            assert button.is_checked(), "it did not get chosen"

        return self._step(f"choose {group}: “{option}”", act)

    def tick(self, label, on=True):
        def act():
            box = self._find(label, ["checkbox", "switch"])
            if box.is_checked() == on:
                return
            if self.manner.has_mouse:
                box.set_checked(on)
            else:
                self._tab_to(box)
                self.page.keyboard.press("Space")
            assert box.is_checked() == on, "it did not change"

        return self._step(f"{'tick' if on else 'untick'} “{label}”", act)

    def select(self, label, option):
        def act():
            field = self._field(label)
            if self.manner.has_mouse:
                field.select_option(label=option)
                return
            self._tab_to(field)
            chosen = "e => e.selectedOptions[0] ? e.selectedOptions[0].label : ''"
            self.page.keyboard.press("Home")
            for _ in range(field.evaluate("e => e.options.length")):
                if field.evaluate(chosen) == option:
                    return
                self.page.keyboard.press("ArrowDown")
            assert field.evaluate(chosen) == option, "no such option"

        return self._step(f"select {label}: “{option}”", act)

    def upload(self, label, *paths):
        return self._step(
            f"upload “{label}”", lambda: self._field(label).set_input_files([str(path) for path in paths])
        )

    def press(self, key):
        return self._step(f"press {key}", lambda: self.page.keyboard.press(key))

    def back(self):
        return self._step("back", lambda: self.page.go_back())

    def reload(self):
        return self._step("reload", lambda: self.page.reload())

    def download(self, name):
        """Follows a link or presses a button that downloads. Returns the file's name and bytes."""
        got = []

        def act():
            with self.page.expect_download() as download:
                self._find(name, ["link", "button"]).click()
            got.extend([download.value.suggested_filename, Path(download.value.path()).read_bytes()])

        self._step(f"download “{name}”", act)
        return tuple(got)

    def sign_in(self, handle, password):
        return self.go("/sign-in").fill("Email", handle).fill("Password", password).click("Sign in").see_link("You:")

    def sign_out(self):
        """By the button, which is behind “You”, there or in the settings."""
        if not self.offers("Sign out"):
            self.click("You:")
        if not self.offers("Sign out"):
            self.click("Settings") if self.offers("Settings") else self.go("/settings")
        return self.click("Sign out").see_link("Sign in")

    @contextlib.contextmanager
    def within(self, name):
        """Limits the block to a region of this name, or to the article, list item or row that holds this text."""
        before = self._scope
        regions = ["article", "region", "listitem", "row", "form", "group", "navigation", "dialog", "complementary"]

        def act():
            scope = self._root()
            choices = [scope.get_by_role(role, name=name) for role in regions]
            choices += [scope.get_by_role(role).filter(has_text=name) for role in ["article", "listitem", "row"]]
            self._scope = self._wait(
                lambda: next((choice.first for choice in choices if choice.count()), None), f"no region “{name}”"
            )

        self._step(f"within “{name}”", act)
        try:
            yield self
        finally:
            self._scope = before

    # Seeing -----------------------------------------------------------------------------------------------------------

    def see(self, *texts):
        for text in texts:
            self._step(
                f"see “{text}”", lambda: expect(self._visible(text).first).to_be_visible(timeout=self.site.patience)
            )
        return self

    def dont_see(self, *texts):
        for text in texts:
            self._step(
                f"don’t see “{text}”", lambda: expect(self._visible(text)).to_have_count(0, timeout=self.site.patience)
            )
        return self

    def see_heading(self, text):
        heading = self._root().get_by_role("heading", name=text).first
        return self._step(f"see heading “{text}”", lambda: expect(heading).to_be_visible(timeout=self.site.patience))

    def see_link(self, name):
        return self._step(f"see link “{name}”", lambda: self._find(name, ["link"]))

    def see_title(self, text):
        pattern = re.compile(re.escape(text))
        return self._step(
            f"see title “{text}”", lambda: expect(self.page).to_have_title(pattern, timeout=self.site.patience)
        )

    def at(self, pattern):
        """The path of the page matches this regular expression."""

        def act():
            self._wait(lambda: re.search(pattern, self.path()), "it is somewhere else")

        return self._step(f"at {pattern}", act)

    def status(self, code):
        def act():
            self._wait(lambda: self.last_status == code and not self._is_between, "it is another")

        return self._step(f"status {code}", act)

    def see_errors(self, *messages):
        """The whole pattern of a refused form: a summary with a heading, links to the fields, the words repeated there,
        “Error” first in the title, and the focus on the summary (GOV.UK Design System, validation)."""

        def act():
            box = self.page.get_by_role("alert").filter(has=self.page.get_by_role("heading")).first
            expect(box).to_be_visible(timeout=self.site.patience)
            for message in messages:
                link = box.get_by_role("link", name=message).first
                expect(link).to_be_visible()
                target = link.get_attribute("href") or ""
                is_linked = target.startswith("#") and self.page.locator(f'[id="{target[1:]}"]').count() == 1
                assert is_linked, f"“{message}” does not lead to its field"
                assert self.page.get_by_text(message).count() >= 2, f"“{message}” is not said beside its field"
            title = self.page.title()
            assert re.match("error|gwall", title, re.IGNORECASE), f"the title is “{title}”"
            if self.manner.has_script:
                has_focus = "e => e.contains(document.activeElement)"
                self._wait(lambda: box.evaluate(has_focus), "the focus is not on the summary")

        return self._step(f"see errors {list(messages)}", act)

    def no_errors(self):
        def act():
            assert not self.problems, f"the browser reported: {self.problems[:4]}"

        return self._step("no errors in the browser", act)

    @contextlib.contextmanager
    def expect_live(self, text, within=3000):
        """The text turns up in this open page without a reload, in the block or so many milliseconds after."""
        shown = self.page.get_by_text(text)
        before, url = shown.count(), self.page.url
        self.page.evaluate("window.isTheSamePage = true")
        yield

        def act():
            expect(shown).not_to_have_count(before, timeout=within)
            is_same = self.page.url == url and self.page.evaluate("window.isTheSamePage === true")
            assert is_same, "the page was loaded again"

        self._step(f"live: “{text}” appears", act)

    def offers(self, name):
        """Whether there is a visible button or link of this name now."""
        return any(
            found.is_visible()
            for role in ["button", "link"]
            for found in self._root().get_by_role(role, name=name, exact=True).all()
        )

    def path(self):
        return urlsplit(self.page.url).path

    def value(self, label):
        return self._field(label).input_value()

    def text(self):
        return (self._scope or self.page.locator("main")).inner_text()

    def picture(self, name):
        self.site.out.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self.site.out / f"{name}.png", full_page=True)
        return self

    # Finding ----------------------------------------------------------------------------------------------------------

    def _step(self, what, act):
        began = time.monotonic()
        try:
            act()
        except (BrowserError, AssertionError) as error:
            reason = str(error).strip().splitlines()[0][:300] if str(error).strip() else "refused"
            kept = self._keep(what)
            raise JourneyError(
                f"{self.name}: {what}: {reason} (at {self.page.url}, status {self.last_status}; kept {kept}.*)"
            ) from None
        took = (time.monotonic() - began) * 1000
        self.site.steps.append((self.name, what, took))
        if self.site.log:
            self.site.log(f"  {self.name:10} {what:60.60} {took:6.0f} ms")
        return self

    def _keep(self, what):
        """Saves how the page looks now, and returns where."""
        self.site.out.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"\W+", "-", f"{self.site.title} {self.site.manner.name} {self.name} {what}").strip("-")[:110]
        kept = self.site.out / name
        for ending, get in [
            (".png", lambda: self.page.screenshot(full_page=True)),
            (".html", lambda: self.page.content().encode()),
            (".tree.txt", lambda: self.page.locator("body").aria_snapshot().encode()),
        ]:
            with contextlib.suppress(BrowserError):
                Path(f"{kept}{ending}").write_bytes(get())
        return kept

    def _wait(self, get, otherwise):
        end = time.monotonic() + self.site.patience / 1000
        while True:
            with contextlib.suppress(BrowserError):  # the page may be on its way out
                if got := get():
                    return got
            if time.monotonic() > end:
                raise AssertionError(otherwise)
            self.page.wait_for_timeout(50)

    def _root(self):
        return self._scope or self.page

    def _visible(self, text):
        return self._root().get_by_text(text).filter(visible=True)

    def _find(self, name, roles, nth=0, summaries=False):
        """A visible element with one of the roles and this accessible name; a whole name goes before a part of one."""

        def look():
            for is_exact in [True, False]:
                choices = [self._root().get_by_role(role, name=name, exact=is_exact) for role in roles]
                if summaries:
                    choices.append(
                        self._root()
                        .locator("summary")
                        .filter(has_text=re.compile(rf"^\s*{re.escape(name)}\s*$") if is_exact else name)
                    )
                for choice in choices:
                    visible = [found for found in choice.all()[:30] if found.is_visible()]
                    if len(visible) > nth:
                        return visible[nth]
            return None

        return self._wait(look, f"no visible {'/'.join(roles)} called “{name}”")

    def _field(self, label):
        def look():
            for is_exact in [True, False]:
                for found in self._root().get_by_label(label, exact=is_exact).all()[:20]:
                    takes_text = "e => /^(INPUT|SELECT|TEXTAREA)$/.test(e.tagName) || e.isContentEditable"
                    if found.is_visible() and found.evaluate(takes_text):
                        return found
            return None

        return self._wait(look, f"no field labelled “{label}”")

    def _tab_to(self, found, most=200):
        """Gets there with the Tab key alone, as somebody without a mouse must."""
        element = found.element_handle()
        is_there = "e => document.activeElement === e"
        if element.evaluate(is_there):
            return
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if element.evaluate(is_there):
                if not element.evaluate(in_page("shows_focus")):
                    self.problems.append(f"the focus cannot be seen on {element.evaluate('e => e.outerHTML')[:80]}")
                return
            # In a group of radio buttons Tab stops once, and the arrows go on.
            if element.evaluate("e => e.type === 'radio' && e.name === document.activeElement.name"):
                for _ in range(30):
                    self.page.keyboard.press("ArrowDown")
                    if element.evaluate(is_there):
                        return
        raise AssertionError("the Tab key does not lead there")
