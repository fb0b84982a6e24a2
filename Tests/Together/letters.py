"""A reply becomes a notice, the notice a letter, and the letter can be stopped by one click of a mail program."""

import http.client
import re
import urllib.parse

from pair import FORM, First, MailServer, Person, Server, eventually, key


def path_of(url):
    return urllib.parse.urlsplit(url).path


def one_click(site, letter):
    """What a mail program does (RFC 8058): a POST to the address in the header, with no cookie and no page behind it."""
    url = re.search(r"<(https?://[^>]+)>", str(letter["List-Unsubscribe"]))[1]
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    connection.request("POST", path_of(url), "List-Unsubscribe=One-Click", {"Content-Type": FORM})
    status = connection.getresponse().status
    connection.close()
    return url, status


def through(checks, site, letters, where):
    """The whole way, whatever takes the letters: `letters` gives those to an address."""
    site.start()
    for handle in ["amina", "bram", "carys"]:
        site.account(handle, handle.capitalize(), f"{handle}@site.example")
    amina, bram = Person(site, "amina"), Person(site, "bram")
    talk = key(amina.publish("When does the 61 come?", "l-1"))
    bram.post(f"/posts/{talk}/replies", {"text": "At <b>ten</b> past, @carys says.", "once": "l-2"})
    found = eventually(lambda: letters("amina@site.example"), 150)
    checks.check(found, f"a reply is told by a letter {where}")
    if not found:
        return
    letter = found[0]
    checks.check("Bram replied to you" in str(letter["Subject"]), f"which says so in its subject ({letter['Subject']})")
    plain, html = letter.get_body(("plain",)).get_content(), letter.get_body(("html",)).get_content()
    checks.check("ten" in plain and ("/posts/" in plain or "/talk/" in plain), "has the words and the way there")
    checks.check("<b>ten" not in html, "and no markup of whoever wrote it")
    checks.check(str(letter["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click", "it can be stopped by one click (RFC 8058)")
    url, status = one_click(site, letter)
    checks.check(url in plain, "by the same address a person finds in its text")
    checks.check(status == 200, f"the click is answered at once and without leading elsewhere ({status})")
    checks.check(Person(site).get(path_of(url)).status == 200, "a person who follows it is asked first")
    checks.check(Person(site).post(path_of(url)[:-3] + "abc", {}).status in (400, 404, 410), "an address that was changed does nothing")
    bram.post(f"/posts/{talk}/replies", {"text": "Or at twenty past.", "once": "l-3"})
    bram.post("/talk", {"text": "Hello @amina, look here.", "once": "l-4"})
    mentioned = lambda: [one for one in letters("amina@site.example") if "mentioned you" in str(one["Subject"])]
    checks.check(eventually(mentioned, 150), "letters of other kinds still come")
    replies = [one for one in letters("amina@site.example") if "replied to you" in str(one["Subject"])]
    checks.check(len(replies) == 1, f"and of that kind none any more ({len(replies)})")
    checks.check(len(letters("carys@site.example")) == 1, "who was mentioned got one letter")
    page = amina.get("/notifications").text
    checks.check("replied to you" in page, "on the page every notice stands all the same")


def folder(checks):
    site = Server(has_rate_limits=False)
    try:
        through(checks, site, site.letters, "in the folder")
    finally:
        problems = site.stop()
        checks.check(not problems, f"the site ends well ({problems})")


def smtp(checks):
    mail = MailServer()
    site = First()
    site.environment["GUERILLA_SMTP"] = mail.address
    try:
        through(checks, site, mail.to, "through a mail server")
    finally:
        problems = site.stop()
        checks.check(not problems, f"the site ends well ({problems})")
        mail.stop()

