from journey import journey, keyboard, mouse, nojs, phone
from server import PASSWORD


@journey(as_=[mouse, keyboard, nojs, phone])
def announces(site):
    """A steward announces something, a member reads it and puts it away, and it is taken down again"""
    keeper, reader, word = site.unique("mair"), site.unique("ifan"), site.unique("boiler")
    site.account(keeper, "Mair Watkins", f"{keeper}@example.org", role="steward")
    site.account(reader, "Ifan Pryce", f"{reader}@example.org")
    ifan = site.visitor("Ifan").sign_in(reader, PASSWORD)
    ifan.go("/steward/announcements").status(404).dont_see("Announce it")

    mair = site.visitor("Mair").sign_in(keeper, PASSWORD).go("/steward").click("Announcements", role="link")
    mair.click("Announce it", role="button").status(422).see_errors("Write what everyone should know.")
    mair.fill("What everyone should know", f"The **{word}** is mended. The hall is warm again.")
    mair.click("Announce it", role="button").see_heading("What you have announced")
    with mair.within(word):
        mair.see("Shown now", "until you take it down")

    ifan.go("/").see(word)
    with ifan.within(word):
        ifan.click("I have read it", role="button")
    ifan.at("^/$").dont_see(word).reload().dont_see(word)

    # Who has not read it yet sees what it says now.
    with mair.within(word):
        mair.click("Change", role="link")
    mair.see_heading("Change an announcement").fill("What everyone should know", f"The {word} is mended, and paid for.")
    mair.click("Save", role="button").see("mended, and paid for")
    late = site.unique("sioned")
    site.account(late, "Sioned Vaughan", f"{late}@example.org")
    sioned = site.visitor("Sioned").sign_in(late, PASSWORD).go("/").see(f"The {word} is mended, and paid for.")
    with mair.within(word):
        mair.click("Change", role="link")
    mair.click("Take it down", role="button").see_heading("Announcements").dont_see(word)
    sioned.reload().dont_see(word)
