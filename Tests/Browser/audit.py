"""Which pages are judged, and what each may weigh and take. See page_audit.py for how."""

import re
from dataclasses import dataclass

from journey import mouse

# kB on the wire with nothing cached, requests, and milliseconds until the page shows on slow mobile data.
FORM = {"html_kb": 6, "css_kb": 8, "js_kb": 5, "requests": 5, "total_kb": 25, "lcp_ms": 1500}
TIMELINE = {"html_kb": 15, "css_kb": 8, "js_kb": 8, "requests": 6, "total_kb": 40, "lcp_ms": 1600}
SUBJECT = {"html_kb": 12, "css_kb": 8, "js_kb": 10, "requests": 6, "total_kb": 40, "lcp_ms": 1600}


@dataclass(frozen=True)
class AuditedPage:
    name: str
    path: str
    budget: dict
    is_signed_in: bool = False
    is_for_stewards: bool = False
    # Where the path is only known when the site is: the first link on that page whose path matches.
    first_link: str = ""
    status: int = 200

    @property
    def reader(self):
        """Whose state the browser has: a steward's, a member's, or nobody's."""
        return "steward" if self.is_for_stewards else "member" if self.is_signed_in else None


PAGES = [
    AuditedPage("home, signed out", "/", TIMELINE),
    AuditedPage("home", "/?tab=everything", TIMELINE, is_signed_in=True),
    AuditedPage("join", "/join", FORM),
    AuditedPage("sign in", "/sign-in", FORM),
    AuditedPage("talk", "/talk", TIMELINE),
    AuditedPage("a conversation", "/", SUBJECT, first_link=r"^/talk/\d"),
    AuditedPage("a conversation, signed in", "/", SUBJECT, is_signed_in=True, first_link=r"^/talk/\d"),
    AuditedPage("search", "/search?q=bus", TIMELINE),
    AuditedPage("people", "/people", TIMELINE),
    AuditedPage("not found", "/talk/999999999", FORM, status=404),
    AuditedPage("ask a question", "/talk/new?kind=question", FORM, is_signed_in=True),
    AuditedPage("groups", "/groups", TIMELINE),
    AuditedPage("a group", "/groups", TIMELINE, first_link=r"^/g/"),
    AuditedPage("about a group", "/g/buses-and-lifts/about", TIMELINE),
    AuditedPage("a group's members", "/g/buses-and-lifts/members", TIMELINE),
    AuditedPage("start a group", "/groups/new", FORM, is_signed_in=True),
    AuditedPage("organisations", "/organisations", TIMELINE),
    AuditedPage("a person", "/@amina", TIMELINE),
    AuditedPage("topics", "/topics", TIMELINE),
    AuditedPage("a topic", "/topics", TIMELINE, first_link=r"^/topics/"),
    AuditedPage("start something", "/start", FORM, is_signed_in=True),
    AuditedPage("notifications", "/notifications", TIMELINE, is_signed_in=True),
    AuditedPage("messages", "/messages", TIMELINE, is_signed_in=True),
    AuditedPage("settings", "/settings", FORM, is_signed_in=True),
    AuditedPage("profile settings", "/settings/profile", FORM, is_signed_in=True),
    AuditedPage("security settings", "/settings/security", FORM, is_signed_in=True),
    AuditedPage("e-mail settings", "/settings/email", FORM, is_signed_in=True),
    AuditedPage("delete the account", "/settings/data/erase", FORM, is_signed_in=True),
    AuditedPage("rules", "/rules", SUBJECT),
    AuditedPage("what moderators did", "/moderation", TIMELINE),
    AuditedPage("help", "/help", SUBJECT),
    AuditedPage("privacy", "/privacy", SUBJECT),
    AuditedPage("accessibility", "/accessibility", SUBJECT),
    AuditedPage("a password reset", "/reset", FORM),
    AuditedPage("sign in by a letter", "/sign-in/link", FORM),
    AuditedPage("light or dark", "/display", FORM),
    AuditedPage("report a post", "/talk", FORM, first_link=r"^/report"),
    AuditedPage("nothing found", "/search?q=zzzzzz&kind=groups", FORM),
    AuditedPage("people found", "/search?q=am&kind=people", TIMELINE),
    AuditedPage("an organisation", "/organisations", TIMELINE, first_link=r"^/@"),
    AuditedPage("who follows a person", "/@amina/followers", TIMELINE),
    AuditedPage("a person's answers", "/@amina?tab=answers", TIMELINE),
    AuditedPage("unanswered questions", "/talk?order=unanswered", TIMELINE),
    AuditedPage("welcome", "/welcome", TIMELINE, is_signed_in=True),
    AuditedPage("bookmarks", "/bookmarks", TIMELINE, is_signed_in=True),
    AuditedPage("lists", "/lists", FORM, is_signed_in=True),
    AuditedPage("invitations", "/invitations", FORM, is_signed_in=True),
    AuditedPage("invite somebody", "/invitations/new", FORM, is_signed_in=True),
    AuditedPage("write to somebody", "/messages/new", FORM, is_signed_in=True),
    AuditedPage("who may write", "/messages/settings", FORM, is_signed_in=True),
    AuditedPage("who wants to follow", "/follow-requests", FORM, is_signed_in=True),
    AuditedPage("add an organisation", "/organisations/new", FORM, is_signed_in=True),
    AuditedPage("privacy settings", "/settings/privacy", FORM, is_signed_in=True),
    AuditedPage("display settings", "/settings/display", FORM, is_signed_in=True),
    AuditedPage("hidden words", "/settings/words", FORM, is_signed_in=True),
    AuditedPage("blocked people", "/settings/blocks", FORM, is_signed_in=True),
    AuditedPage("one's data", "/settings/data", FORM, is_signed_in=True),
    AuditedPage("the site's settings", "/steward", FORM, is_for_stewards=True),
    AuditedPage("change the rules", "/rules/edit", FORM, is_for_stewards=True),
    AuditedPage("the moderators' queue", "/moderation/queue", TIMELINE, is_for_stewards=True),
    AuditedPage("change a post", "/posts/{own}/edit", FORM, is_for_stewards=True),
    AuditedPage("delete a post", "/posts/{own}/delete", FORM, is_for_stewards=True),
]
LOCALES = ["en-GB", "cy"]


def prepare(site):
    """Signs a member and a steward in, and finds the pages. Returns the browsers' states, and [(page, path)]."""
    member, steward = signed_in(site, "Audrey Rhys"), signed_in(site, "Stan Rhys", role="steward")
    own = written_by(steward)
    found = []
    for page in PAGES:
        path = page.path.replace("{own}", own)
        if page.first_link:
            member.go(page.path)
            links = member.page.locator("main a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
            path = next((link for link in links if link and re.search(page.first_link, link)), None)
        found.append((page, path))
    return {"member": state(member), "steward": state(steward)}, found


def signed_in(site, name, role=None):
    handle = site.unique("aud")
    password = site.account(handle, name, f"{handle}@example.org", role=role)
    return site.visitor(name.split()[0], mouse).sign_in(handle, password)


def written_by(visitor):
    """The key of a post that the visitor writes."""
    text = "The ramp at the library has a new rail."
    visitor.go("/").fill("What’s happening where you are?", text).click("Post", role="button").see(text)
    return re.search(r"/talk/(\d+)", visitor.page.url)[1]


def state(visitor):
    state = visitor.context.storage_state()
    # The cookie that says the stylesheet is cached would be untrue in a fresh browser.
    state["cookies"] = [cookie for cookie in state["cookies"] if cookie["name"].endswith("session")]
    return state
