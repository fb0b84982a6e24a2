from journey import journey, keyboard, mouse, nojs, phone
from server import PASSWORD


@journey(as_=[mouse, keyboard, nojs, phone])
def erase(site):
    """Someone deletes their account with all they said, and nothing of it is left"""
    handle, word = site.unique("tegan"), site.unique("ladder")
    site.account(handle, "Tegan Morris", f"{handle}@example.org")
    tegan = site.visitor("Tegan").sign_in(handle, PASSWORD).go("/")
    tegan.fill("What’s happening where you are?", f"The {word} is in the shed.").click("Post", role="button").see(word)
    place = tegan.path()

    tegan.go("/settings/data/erase").click("Delete my account", role="button").status(422)
    tegan.choose("What should become of what you wrote?", "Delete").fill("Password", PASSWORD)
    tegan.tick("I want to delete my account for good").click("Delete my account", role="button").dont_see("Settings")

    dot = site.visitor("Dot")
    dot.go(place).status(404)
    dot.go(f"/@{handle}").status(404)
    dot.go(f"/search?q={word}").dont_see(f"The {word} is in the shed.")
    tegan.go("/sign-in").fill_in({"Email": handle, "Password": PASSWORD}).click("Sign in", role="button").status(422)
