from journey import journey, keyboard, mouse, nojs, phone
from server import PASSWORD


def someone(site, name, handle, **options):
    """A person with an account, signed in."""
    site.account(handle, name, f"{handle}@example.org", **options)
    return site.visitor(name.split()[0]).sign_in(handle, PASSWORD)


@journey(as_=[mouse, keyboard, nojs, phone])
def private_area(site):
    """A carer starts a hidden group and says something in it; nobody else can find it in any way"""
    place, secret = site.unique("quiet"), site.unique("lantern")
    ffion = someone(site, "Ffion Price", site.unique("ffion")).go("/groups/new")
    ffion.fill_in({"Name": f"Room {secret}", "Handle": place, "What is it for?": f"A {secret} for carers."})
    ffion.choose("Who can see it, and who can come in?", "Hidden").click("Start the group")
    ffion.see_heading(f"Room {secret}")
    ffion.fill("Say something to this group", f"Nobody hears the {secret} here.").click("Post", role="button")
    ffion.see(f"Nobody hears the {secret} here.")
    said = ffion.path()

    outsider = someone(site, "Owen Pugh", site.unique("owen"))
    for nobody in (outsider, site.visitor("Dot")):
        for path in (f"/g/{place}", f"/g/{place}/members", said, said.replace("/talk/", "/posts/")):
            nobody.go(path).status(404).dont_see(secret)
        for path in ("/", "/talk", "/groups", "/people", f"/search?q={secret}", "/talk?order=busy"):
            nobody.go(path).dont_see(f"Nobody hears the {secret}").dont_see(f"Room {secret}")


@journey(as_=[mouse, keyboard, nojs, phone])
def invited(site):
    """Someone is invited to a question by a link, joins, and the answer they had typed is there"""
    # Words nobody used before: a question that sounds like another is held up first.
    word = site.unique("ramp")
    question = f"{word} {site.unique('mended')}?"
    rhys = someone(site, "Rhys Evans", site.unique("rhys")).go("/talk/new?kind=question")
    rhys.fill("Your question, in one line", question).click("Ask the question", role="button")
    rhys.see_heading(question)
    rhys.go(f"/invitations/new?talk={rhys.path().split('/')[2].split('-')[0]}")
    rhys.choose("What to?", question).fill("A note from you", "You use it every day.")
    rhys.click("Make the invitation").see("/i/")
    link = rhys.text().split("/i/")[1].split()[0]

    gwen = site.visitor("Gwen").go(f"/i/{link}").see("You use it every day.").see(question)
    gwen.fill("Your answer", f"The {word} man comes on Friday.").click("Join and answer").see_heading("Create an account")
    handle = site.unique("gwen")
    gwen.fill_in({"Name": "Gwen Hughes", "Handle": handle, "Email": f"{handle}@example.org", "Password": PASSWORD})
    gwen.click("Create an account", role="button").see(f"The {word} man comes on Friday.")
    gwen.click("Send it now", role="button").see(f"The {word} man comes on Friday.").see("1 answer")


@journey(as_=[mouse, keyboard, nojs, phone])
def speaks_for(site):
    """An organisation is added, its owner invites a speaker, and the speaker posts as it"""
    place, word = site.unique("kitchen"), site.unique("soup")
    speaker = site.unique("mali")
    hana = someone(site, "Hana Aziz", site.unique("hana")).go("/organisations/new")
    hana.fill_in({"Name": f"The {place} table", "Handle": place, "What does it do?": "Meals and company."})
    hana.choose("What sort of organisation is it?", "Charity").click("Add the organisation").see_heading(f"The {place} table")

    mali = someone(site, "Mali Rowlands", speaker)
    hana.go(f"/organisations/{place}/people").fill("Their handle", speaker).choose("What may they do?", "Speaker").click("Invite", role="button").see("Mali Rowlands")
    mali.go(f"/organisations/{place}").click("Accept", role="button").dont_see("No, thank you")
    mali.go("/").fill("What’s happening where you are?", f"There is {word} at noon.")
    mali.select("Say it as", f"The {place} table").click("Post", role="button").see(f"There is {word} at noon.")

    dot = site.visitor("Dot").go(f"/@{place}").see(f"There is {word} at noon.")
    dot.go(mali.path()).see(f"The {place} table").dont_see("Mali Rowlands")
