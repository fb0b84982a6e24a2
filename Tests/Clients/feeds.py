"""Feeds and calendars, read by the programs that people read them with: feedparser, lxml, icalendar."""

import io
import json
import urllib.parse

import feedparser
from app import App, Description, Server, picture, sign_in, site_get
from icalendar import Calendar
from lxml import etree

# What people may type, and what XML has no place for: U+FFFE, and what would end a CDATA section.
ODD = "Odd <script>alert(1)</script> & ]]> \ufffe Ünïcode 🚌 \"quoted\" & 'so' #buses"


def feeds(checks):
    site = Server(has_rate_limits=False)
    try:
        site.start()
        for handle in ["amina", "bram"]:
            site.account(handle, handle.capitalize(), f"{handle}@site.example")
        description = Description(site)
        amina, bram = App.of(site, "amina", description), App.of(site, "bram", description)
        browser = sign_in(site, "amina")
        for handle, door in [("walkers", "open"), ("council", "private")]:
            form = {"handle": handle, "name": f"The {handle}", "purpose": "To walk & talk.", "door": door, "once": f"g-{handle}"}
            answer = browser.post(site.base + "/groups", form, headers={"Origin": site.base}, allow_redirects=False)
            assert answer.status_code == 303, answer.text[:500]
        media = amina.post("/api/v2/media", files={"file": ("a.png", picture())}, data={"description": "A <violet> square"})
        first = amina.post("/api/v1/statuses", json={"status": ODD})
        amina.post("/api/v1/statuses", json={"status": "Look", "media_ids": [media["id"]], "spoiler_text": "A picture"})
        for number in range(24):
            amina.post("/api/v1/statuses", json={"status": f"Number {number}"})
        check = amina.post("/api/v1/statuses", json={"status": "Which day, all of you?", "poll": {"options": ["Monday, or so", "Friday; late"], "expires_in": 86400}})
        amina.post("/api/v1/statuses", json={"status": "Only for followers", "visibility": "private"})
        reply = bram.post("/api/v1/statuses", json={"status": "At ten past.", "in_reply_to_id": first["id"]})
        group = amina.get("/api/v1/accounts/lookup?acct=walkers")

        def fetch(path, status=200, **headers):
            response = site_get(site, path, headers=headers)
            checks.check(response.status_code == status, f"{path} answers {response.status_code}")
            found = description.problems("GET", urllib.parse.urlsplit(path).path, response)
            checks.check(not found, f"as it is described {found}")
            return response

        atom = fetch("/@amina.atom")
        etree.fromstring(atom.content)
        parsed = feedparser.parse(atom.content)
        checks.check(not parsed.bozo and parsed.version == "atom10", f"it is Atom ({parsed.version}, {parsed.get('bozo_exception')})")
        checks.check(len(parsed.entries) == 20 and parsed.feed.title == "Amina", "with the newest twenty")
        checks.check(parsed.entries[0].title == "Which day, all of you?", "a title is made of how a post begins")
        checks.check("Monday, or so" in parsed.entries[0].content[0].value, "what a check asks is in it")
        checks.check(all(entry.id.startswith(site.base + "/posts/") and entry.published_parsed and entry.author == "Amina" for entry in parsed.entries), "each with a key, a date and an author")
        checks.check("Only for followers" not in atom.text, "what is not for everyone is not in it")
        following = next(link.href for link in parsed.feed.links if link.rel == "next")
        older = feedparser.parse(fetch(following.removeprefix(site.base)).content)
        everything = [entry.id for entry in parsed.entries + older.entries]
        checks.check(len(everything) == len(set(everything)) == 27, f"the page after it has the rest, each once ({len(everything)})")
        last = older.entries[-1]
        checks.check("&lt;script&gt;" in last.content[0].value or "<script" not in last.content[0].value, "what looks like markup stays text")
        checks.check(f'href="{site.base}/topics/buses"' in last.content[0].value, f"links are whole addresses ({last.content[0].value})")
        checks.check([tag.term for tag in last.tags] == ["buses"], "and topics are said")
        pictured = older.entries[-2]
        checks.check(pictured.enclosures[0].type == "image/webp" and int(pictured.enclosures[0].length) > 0, "a picture is enclosed")
        checks.check(site_get(site, pictured.enclosures[0].href.removeprefix(site.base)).status_code == 200, "and can be fetched")
        checks.check(pictured.title == "A picture" and "Look" not in pictured.title, "under its note")

        rss = feedparser.parse(fetch("/@amina.rss").content)
        checks.check(not rss.bozo and rss.version == "rss20" and len(rss.entries) == 20, f"RSS 2.0 ({rss.version})")
        checks.check(rss.entries[0].published_parsed == parsed.entries[0].published_parsed, "with the same dates")
        feed = fetch("/@amina.json").json()
        checks.check(feed["version"].endswith("/1.1") and [item["id"] for item in feed["items"]] == [entry.id for entry in parsed.entries], "JSON Feed 1.1 has the same entries")

        for path, text in [
            (f"/talk/{first['id']}.atom", "At ten past."), ("/topics/buses.atom", "Ünïcode"),
            ("/search.atom?" + urllib.parse.urlencode({"q": "Ünïcode"}), "Ünïcode"), ("/g/walkers.atom", ""),
        ]:
            one = feedparser.parse(fetch(path).content)
            checks.check(not one.bozo and text in json.dumps([entry.content for entry in one.entries], ensure_ascii=False), f"{path} is Atom with what belongs there")
        talk = etree.fromstring(site_get(site, f"/talk/{first['id']}.atom").content)
        replies = talk.findall(".//{http://purl.org/syndication/thread/1.0}in-reply-to")
        checks.check([one.get("ref") for one in replies] == [f"{site.base}/posts/{first['id']}"], f"a reply says what it answers ({reply['id']})")

        calendar = Calendar.from_ical(fetch("/@amina.ics").content)
        events = list(calendar.walk("VEVENT"))
        checks.check(len(events) == 1 and events[0]["summary"] == "Which day, all of you?", "the calendar has the check")
        ends = events[0].decoded("dtstart").strftime("%Y-%m-%dT%H:%M:%S")
        checks.check(check["poll"]["expires_at"].startswith(ends), f"when it ends ({ends})")
        checks.check("Friday; late" in str(events[0]["description"]) and "Monday, or so" in str(events[0]["description"]), "and what it asks")
        raw = site_get(site, "/@amina.ics").content
        checks.check(all(len(line) <= 75 for line in raw.split(b"\r\n")) and b"\n" not in raw.replace(b"\r\n", b""), "in lines of at most 75 bytes")
        fetch("/g/walkers.ics")

        for path in ["/g/council.atom", "/g/council.ics", "/@nobody.atom", "/@walkers.atom", f"/talk/{reply['id']}.atom", "/talk/1.json"]:
            fetch(path, 404)
        signed_in = browser.get(site.base + "/g/council.atom")
        checks.check(signed_in.status_code == 404, "a private group has no feed, not even for its members")
        fetch("/search.atom", 422)

        again = site_get(site, "/@amina.atom", headers={"If-None-Match": atom.headers["ETag"]})
        checks.check(again.status_code == 304 and not again.content, "the same is not sent twice")
        since = site_get(site, "/@amina.atom", headers={"If-Modified-Since": atom.headers["Last-Modified"]})
        checks.check(since.status_code == 304, "by its date neither")
        checks.check("max-age=" in atom.headers["Cache-Control"] and "private" not in atom.headers["Cache-Control"], "and may be kept on the way")
        head = amina.session.head(site.base + "/@amina.atom", headers={"Accept-Encoding": "identity"})
        checks.check(head.status_code == 200 and not head.content and head.headers["ETag"] == atom.headers["ETag"], "HEAD says the same of it")
        amina.post("/api/v1/statuses", json={"status": "One more"})
        newer = site_get(site, "/@amina.atom", headers={"If-None-Match": atom.headers["ETag"], "If-Modified-Since": atom.headers["Last-Modified"]})
        checks.check(newer.status_code == 200 and "One more" in newer.text, "what is new is sent")
        for path in ["/@amina", "/g/walkers", "/topics/buses", f"/talk/{first['id']}", "/search?q=bus"]:
            page = site_get(site, path)
            checks.check('type="application/atom+xml"' in page.text, f"the page {path} leads to its feed")
        checks.check('type="application/atom+xml"' not in browser.get(site.base + "/g/council").text, "a private group's page does not")

        me = amina.get("/api/v1/accounts/verify_credentials")
        face = site_get(site, me["avatar"].removeprefix(site.base))
        checks.check(face.status_code == 200 and face.content[:8] == b"\x89PNG\r\n\x1a\n" and face.content[16:24] == bytes([0, 0, 0, 240, 0, 0, 0, 240]), "a face is drawn, 240 pixels a side")
        checks.check(site_get(site, me["avatar"].removeprefix(site.base), headers={"If-None-Match": face.headers["ETag"]}).status_code == 304, "and kept by who has it")
        band = site_get(site, me["header"].removeprefix(site.base))
        checks.check(band.content[16:24] == (1500).to_bytes(4, "big") + (500).to_bytes(4, "big"), "so is a band, 1500 by 500")
        checks.check(site_get(site, f"/avatars/{group['id']}.png").content[:4] == b"\x89PNG", "a group has a face")
        for path in ["/avatars/12.png", "/avatars/x.png", "/avatars/99999999999999999999.png", f"/avatars/{me['id']}.gif"]:
            checks.check(site_get(site, path).status_code == 404, f"{path} is nobody")
        wrong = sorted(set(amina.wrong + bram.wrong))
        checks.check(not wrong, f"every answer was as the description says ({wrong[:5]})")
    finally:
        problems = site.stop()
        checks.check(not problems, f"the site ends well ({problems})")
