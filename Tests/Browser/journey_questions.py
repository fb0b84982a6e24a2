from journey import journey, keyboard, mouse, phone
from server import PASSWORD


@journey(as_=[mouse, keyboard, phone])
def live_answer(site):
    """Someone asks a question, keeps the page open, and is told of an answer without loading it again"""
    word = site.unique("permit")
    question = f"{word} {site.unique('where')}?"
    asker, knower = site.unique("iwan"), site.unique("sara")
    site.account(asker, "Iwan Bevan", f"{asker}@example.org")
    site.account(knower, "Sara Idris", f"{knower}@example.org")
    iwan = site.visitor("Iwan").sign_in(asker, PASSWORD).go("/talk/new?kind=question")
    iwan.fill("Your question, in one line", question).click("Ask the question", role="button")
    iwan.see_heading(question)
    sara = site.visitor("Sara").sign_in(knower, PASSWORD).go(iwan.path())
    with iwan.expect_live("1 new", within=30_000):
        sara.fill("Your answer", f"At the library, {word} desk.").click("Answer", role="button")
    iwan.reload().see(f"At the library, {word} desk.").see("1 answer")


@journey(as_=[mouse])
def answered_meanwhile(site):
    """An answer that comes between the making of a page and the opening of its stream is told of all the same"""
    word = site.unique("lamp")
    asker, knower = site.unique("elin"), site.unique("huw")
    site.account(asker, "Elin Roberts", f"{asker}@example.org")
    site.account(knower, "Huw Parry", f"{knower}@example.org")
    elin = site.visitor("Elin").sign_in(asker, PASSWORD).go("/talk/new?kind=question")
    elin.fill("Your question, in one line", f"{word} {site.unique('mended')}?").click("Ask the question", role="button")
    huw = site.visitor("Huw").sign_in(knower, PASSWORD).go(elin.path())
    held, letting = [], []
    elin.page.route("**/live?**", lambda route: route.continue_() if letting else held.append(route))
    elin.reload()
    elin._wait(lambda: held, "the page opened no stream")
    huw.fill("Your answer", f"On Monday, the {word} man says.").click("Answer", role="button")
    huw.see(f"On Monday, the {word} man says.")
    with elin.expect_live("1 new", within=30_000):
        letting.append(True)
        held[0].continue_()
