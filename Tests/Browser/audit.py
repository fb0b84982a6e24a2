"""Which pages are judged, and what each may weigh and take. See page_audit.py for how."""

from dataclasses import dataclass

from audit_places import Places

# kB on the wire with nothing cached, requests, and milliseconds until the page shows on slow mobile data.
FORM = {"html_kb": 6, "css_kb": 8, "js_kb": 5, "requests": 5, "total_kb": 25, "lcp_ms": 1500}
TIMELINE = {"html_kb": 15, "css_kb": 8, "js_kb": 8, "requests": 6, "total_kb": 40, "lcp_ms": 1600}
SUBJECT = {"html_kb": 12, "css_kb": 8, "js_kb": 10, "requests": 6, "total_kb": 40, "lcp_ms": 1600}


@dataclass(frozen=True)
class AuditedPage:
    name: str
    path: str
    budget: dict
    # Who looks: one of those in audit_places.py, or nobody who is signed in.
    reader: str = ""
    # Where the path is only known when the site is: the first link on that page whose path matches.
    first_link: str = ""
    status: int = 200


PAGES = [
    AuditedPage("home, signed out", "/", TIMELINE),
    AuditedPage("home", "/?tab=everything", TIMELINE, reader="a member"),
    AuditedPage("join", "/join", FORM),
    AuditedPage("sign in", "/sign-in", FORM),
    AuditedPage("talk", "/talk", TIMELINE),
    AuditedPage("a conversation", "/", SUBJECT, first_link=r"^/talk/\d"),
    AuditedPage("a conversation, signed in", "/", SUBJECT, reader="a member", first_link=r"^/talk/\d"),
    AuditedPage("search", "/search?q=bus", TIMELINE),
    AuditedPage("people", "/people", TIMELINE),
    AuditedPage("not found", "/talk/999999999", FORM, status=404),
    AuditedPage("ask a question", "/talk/new?kind=question", FORM, reader="a member"),
    AuditedPage("groups", "/groups", TIMELINE),
    AuditedPage("a group", "/groups", TIMELINE, first_link=r"^/g/"),
    AuditedPage("about a group", "/g/buses-and-lifts/about", TIMELINE),
    AuditedPage("a group's members", "/g/buses-and-lifts/members", TIMELINE),
    AuditedPage("start a group", "/groups/new", FORM, reader="a member"),
    AuditedPage("organisations", "/organisations", TIMELINE),
    AuditedPage("a person", "/@amina", TIMELINE),
    AuditedPage("topics", "/topics", TIMELINE),
    AuditedPage("a topic", "/topics", TIMELINE, first_link=r"^/topics/"),
    AuditedPage("start something", "/start", FORM, reader="a member"),
    AuditedPage("notifications", "/notifications", TIMELINE, reader="a member"),
    AuditedPage("messages", "/messages", TIMELINE, reader="a member"),
    AuditedPage("settings", "/settings", FORM, reader="a member"),
    AuditedPage("profile settings", "/settings/profile", FORM, reader="a member"),
    AuditedPage("security settings", "/settings/security", FORM, reader="a member"),
    AuditedPage("e-mail settings", "/settings/email", FORM, reader="a member"),
    AuditedPage("delete the account", "/settings/data/erase", FORM, reader="a member"),
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
    AuditedPage("welcome", "/welcome", TIMELINE, reader="a member"),
    AuditedPage("bookmarks", "/bookmarks", TIMELINE, reader="a member"),
    AuditedPage("lists", "/lists", FORM, reader="a member"),
    AuditedPage("invitations", "/invitations", FORM, reader="a member"),
    AuditedPage("invite somebody", "/invitations/new", FORM, reader="a member"),
    AuditedPage("write to somebody", "/messages/new", FORM, reader="a member"),
    AuditedPage("who may write", "/messages/settings", FORM, reader="a member"),
    AuditedPage("who wants to follow", "/follow-requests", FORM, reader="a member"),
    AuditedPage("add an organisation", "/organisations/new", FORM, reader="a member"),
    AuditedPage("privacy settings", "/settings/privacy", FORM, reader="a member"),
    AuditedPage("display settings", "/settings/display", FORM, reader="a member"),
    AuditedPage("hidden words", "/settings/words", FORM, reader="a member"),
    AuditedPage("blocked people", "/settings/blocks", FORM, reader="a member"),
    AuditedPage("one's data", "/settings/data", FORM, reader="a member"),
    AuditedPage("the site's settings", "/steward", FORM, reader="a steward"),
    AuditedPage("change the rules", "/rules/edit", FORM, reader="a steward"),
    AuditedPage("the moderators' queue", "/moderation/queue", TIMELINE, reader="a steward"),
    AuditedPage("change a post", "/posts/{own}/edit", FORM, reader="a steward"),
    AuditedPage("delete a post", "/posts/{own}/delete", FORM, reader="a steward"),
    AuditedPage("home of somebody who follows many", "/", TIMELINE, reader="Amina"),
    AuditedPage("say something", "/talk/new", FORM, reader="a member"),
    AuditedPage("a question with answers", "/talk?order=busy", SUBJECT, first_link=r"^/talk/\d"),
    AuditedPage("who is in a conversation", "/talk/{own}/people", TIMELINE),
    AuditedPage("ask somebody to answer", "/talk/{asked}/ask", FORM, reader="a member"),
    AuditedPage("versions of a post", "/posts/{own}/versions", SUBJECT),
    AuditedPage("whom a person follows", "/@amina/following", TIMELINE),
    AuditedPage("a thread of messages", "{thread}", SUBJECT, reader="Amina"),
    AuditedPage("messages there are", "/messages", TIMELINE, reader="Amina"),
    AuditedPage("notifications there are", "/notifications", TIMELINE, reader="Amina"),
    AuditedPage("a list of people", "/lists", TIMELINE, reader="Amina", first_link=r"^/lists/"),
    AuditedPage("bookmarks there are", "/bookmarks", TIMELINE, reader="Amina"),
    AuditedPage("a private group, from outside", "/g/carers-kitchen-table", FORM, reader="a member"),
    AuditedPage("a private group, from inside", "/g/carers-kitchen-table", TIMELINE, reader="Amina"),
    AuditedPage("those who ask to join", "/g/carers-kitchen-table/members", TIMELINE, reader="Amina"),
    AuditedPage("settings of a group", "/g/youth-fund/settings", FORM, reader="Ellie"),
    AuditedPage("leave a group", "/g/carers-kitchen-table/leave", FORM, reader="Amina"),
    AuditedPage("change an organisation", "/organisations/rivermead-youth-voice/edit", FORM, reader="Ellie"),
    AuditedPage("people of an organisation", "/organisations/rivermead-youth-voice/people", TIMELINE, reader="Ellie"),
    AuditedPage("an invitation", "{invitation}", FORM),
    AuditedPage("an invitation that is gone", "/i/nothing", FORM, status=404),
    AuditedPage("invitations there are", "/invitations", TIMELINE, reader="Amina"),
    AuditedPage("what was written before signing in", "{kept}", FORM, reader="a member"),
    AuditedPage("waiting to be let in", "/waiting", FORM, reader="somebody waiting"),
    AuditedPage("who wants to join", "/steward/approvals", FORM, reader="a steward"),
    AuditedPage("let somebody not in", "{decline}", FORM, reader="a steward"),
    AuditedPage("set up a code", "/settings/security/code", FORM, reader="somebody setting up a code"),
    AuditedPage("enter a code", "{code}", FORM),
    AuditedPage("sign in by a link", "{sign-in/link}", FORM),
    AuditedPage("a link that is used up", "/sign-in/link/nothing", FORM, status=410),
    AuditedPage("a letter is on its way", "/sign-in/sent", FORM),
    AuditedPage("confirm an address", "{verify}", FORM),
    AuditedPage("an address is confirmed", "/verify/done", FORM),
    AuditedPage("choose a new password", "{reset}", FORM),
    AuditedPage("a new password is set", "/reset/done", FORM),
    AuditedPage("stop letters", "{unsubscribe}", FORM),
    AuditedPage("letters are stopped", "/unsubscribed", FORM),
    AuditedPage("agree to a new address", "{verify/change}", FORM),
    AuditedPage("similar questions", "/talk/similar?q=respite+care", FORM),
    AuditedPage("no similar questions", "/talk/similar?q=zzzzzz", FORM),
    AuditedPage("what only stewards find", "/steward", FORM, reader="a member", status=404),
    AuditedPage("what needs an account", "/notifications", FORM),
    AuditedPage("goodbye", "/goodbye", FORM),
    AuditedPage("after a report", "/report/thanks", FORM),
    AuditedPage("a report to look at", "/moderation/{case}", FORM, reader="a steward"),
    AuditedPage("a moderator’s decision", "/moderation/decisions/{decision}", FORM, reader="a steward"),
    AuditedPage("appeal a decision", "/moderation/decisions/{decision}", FORM, reader="somebody suspended"),
    AuditedPage("suspended", "/suspended", FORM, reader="somebody suspended"),
    AuditedPage("let an app in", "{consent}", FORM, reader="a member"),
    AuditedPage("an app that cannot be let in", "/oauth/authorize", FORM, status=400),
    AuditedPage("no apps yet", "/settings/apps", FORM, reader="a member"),
    AuditedPage("apps that were let in", "/settings/apps", FORM, reader="Amina"),
    AuditedPage("notices on this device", "/settings/push", FORM, reader="a member"),
    AuditedPage("for those who write programs", "/developers", SUBJECT),
    AuditedPage("a check to vote on", "{check}", SUBJECT, reader="Amina"),
    AuditedPage("a check of one's own", "{check}", SUBJECT, reader="a member"),
    AuditedPage("take a post up", "{taken up}", FORM, reader="Amina"),
    AuditedPage("posts that take one up", "{quotes}", SUBJECT, reader="a member"),
    AuditedPage("take one's post out", "{quotes}", FORM, reader="a member", first_link=r"^/posts/\d+/quotes/\d+/revoke"),
    AuditedPage("home with an announcement", "/", TIMELINE, reader="Ellie"),
    AuditedPage("announcements", "/steward/announcements", FORM, reader="a steward"),
    AuditedPage("change an announcement", "/steward/announcements", FORM, reader="a steward", first_link=r"^/steward/announcements/\d"),
]
LOCALES = ["en-GB", "cy"]


def prepare(site):
    """Has all done that is needed, and finds the pages. Returns the browsers' states, and [(page, path)]."""
    places = Places(site)
    return places.states, [(page, places.find(page)) for page in PAGES]
