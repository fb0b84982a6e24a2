import time

from journey import JourneyError, journey, keyboard, mouse, nojs, phone
from loopback_app import LoopbackApp
from server import PASSWORD


def somebody(site, name):
    handle = site.unique(name.split()[0].lower())
    site.account(handle, name, f"{handle}@example.org")
    visitor = site.visitor(name.split()[0]).sign_in(handle, PASSWORD)
    visitor.handle = handle
    return visitor


@journey(as_=[mouse, keyboard, nojs, phone])
def votes_in_a_check(site):
    """Someone asks a check; another votes on its card, once, and sees how it stands"""
    word = site.unique("lunch")
    delyth = somebody(site, "Delyth Rees").go("/talk/new")
    delyth.fill("What would you like to say?", f"Which day suits you for {word}?").click("Ask a check")
    delyth.fill("Options, one on each line", "Monday").click("Post", role="button")
    delyth.see_errors("A check has two to ten options.")
    delyth.fill("Options, one on each line", "Monday\nWednesday\nFriday").click("Post", role="button")
    delyth.see(f"Which day suits you for {word}?", "Nobody has voted yet")
    assert not delyth.offers("Vote"), "who asked may vote"
    place = delyth.path()

    site.visitor("Dot").go(place).see("Wednesday").see_link("Sign in to vote")

    emyr = somebody(site, "Emyr Howe").go("/?tab=everything")
    with emyr.within(f"Which day suits you for {word}?"):
        emyr.click("Vote", role="button")
    emyr.status(422).see_errors("Choose one of the options.")
    # The same page in another window, opened before the vote.
    other = site.visitor("Emyr’s other window").sign_in(emyr.handle, PASSWORD).go(place)
    emyr.go("/?tab=everything")
    with emyr.within(f"Which day suits you for {word}?"):
        emyr.choose("Choose one", "Wednesday").click("Vote", role="button")
    emyr.at("^/$").see_title("Home")
    with emyr.within(f"Which day suits you for {word}?"):
        emyr.see("Your vote", "1 person has voted", "100%")
        assert not emyr.offers("Vote"), "they may vote again"

    other.choose("Choose one", "Friday").click("Vote", role="button").status(422).see("You have voted on this already.")
    delyth.go(place).see("1 person has voted", "100%")


@journey(as_=[mouse, nojs, phone])
def votes_too_late(site):
    """Someone votes in a check that closed while they had the page open, is told, and sees the outcome"""
    word = site.unique("paint")
    asker = somebody(site, "Nerys Bowen")
    with LoopbackApp(site.base, site.unique("pocket")) as app:
        asker.go(app.consent).click("Let it in", role="button").see_heading("Back in")
        token = app.exchange(app.brought()["code"])[1]["access_token"]
        voter = somebody(site, "Guto Lewis")
        asked = [("status", f"Which colour for the {word}?"), ("poll[options][]", "Green"), ("poll[options][]", "Blue")]
        status, post = app.call("POST", "/api/v1/statuses", [*asked, ("poll[expires_in]", 12)], token)
        assert status == 200, f"asking with the app gave {status}: {post}"
        voter.go(f"/talk/{post['id']}").choose("Choose one", "Green")
        end = time.monotonic() + 30
        while not app.call("GET", f"/api/v1/polls/{post['poll']['id']}", token=token)[1]["expired"]:
            if time.monotonic() > end:
                raise JourneyError("the check does not close")
            time.sleep(0.5)
        voter.click("Vote", role="button").status(422).see("This check is over.")
        voter.go(f"/talk/{post['id']}").see("This check is over.", "Nobody has voted")
        assert not voter.offers("Vote"), "a check that is over can be voted on"
