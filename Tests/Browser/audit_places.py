"""Who looks at the pages that are judged, and the pages that are only there once somebody has done something."""

import base64
import hashlib
import hmac
import http.client
import re
import struct
import time
from urllib.parse import urlencode, urlsplit

from journey import JourneyError, mouse
from loopback_app import LoopbackApp
from server import PASSWORD

DEMO_PASSWORD = "a lively demo"


class Places:
    """Makes what is needed, once. `states` are browsers' states by reader; `paths` fill in {names} in pages' paths."""

    def __init__(self, site):
        self.site, self.paths, self.visitors = site, {}, {}
        self.visitors["a member"] = self._somebody("Audrey Rhys")
        self.visitors["a steward"] = self._somebody("Stan Rhys", role="steward")
        # People of the demo, who have had time to gather things: one of them leads a group and an organisation.
        for name, handle in [("Amina", "amina"), ("Ellie", "ellie")]:
            self.visitors[name] = site.visitor(name, mouse).sign_in(handle, DEMO_PASSWORD)
        self._written()
        self._suspended()
        self._waiting()
        self._letters()
        self._invited()
        self._guarded()
        self._kept()
        self._asked()
        self._read()
        self._app()
        self._checked()
        self._announced()
        # Letters about what happened are written once a minute.
        self.paths["{unsubscribe}"] = self._path_in_letter(self.suspended, "/unsubscribe/", within=90)

    @property
    def states(self):
        return {name: state(visitor) for name, visitor in self.visitors.items()}

    def find(self, page):
        """The path of a page, or None; or a function that gives it, for one that is soon gone."""
        if page.path in self.paths and not page.first_link:
            return self.paths[page.path]
        path = re.sub(r"\{[\w ]+\}", lambda name: self.paths[name[0]], page.path)
        if page.first_link:
            looker = self.visitors.get(page.reader) or self.visitors["a member"]
            looker.go(path)
            links = looker.page.locator("main a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
            path = next((link for link in links if link and re.search(page.first_link, link)), None)
        return path

    # What they do -----------------------------------------------------------------------------------------------------

    def _somebody(self, name, role=None):
        handle = self.site.unique("aud")
        self.site.account(handle, name, f"{handle}@example.org", role=role)
        visitor = self.site.visitor(name.split()[0], mouse).sign_in(handle, PASSWORD)
        visitor.handle = handle
        return visitor

    def _says(self, visitor, text):
        """The key of a post that the visitor writes."""
        visitor.go("/").fill("What’s happening where you are?", text).click("Post", role="button").see(text)
        return re.search(r"/talk/(\d+)", visitor.page.url)[1]

    def _written(self):
        steward = self.visitors["a steward"]
        own = self.paths["{own}"] = self._says(steward, "The ramp at the library has a new rail.")
        steward.go(f"/posts/{own}/edit").fill("What would you like to say?", "The ramp at the library has a new rail, on both sides.")
        steward.click("Save the changes", role="button").see("on both sides")

    def _suspended(self):
        sid, steward = self._somebody("Sid Marsh"), self.visitors["a steward"]
        self._says(sid, "Cheap stairlifts, ask me.")
        steward.go(f"/@{sid.handle}")
        report = steward.page.locator("a[href*='/report?kind=account']").first.get_attribute("href")
        account = re.search(r"id=(\d+)", report)[1]
        steward.go(f"/moderation/account/{account}").choose("What to do", "Suspend the account")
        steward.fill("Why", "Advertising stairlifts after a warning.").click("Decide").see_heading("What waits")
        # They are signed out everywhere, and sign in to one page.
        sid.go("/sign-in").fill("Email", sid.handle).fill("Password", PASSWORD).click("Sign in", role="button")
        self.suspended = sid.handle
        self.visitors["somebody suspended"] = sid.see_heading("Your account is suspended")
        self.paths["{case}"] = f"account/{account}"
        decision = sid.page.locator("a[href^='/moderation/decisions/']").first.get_attribute("href")
        self.paths["{decision}"] = decision.rsplit("/", 1)[1]

    def _waiting(self):
        steward, handle = self.visitors["a steward"], self.site.unique("wil")
        steward.go("/steward").choose("Who may join?", "Everyone, after a steward has looked").click("Save")
        wil = self.site.visitor("Wil", mouse).go("/join")
        wil.fill_in({"Name": "Wil Hopkin", "Handle": handle, "Email": f"{handle}@example.org", "Password": PASSWORD})
        self.visitors["somebody waiting"] = wil.click("Create an account", role="button").see_heading("Nearly there")
        steward.go("/steward").choose("Who may join?", "Everyone").click("Save")
        steward.go("/steward/approvals")
        decline = steward.page.locator("a[href$='/decline']").first.get_attribute("href")
        self.paths["{decline}"] = decline
        self.paths["{verify}"] = self._path_in_letter(handle, "/verify/")

    def _letters(self):
        handle = self.visitors["a member"].handle
        for page, name in [("/reset", "/reset/"), ("/sign-in/link", "/sign-in/link/")]:
            self.site.visitor("Audrey", mouse).go(page).fill("Email", f"{handle}@example.org").press("Enter")
            self.paths[f"{{{name.strip('/')}}}"] = self._path_in_letter(handle, name)

        member, new = self.visitors["a member"], f"{handle}.new@example.org"
        member.go("/settings/email").click("Change the address").fill("New address", new).fill("Your password", PASSWORD).press("Enter").see(new)
        self.paths["{verify/change}"] = self._path_in_letter(f"{handle}.new", "/verify/change/")

    def _path_in_letter(self, handle, prefix, within=20):
        end = time.monotonic() + within
        while time.monotonic() < end:
            for letter in self.site.letters(f"{handle}@example.org"):
                text = letter.get_body(("plain",)).get_content()
                if found := re.search(re.escape(prefix) + r"[\w.~%-]+", text):
                    return found[0]
            time.sleep(0.2)
        raise JourneyError(f"no letter to {handle} with a link to {prefix}")

    def _invited(self):
        member = self.visitors["Amina"].go("/invitations/new")
        member.choose("What to?", "This site").fill("A note from you", "You said you would like to listen.")
        member.click("Make the invitation").see("/i/")
        self.paths["{invitation}"] = "/i/" + member.text().split("/i/")[1].split()[0]

    def _guarded(self):
        careful = self._somebody("Cara Wynn").go("/settings/security").click("Set it up")
        self.visitors["somebody setting up a code"] = self._somebody("Sam Wynn").go("/settings/security")
        self.visitors["somebody setting up a code"].click("Set it up").see("Type the six figures")
        key = careful.page.locator("main code").first.inner_text()
        careful.fill("Code", one_time_code(key)).click("Turn it on").see_heading("Keep these codes")
        # What leads to the second step holds for some minutes only, so each look begins with a password.
        self.paths["{code}"] = lambda: second_step(self.site.base, careful.handle, PASSWORD)

    def _kept(self):
        """Somebody signed out sends a reply; what they wrote waits for them."""
        reply = {"text": "Both sides, and it is painted yellow."}
        place = send(self.site.base, f"/posts/{self.paths['{own}']}/replies", reply)
        self.paths["{kept}"] = re.search(r"/kept/[\w-]+", place.replace("%2F", "/"))[0]

    def _asked(self):
        member = self.visitors["a member"].go("/talk/new?kind=question")
        member.fill("Your question, in one line", f"Who paints the {self.site.unique('rails')}?")
        member.click("Ask the question", role="button").see_heading("Who paints the")
        self.paths["{asked}"] = re.search(r"/talk/(\d+)", member.page.url)[1]

    def _read(self):
        """A thread of messages is opened by a button, because that notes that it was read."""
        amina = self.visitors["Amina"].go("/messages")
        amina.page.locator("main li button").first.click()
        amina.at(r"^/messages/\d")
        self.paths["{thread}"] = amina.path()

    def _app(self):
        """An app that asks a member to let it in, and two that Amina has let in."""
        for name, scopes in [("Pocket", "read write follow push"), ("The 61, by the minute", "read")]:
            with LoopbackApp(self.site.base, name, scopes) as app:
                self.paths.setdefault("{consent}", app.consent)
                amina = self.visitors["Amina"].go(app.consent).click("Let it in").see_heading("Back in")
                app.exchange(app.brought()["code"])
        amina.go("/settings/apps").see("Pocket")

    def _checked(self):
        member = self.visitors["a member"].go("/talk/new")
        member.fill("What would you like to say?", "Which day suits you?")
        member.click("Ask a check").fill("Options, one on each line", "Monday\nWednesday\nFriday")
        member.click("Post", role="button").see("Which day suits you?")
        self.paths["{check}"] = member.path()
        asked = re.search(r"/talk/(\d+)", member.page.url)[1]
        self.paths["{taken up}"] = f"/talk/new?quote={asked}"
        amina = self.visitors["Amina"].go(self.paths["{taken up}"])
        amina.fill("What would you like to say?", "Only before noon, for me.").click("Post", role="button").see("before noon")
        self.paths["{quotes}"] = f"/posts/{asked}/quotes"

    def _announced(self):
        steward = self.visitors["a steward"].go("/steward/announcements")
        steward.fill("What everyone should know", "We move house on **Friday**.")
        steward.click("Announce it", role="button").see("We move house on")


def state(visitor):
    state = visitor.context.storage_state()
    # The cookie that says the stylesheet is cached would be untrue in a fresh browser.
    state["cookies"] = [cookie for cookie in state["cookies"] if cookie["name"].endswith("session")]
    return state


def one_time_code(key, at=None):
    """The six figures that an app would show (RFC 6238, with the usual SHA-1 and 30 seconds)."""
    key = key.replace(" ", "").upper()
    secret = base64.b32decode(key + "=" * (-len(key) % 8))
    step = struct.pack(">Q", int(at if at is not None else time.time()) // 30)
    digest = hmac.new(secret, step, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def second_step(base, handle, password):
    """Signs in with the password alone. Returns the path of the page that asks for the code."""
    return send(base, "/sign-in", {"email": handle, "password": password})


def send(base, path, form):
    """Posts a form without following. Returns where the answer leads."""
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=20)
    try:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        connection.request("POST", path, urlencode(form), headers)
        answer = connection.getresponse()
        place = answer.getheader("Location")
        if not place:
            raise JourneyError(f"POST {path} was answered {answer.status} and leads nowhere")
        return place
    finally:
        connection.close()
