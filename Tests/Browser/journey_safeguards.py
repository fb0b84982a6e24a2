from journey import journey, keyboard, mouse, nojs, phone
from server import PASSWORD


@journey(as_=[mouse, keyboard, nojs, phone])
def report_hide_appeal(site):
    """Someone reports a post, a moderator hides it with a reason, its author reads why and appeals, and the log tells of it"""
    author, moderator, word = site.unique("cai"), site.unique("mod"), site.unique("pills")
    site.account(author, "Cai Lloyd", f"{author}@example.org")
    site.account(moderator, "Mair Watkins", f"{moderator}@example.org", role="moderator")

    cai = site.visitor("Cai").sign_in(author, PASSWORD).go("/")
    cai.fill("What’s happening where you are?", f"Cheap {word}, ask me.").click("Post").see(word)
    place = cai.path()

    dot = site.visitor("Dot").go(place)
    dot.click("More about the post by Cai Lloyd").click("Report", role="link").see_heading("Report this")
    dot.click("Send the report").see_errors("Choose what is wrong.")
    dot.choose("What is wrong?", "It is an advertisement, or says the same again and again")
    dot.fill("Anything we should know", "He posts it every day.").click("Send the report")
    dot.see_heading("Thank you for telling us")

    mair = site.visitor("Mair").sign_in(moderator, PASSWORD).go("/moderation/queue")
    mair.click(f"Cheap {word}", role="link").see("He posts it every day.")
    mair.choose("What to do", "Hide it").fill("Why", f"Advertising {word} is against rule 4.").click("Decide")
    mair.see_heading("What waits for a moderator")

    dot.go(place).see("hidden by a moderator").dont_see(f"Cheap {word}")
    dot.go("/moderation").see(f"Advertising {word} is against rule 4.").dont_see("Cai Lloyd")

    # Others may have decided something meanwhile: this one's line.
    line = mair.go("/moderation").page.locator("main li").filter(has_text=f"Advertising {word} is against rule 4.")
    mair.go(line.get_by_role("link", name="A post: hidden").first.get_attribute("href")).see_heading("A moderator’s decision")
    cai.go(mair.path()).see(f"Advertising {word} is against rule 4.")
    cai.fill("Why it is wrong", "I was asked for it.").click("Appeal", role="button").see("I was asked for it.")
    mair.go("/moderation/queue").see("Appeal")
