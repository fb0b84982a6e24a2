"""A word that stands in a private group and nowhere else. Someone outside, with a token for everything, asks every GET operation there is, with the
group's own keys, and every feed and page: the word is in no answer, and in no header."""

import urllib.parse

from app import App, Description, Server, picture, sign_in, site_get

WORD = "kingfisher"


def canary(checks):
    site = Server(has_rate_limits=False)
    try:
        site.start()
        for handle, name in [("amina", "Amina"), ("bram", "Bram"), ("eve", "Eve")]:
            site.account(handle, name, f"{handle}@site.example")
        description = Description(site)
        amina, bram, eve = (App.of(site, handle, description) for handle in ["amina", "bram", "eve"])
        doors = {}
        for door, handle, name in [("hidden", "nest", f"The {WORD}s"), ("private", "burrow", "The burrow")]:
            doors[handle] = fill(site, amina, bram, door, handle, name)
        open_post = amina.post("/api/v1/statuses", json={"status": "Hello everyone"})

        hidden = [doors["nest"], doors["burrow"]]
        values = {
            "id": [key for group in hidden for key in group["keys"]] + [open_post["id"]],
            "handle": ["nest", "burrow", "amina"], "name": [WORD, "buses"], "tag": [WORD, "buses"],
        }
        query = {
            "q": [WORD], "acct": ["nest", "burrow"], "resource": [f"acct:nest@127.0.0.1:{site.port}", f"acct:burrow@127.0.0.1:{site.port}"],
            "url": [f"{site.base}{path}" for group in hidden for path in group["paths"]], "id": values["id"], "uri": values["id"],
        }
        asked, met, broken = set(), set(), set()
        visitor = App(site, description=description)
        for method, path, _, operation in description.operations:
            if method != "get":
                continue
            places = [one["name"] for one in operation.get("parameters", []) if one["in"] == "path"]
            names = [one["name"] for one in operation.get("parameters", []) if one["in"] == "query" and one["name"] in query]
            for address in addresses(path, places, names, values, query):
                for app in [eve, visitor]:
                    response = app.call("GET", address)
                    asked.add((path, response.status_code))
                    said = response.text + "\n".join(f"{name}: {value}" for name, value in response.headers.items())
                    # What was asked for may be said again: the words of a search, the name of a topic.
                    said = said.replace(urllib.parse.quote(address), "").replace(address, "")
                    if WORD in without(said, path) or any(secret in said for group in hidden for secret in group["secrets"]):
                        met.add((path, address, "a token" if app is eve else "nothing"))
                    if response.status_code >= 500:
                        broken.add((address, response.status_code))
        checks.check(len({path for path, _ in asked}) == sum(one[0] == "get" for one in description.operations), f"every GET operation was asked ({len({path for path, _ in asked})}, {len(asked)} kinds of answers)")
        checks.check(not met, f"the word is in none of their answers ({sorted(met)[:5]})")
        checks.check(not broken, f"none of them broke ({sorted(broken)[:5]})")

        browser = sign_in(site, "eve")
        for group in hidden:
            for path in group["paths"] + ["/", "/talk", "/groups", "/people", "/topics", "/@amina", f"/search?q={WORD}", "/notifications"]:
                for page in [site_get(site, path), browser.get(site.base + path)]:
                    said = page.text.replace(f'value="{WORD}"', "").replace(f"q={WORD}", "").replace(f"“{WORD}”", "").replace(f"title={WORD}", "").replace(f"Search: {WORD}", "")
                    at = said.find(WORD)
                    where = said[max(0, at - 60) : at + 20] if at >= 0 else page.status_code
                    checks.check(at < 0 and page.status_code in (200, 404), f"nor on the page {path} ({where})")
        seen = "".join(str(bram.get(path)) for path in ["/api/v1/timelines/home", f"/api/v2/search?q={WORD}"])
        checks.check(WORD in seen, "a member reads it: the test would notice")
        wrong = sorted(set(amina.wrong + bram.wrong + eve.wrong + visitor.wrong))
        checks.check(not wrong, f"every answer was as the description says ({wrong[:5]})")
    finally:
        problems = site.stop()
        checks.check(not problems, f"the site ends well ({problems})")


def without(said, path):
    """What was said, without the places where an answer says again what was asked for."""
    for echo in [f'"q":"{WORD}"', f'"name":"{WORD}"', f"/topics/{WORD}", f"q={WORD}", f"<title>{WORD}</title>", f'"title":"{WORD}"', f"<title>#{WORD}</title>", f'"title":"#{WORD}"', f"<description>{WORD}</description>", f"<description>#{WORD}</description>"]:
        said = said.replace(echo, "")
    return said


def addresses(path, places, names, values, query):
    """The path with every value in its places, and each thing that can be asked for."""
    filled = [path]
    for place in places:
        # A place of a kind that came later is filled with keys.
        filled = [one.replace("{" + place + "}", value, 1) for one in filled for value in values.get(place, values["id"])]
    for one in filled:
        yield one
        for name in names:
            for value in query[name]:
                yield one + "?" + urllib.parse.urlencode({name: value})


def fill(site, amina, bram, door, handle, name):
    """A group of Amina's with Bram in it, and the word in all that is said and shown there."""
    browser, his = sign_in(site, "amina"), sign_in(site, "bram")

    def form(of, path, fields, **more):
        answer = of.post(site.base + path, fields, headers={"Origin": site.base}, allow_redirects=False, **more)
        assert answer.status_code == 303, f"{path}: {answer.status_code} {answer.text[:800]}"
        return answer.headers["location"]

    form(browser, "/groups", {"handle": handle, "name": name, "purpose": f"To watch the {WORD}." if door == "hidden" else "To dig.", "rules": f"Be quiet near the {WORD}.", "door": door, "once": f"g-{handle}"})
    group = amina.get(f"/api/v1/accounts/lookup?acct={handle}")
    form(browser, f"/g/{handle}/invitees", {"handles": "bram"})
    form(his, f"/g/{handle}/join", {})
    media = amina.post("/api/v2/media", files={"file": ("a.png", picture())}, data={"description": f"A {WORD} on a branch"})
    post = amina.post("/api/v1/statuses", json={"status": f"!{handle} The {WORD} is back. #{WORD}s", "media_ids": [media["id"]]})
    poll = amina.post("/api/v1/statuses", json={"status": f"!{handle} Where is the {WORD}?", "poll": {"options": [f"{WORD} by the bridge", "gone"], "expires_in": 3600}})
    reply = bram.post("/api/v1/statuses", json={"status": f"I saw the {WORD}.", "in_reply_to_id": post["id"]})
    assert post["visibility"] == poll["visibility"] == "private", post["visibility"]
    file = urllib.parse.urlsplit(post["media_attachments"][0]["url"]).path
    return {
        "keys": [group["id"], post["id"], poll["id"], reply["id"], media["id"]],
        "paths": [f"/g/{handle}", f"/g/{handle}/members", f"/g/{handle}/about", f"/talk/{post['id']}", f"/posts/{reply['id']}", f"/posts/{poll['id']}", file],
        "secrets": [file.rsplit("/", 1)[1]],
    }
