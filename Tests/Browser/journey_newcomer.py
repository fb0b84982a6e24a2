from journey import journey, keyboard, mouse, nojs, phone


@journey(as_=[mouse, keyboard, nojs, phone])
def newcomer(site):
    """A newcomer joins, says something, comes back, answers, and finds it again"""
    handle, word = site.unique("nia"), site.unique("bus")
    nia = site.visitor("Nia").go("/join").see_heading("Create an account")
    nia.fill("Name", "Nia Rees").fill("Handle", handle).fill("Email", f"{handle}@example.org").fill("Password", "a late bus home")
    nia.click("Create an account", role="button").see_link("You:")

    nia.go("/").fill("What’s happening where you are?", f"The last {word} leaves before the late shift ends.").click("Post")
    nia.see(word)

    nia.sign_out()
    nia.sign_in(handle, "a late bus home")
    nia.go("/")
    with nia.within(word):
        nia.click("0 replies", role="link")
    nia.see(word).fill("Your reply", "The council is asking about it this month.").click("Reply", role="button")
    nia.see("The council is asking about it this month.")

    nia.go("/search").fill("Search", word).click("Search", role="button").see(word)


@journey(as_=[mouse, keyboard, nojs, phone])
def mistaken_newcomer(site):
    """A newcomer makes mistakes in the form, is told which, and loses nothing"""
    handle = site.unique("owen")
    owen = site.visitor("Owen").go("/join").fill("Name", "Owen Pugh").fill("Handle", handle).fill("Email", "nowhere")
    owen.fill("Password", "short").click("Create an account", role="button").status(422)
    with_problems = owen.page.get_by_role("alert").get_by_role("link").all_inner_texts()
    owen.see_errors(*with_problems)
    assert len(with_problems) == 2, f"two things were wrong, and it says {with_problems}"
    assert owen.value("Name") == "Owen Pugh" and owen.value("Handle") == handle, "what was typed is lost"
    owen.fill("Email", f"{handle}@example.org").fill("Password", "three odd words").click("Create an account", role="button")
    owen.see_link("You:")


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
