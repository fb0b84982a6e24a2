"""Every kind of event that the streaming API documents, heard through Server-Sent Events and through a WebSocket at once: the same on both, and
nothing of it where it does not belong."""

import json
import sys
import time

from app import ROOT, App, Description, Server, sign_in

sys.path.append(str(ROOT / "Tests/Together"))

from ears import Events, Socket  # noqa: E402

# Whose payload is an entity, and which.
ENTITIES = {
    "update": "Status", "status.update": "Status", "notification": "Notification", "conversation": "Conversation",
    "announcement": "Announcement",
}  # fmt: skip
KEYS = ["delete", "announcement.delete"]
BARE = ["filters_changed", "notifications_merged"]
DOCUMENTED = [*ENTITIES, *KEYS, *BARE, "announcement.reaction"]


def heard(checks):
    site = Server(has_rate_limits=False)
    try:
        site.start()
        for handle in ["first", "amina", "bram", "eve"]:
            site.account(handle, handle.capitalize(), f"{handle}@site.example")
        description = Description(site)
        amina, bram, eve = (App.of(site, handle, description) for handle in ["amina", "bram", "eve"])
        quiet = App.of(site, "bram", description, scopes="read:notifications")
        listen(checks, site, description, amina, bram, eve, quiet)
    finally:
        problems = site.stop()
        checks.check(not problems, f"the site ends well ({problems})")


def listen(checks, site, description, amina, bram, eve, quiet):
    steward = sign_in(site, "first")
    me = amina.get("/api/v1/accounts/verify_credentials")["id"]
    bram.post(f"/api/v1/accounts/{me}/follow")
    events = {"user": Events(site.port, bram.token), "direct": Events(site.port, bram.token, "direct")}
    line = Socket(site.port, bram.token)
    line.say(type="subscribe", stream="direct")
    visitor = Events(site.port, None, "public")
    stranger = Socket(site.port, eve.token)
    narrow = Socket(site.port, quiet.token, stream="user:notification")
    time.sleep(0.5)

    def announce(path, **form):
        answer = steward.post(site.base + path, form, headers={"Origin": site.base}, allow_redirects=False)
        assert answer.status_code == 303, f"{path}: {answer.status_code}"

    def hear(kind):
        """What came of this kind on each way: the payloads as text."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            said = events["direct" if kind == "conversation" else "user"].named(kind)
            if said and line.named(kind):
                break
            time.sleep(0.05)
        return said[-1] if said else None, (line.named(kind) or [None])[-1]

    post = amina.post("/api/v1/statuses", json={"status": "The 61 is late."})["id"]
    hear("update")
    amina.call("PUT", f"/api/v1/statuses/{post}", json={"status": "The 61 is very late."}, expect=200)
    hear("status.update")
    amina.call("DELETE", f"/api/v1/statuses/{post}", expect=200)
    amina.post("/api/v1/statuses", json={"status": "@bram are you there?"})
    hear("notification")
    amina.post("/api/v1/statuses", json={"status": "@bram for you alone", "visibility": "direct"})
    bram.post("/api/v2/filters", json={"title": "Late", "context": ["home"], "keywords_attributes": [{"keyword": "late"}]})
    announce("/steward/announcements", text="The **hall** is shut.")
    hear("announcement")
    told = bram.get("/api/v1/announcements")[0]["id"]
    bram.call("PUT", f"/api/v1/announcements/{told}/reactions/%F0%9F%91%8D", expect=200)
    hear("announcement.reaction")
    announce(f"/steward/announcements/{told}/remove")
    bram.call("PATCH", "/api/v2/notifications/policy", json={"for_not_following": "filter"}, expect=200)
    eve.post("/api/v1/statuses", json={"status": "@bram let me in"})
    request = None
    for _ in range(100):
        if request := bram.get("/api/v1/notifications/requests"):
            break
        time.sleep(0.1)
    bram.post(f"/api/v1/notifications/requests/{request[0]['id']}/accept")

    for kind in DOCUMENTED:
        by_events, by_line = hear(kind)
        checks.check(by_events is not None and by_line is not None, f"{kind} is heard by Server-Sent Events and by WebSocket")
        if kind in BARE:
            checks.check(by_events == "null" and by_line == "", f"{kind} says all with its name")
            continue
        checks.check(by_events == by_line, f"{kind} is the same on both")
        if kind in ENTITIES:
            wanted = description.validator(("stream", kind), {"$ref": f"#/components/schemas/{ENTITIES[kind]}"})
            wrong = [error.message[:100] for error in wanted.iter_errors(json.loads(by_events))]
            checks.check(not wrong, f"and is a {ENTITIES[kind]} as described ({wrong[:3]})")
        elif kind in KEYS:
            checks.check(by_events == (post if kind == "delete" else told), f"{kind} is a bare key")
    reaction = json.loads(hear("announcement.reaction")[0])
    checks.check(reaction == {"announcement_id": told, "name": "👍", "count": 1}, "a reaction says which, on what, and how many")
    known = {event for _, event, _ in line.events + events["user"].events + events["direct"].events}
    checks.check(known == set(DOCUMENTED), f"and there are no others ({sorted(known ^ set(DOCUMENTED))})")
    strange = {event for _, event, _ in stranger.events}
    checks.check(strange <= {"announcement", "announcement.reaction", "announcement.delete", "update"}, f"somebody else hears what is for all ({sorted(strange)})")
    checks.check(not any("let me in" not in payload for payload in stranger.named("update")), "and their own post")
    checks.check({event for _, event, _ in narrow.events} == {"notification", "notifications_merged"}, "a token for notifications hears those alone")
    checks.check({event for _, event, _ in visitor.events} == {"update", "status.update", "delete"}, "a visitor hears what everyone may read, and no announcement")
    checks.check(not any(ears.is_over for ears in [*events.values(), line, narrow, visitor, stranger]), "and all of them listen still")
