"""A process is killed while it is in the middle of a job: another does the job, once, when the lease is over."""

import os
import signal
import time

from pair import First, MailServer, Person, Second, asked, eventually


def jobs(checks):
    silent, good = MailServer(hangs=True), MailServer()
    a = First()
    a.environment["GUERILLA_SMTP"] = silent.address
    b = Second(a, GUERILLA_SMTP=good.address)

    try:
        a.start()
        a.account("amina", "Amina", "amina@site.example")
        Person(a).post("/sign-in/link", {"email": "amina@site.example"})
        checks.check(silent.hung.wait(60), "the first process is handing over a letter")
        held = asked(a, "SELECT count(*) FROM job WHERE leased_until IS NOT NULL AND done_at IS NULL AND kind NOT IN (SELECT kind FROM recurring)")
        checks.check(held == "1", f"and holds the lease of the job ({held})")
        os.kill(a.process.pid, signal.SIGKILL)
        a.process.wait()
        killed_at = time.monotonic()
        b.start()
        checks.check(not good.letters, "the second process does not touch it while the lease holds")
        checks.check(eventually(lambda: good.to("amina@site.example"), 120), "and does it when the lease is over")
        waited = time.monotonic() - killed_at
        checks.check(30 < waited < 110, f"which is a minute after it was taken ({waited:.0f} s)")
        left = "SELECT count(*) FROM job WHERE done_at IS NULL AND failed_at IS NULL AND kind NOT IN (SELECT kind FROM recurring)"
        checks.check(eventually(lambda: asked(a, left) == "0", 30), "the job is done")
        checks.check(len(good.to("amina@site.example")) == 1, "once")
        link = next(part for part in good.letters[0].get_body(("plain",)).get_content().split() if "/sign-in/link/" in part)
        entered = Person(b).post(link.split(str(a.port))[-1], {})
        checks.check(entered.status == 303, f"and the link in the letter signs in ({entered.status})")
    finally:
        problems = [problem for problem in b.stop() if not problem.startswith("in its log")]
        checks.check(not problems, f"the second process ends well ({problems})")
        a.process and a.process.poll() is None and a.process.kill()
        a.stop()
        silent.stop()
        good.stop()

