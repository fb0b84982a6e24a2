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
    with iwan.expect_live("1 new", within=8000):
        sara.fill("Your answer", f"At the library, {word} desk.").click("Answer", role="button")
    iwan.reload().see(f"At the library, {word} desk.").see("1 answer")
