from journey import journey, keyboard, mouse, nojs, phone
from loopback_app import LoopbackApp
from server import PASSWORD


def somebody(site, name):
    handle = site.unique(name.split()[0].lower())
    site.account(handle, name, f"{handle}@example.org")
    return handle


@journey(as_=[mouse, keyboard, nojs, phone])
def lets_an_app_in(site):
    """Someone signed out lets an app in, is led back to it, sees it in the settings, and shuts it out again"""
    handle, word = somebody(site, "Tegan Moss"), site.unique("ferry")
    with LoopbackApp(site.base, site.unique("pocket")) as app:
        tegan = site.visitor("Tegan").go(app.consent).at("^/sign-in").see_heading("Sign in")
        tegan.fill("Email", handle).fill("Password", PASSWORD).click("Sign in", role="button")
        tegan.see_heading(f"Let “{app.name}” in?").see("Write, change and delete posts in your name", f"@{handle}")
        tegan.click("Let it in", role="button").see_heading(f"Back in {app.name}")
        code = app.brought()["code"]
        status, given = app.exchange(code)
        assert status == 200, f"the code gave {status}: {given}"
        token = given["access_token"]
        status, account = app.call("GET", "/api/v1/accounts/verify_credentials", token=token)
        assert (status, account["username"]) == (200, handle), f"the token is {status}: {account}"
        status, post = app.call("POST", "/api/v1/statuses", {"status": f"The {word} does not run on Sundays."}, token)
        assert status == 200, f"posting with the app gave {status}: {post}"

        tegan.go("/").click("You:").see(f"The {word} does not run on Sundays.")
        tegan.go("/settings").click("Apps").see_heading("Apps")
        with tegan.within(app.name):
            tegan.click("Shut it out", role="button")
        tegan.dont_see(app.name).see("No apps yet")
        status, answer = app.call("GET", "/api/v1/accounts/verify_credentials", token=token)
        assert status == 401 and answer.get("error"), f"an app that was shut out is answered {status}"
        status, answer = app.call("POST", "/api/v1/statuses", {"status": "Still here?"}, token)
        assert status == 401, f"an app that was shut out can post: {status}"


@journey(as_=[mouse, nojs, phone])
def copies_a_code(site):
    """An app without an address of its own is let in by a code that is copied, once"""
    handle = somebody(site, "Hywel Nant")
    with LoopbackApp(site.base, site.unique("terminal"), shows_code=True) as app:
        hywel = site.visitor("Hywel").sign_in(handle, PASSWORD).go(app.consent)
        hywel.click("Let it in", role="button").see_heading("Copy this code").see(f"Put it into “{app.name}”")
        code = hywel.page.get_by_role("code").inner_text()
        status, given = app.exchange(code)
        assert status == 200, f"the code gave {status}: {given}"
        status, account = app.call("GET", "/api/v1/accounts/verify_credentials", token=given["access_token"])
        assert (status, account["username"]) == (200, handle), f"the token is {status}: {account}"
        hywel.go("/settings/apps").see(app.name)
        # A code that comes twice was copied by two: nobody keeps a token for it (RFC 6749, section 4.1.2).
        status, _ = app.exchange(code)
        assert status == 400, f"the code worked twice: {status}"
        hywel.reload().dont_see(app.name)


@journey(as_=[mouse, keyboard, nojs])
def lets_no_app_in(site):
    """Someone says no to an app: it is told so, and does not get in; nor does one that nobody knows"""
    handle = somebody(site, "Mo Probert")
    with LoopbackApp(site.base, site.unique("nosy")) as app:
        mo = site.visitor("Mo").sign_in(handle, PASSWORD).go(app.consent)
        mo.click("Cancel", role="button").see_heading(f"Back in {app.name}")
        brought = app.brought()
        assert brought.get("error") == "access_denied" and "code" not in brought, f"the app was brought {brought}"
        mo.go("/settings/apps").see("No apps yet").dont_see(app.name)
        # An address that the app has not registered is never led to.
        mo.go(app.consent.replace("%2Fback", "%2Felsewhere")).status(400).see_heading("This app cannot be let in")
        assert not app.came, "the browser was led to an address that is not the app’s"
        mo.go("/oauth/authorize?response_type=code&client_id=nobody").status(400).see("has to register first")
