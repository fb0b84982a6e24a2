from journey import journey, keyboard, mouse, nojs, phone
from server import PASSWORD


@journey(as_=[mouse, keyboard, nojs, phone])
def newcomer(site):
    """A newcomer joins, says something, comes back, answers, and finds it again"""
    handle, word = site.unique("nia"), site.unique("bus")
    nia = site.visitor("Nia").go("/join").see_heading("Create an account")
    nia.fill_in({"Name": "Nia Rees", "Handle": handle, "Email": f"{handle}@example.org", "Password": PASSWORD})
    nia.click("Create an account", role="button").see_link("You:")

    nia.go("/").fill("What’s happening where you are?", f"The last {word} leaves before the late shift ends.")
    nia.click("Post").see(word)

    nia.sign_out().sign_in(handle, PASSWORD).go("/")
    with nia.within(word):
        nia.click("0 replies", role="link")
    nia.see(word).fill("Your reply", "The council is asking about it this month.").click("Reply", role="button")
    nia.see("The council is asking about it this month.")

    nia.go("/search").fill("Search", word).click("Search", role="button").see(word)


@journey(as_=[mouse, keyboard, nojs, phone])
def mistaken_newcomer(site):
    """A newcomer makes mistakes in the form, is told which, and loses nothing"""
    handle = site.unique("owen")
    owen = site.visitor("Owen").go("/join")
    owen.fill_in({"Name": "Owen Pugh", "Handle": handle, "Email": "nowhere", "Password": "short"})
    owen.click("Create an account", role="button").status(422)
    said = owen.page.get_by_role("alert").get_by_role("link").all_inner_texts()
    assert len(said) == 2, f"two things were wrong, and it says {said}"
    owen.see_errors(*said)
    assert owen.value("Name") == "Owen Pugh" and owen.value("Handle") == handle, "what was typed is lost"
    owen.fill_in({"Email": f"{handle}@example.org", "Password": PASSWORD})
    owen.click("Create an account", role="button").see_link("You:")


@journey(as_=[mouse, nojs])
def visitor_writes_first(site):
    """A visitor without an account looks around and is asked to sign in only when they want to say something"""
    eli = site.visitor("Eli").go("/").see_heading("Better services, worked out together")
    eli.click("Read what people say").at("^/talk$")
    eli.go("/talk/new").at("^/sign-in").see_heading("Sign in")


@journey(as_=[mouse])
def lost(site):
    """A page that is not there says so, and gives a way on"""
    site.visitor("Mo").go("/talk/999999999").status(404).see_link("Go to the home page")
