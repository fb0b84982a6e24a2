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
    # Where the path is only known when the site is: the first link on that page whose path matches.
    first_link: str = ""
    status: int = 200


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
]
LOCALES = ["en-GB", "cy"]


def prepare(site):
    """Signs somebody in, and finds the pages. Returns the browser's state when signed in, and [(page, path)]."""
    handle = site.unique("aud")
    password = site.account(handle, "Audrey Rhys", f"{handle}@example.org")
    member = site.visitor("Audrey", mouse).sign_in(handle, password)
    state = member.context.storage_state()
    # The cookie that says the stylesheet is cached would be untrue in a fresh browser.
    state["cookies"] = [cookie for cookie in state["cookies"] if cookie["name"].endswith("session")]
    found = []
    for page in PAGES:
        path = page.path
        if page.first_link:
            member.go(page.path)
            links = member.page.locator("main a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
            path = next((link for link in links if link and re.search(page.first_link, link)), None)
        found.append((page, path))
    return state, found
