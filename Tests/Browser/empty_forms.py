"""Every form, sent with nothing in it, comes back with what is wrong: pages that no link leads to, judged as the others are."""

from urllib.parse import urljoin

from journey import DESKTOP, in_page


class EmptyForms:
    """Sends the forms of one page after another; of those that are alike, one. Not to be shared between threads."""

    def __init__(self, auditor):
        self.auditor, self._seen = auditor, set()
        # {name: bytes}, for the validator.
        self.html = {}

    def send(self, name, path, state):
        """What is wrong with the answers to a page's forms."""
        problems = []
        with self.auditor.browsing(DESKTOP, state, "en-GB") as context:
            page = self._open(context, path)
            for form in page.evaluate(in_page("forms")):
                if form["kind"] not in self._seen:
                    self._seen.add(form["kind"])
                    said = self._answer(context, path, form, f"{name}, {form['kind'].split()[0]}")
                    problems += [f"{form['kind'].split()[0]}, sent empty: {problem}" for problem in said]
        return problems

    def _open(self, context, path):
        page = context.new_page()
        page.goto(urljoin(self.auditor.base + "/", path.lstrip("/")), wait_until="load")
        return page

    def _answer(self, context, path, form, name):
        page = self._open(context, path)
        with page.expect_navigation(wait_until="load") as sent:
            page.evaluate(in_page("send_empty"), form["place"])
        status = sent.value.status
        if status < 400:
            return []  # There are forms that may be empty.
        problems, broken = [], {}
        if status != 422:
            problems.append(f"status {status}")
        if not page.title().startswith("Error: "):
            problems.append(f"its title says nothing of it: {page.title()}")
        if not page.locator("main [role=alert], main .alert").count():
            problems.append("it does not say what is wrong")
        problems += page.evaluate(in_page("structure"))["problems"]
        self.auditor.axe_finds(page, "desktop", broken)
        page.set_viewport_size({"width": 320, "height": 640})
        page.wait_for_timeout(100)
        if over := page.evaluate(in_page("overflow")):
            problems.append(f"too wide at 320 px: {over}")
        self.auditor.axe_finds(page, "phone", broken)
        self.html[name] = page.content().encode()
        page.close()
        return problems + [f"axe ({', '.join(where)}): {said}" for said, where in broken.values()]
