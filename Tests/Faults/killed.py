#!/usr/bin/env python3
"""The program is killed outright while people write: what was answered is there, once, and everything goes on."""

import os
import signal
import sqlite3
import time

from site_of_faults import Checks, Person, Site, Writers  # noqa: I001


def killed(checks):
    site = Site()
    handles = [f"writer{n}" for n in range(8)]
    try:
        site.start()
        site.settle(handles)
        answered, unknown = {}, {}
        for round_ in range(3):
            writers = Writers(site, handles)
            time.sleep(4)
            os.kill(site.process.pid, signal.SIGKILL)
            site.process.wait()
            writers.stop()
            answered |= writers.answered
            unknown |= writers.unknown
            site.again()
            checks.check(len(writers.answered) > 50, f"killed in full flow: {len(writers.answered)} posts had been answered")
        people = {handle: Person(site, handle) for handle in handles}
        again = [people[handle].publish(text, once).status for text, (once, handle) in unknown.items()]
        checks.check(set(again) <= {303}, f"what nobody had answered can be sent again ({again})")
        site.process.send_signal(signal.SIGTERM)
        status = site.process.wait(15)
        checks.check(status == 0, "it ends well afterwards")
        base = sqlite3.connect(site.data / "guerilla.db")
        kept = dict(base.execute("SELECT text, count(*) FROM post GROUP BY text"))
        lost = [text for text in answered if text not in kept]
        checks.check(not lost, f"every one of {len(answered)} posts that were answered is there ({len(lost)} lost)")
        double = [text for text, count in kept.items() if count > 1]
        checks.check(not double, f"none is there twice ({len(double)} are)")
        missing = [text for text in unknown if text not in kept]
        checks.check(not missing, f"{len(unknown)} that nobody answered were sent again, and are there once")
        first, last, count = base.execute("SELECT min(seq), max(seq), count(*) FROM happening").fetchone()
        checks.check(last - first + 1 == count, f"the Ledger has no gap: {count} happenings from {first} to {last}")
        unsaid = base.execute(
            "SELECT count(*) FROM post p WHERE NOT EXISTS (SELECT 1 FROM happening h WHERE h.kind = 'post.published' AND h.subject = p.id)"
        ).fetchone()[0]
        checks.check(unsaid == 0, f"every post has its happening ({unsaid} have none)")
        wrong = base.execute(
            "SELECT count(*) FROM account a WHERE post_count <> (SELECT count(*) FROM post p WHERE p.author_id = a.id)"
        ).fetchone()[0]
        checks.check(wrong == 0, "the counts on accounts are true")
        sound = base.execute("PRAGMA integrity_check").fetchone()[0]
        checks.check(sound == "ok", f"the file is sound: {sound}")
        base.close()
    finally:
        site.stop()


def jobs(checks):
    """Work that a killed process had taken is taken up by the next one."""
    site = Site()
    try:
        site.start()
        time.sleep(2)
        os.kill(site.process.pid, signal.SIGKILL)
        site.process.wait()
        base = sqlite3.connect(site.data / "guerilla.db")
        kinds = [kind for (kind,) in base.execute("SELECT kind FROM recurring")]
        now = int(time.time() * 1000)
        # As if the killed process had been in the middle of each of them.
        base.execute("UPDATE recurring SET next_at = ?", (now - 1000,))
        base.commit()
        base.close()
        site.again()
        base = sqlite3.connect(f"file:{site.data}/guerilla.db?mode=ro", uri=True)
        due, until = kinds, time.monotonic() + 20
        while due and time.monotonic() < until:
            time.sleep(0.2)
            due = [kind for (kind,) in base.execute("SELECT kind FROM recurring WHERE next_at <= ?", (int(time.time() * 1000),))]
        base.close()
        if not kinds:
            print("      there is no recurring work in this program: nothing to see", flush=True)
            return
        checks.check(not due, f"recurring work goes on after a kill: {len(kinds)} kinds, {due} still due")
    finally:
        site.stop()


if __name__ == "__main__":
    checks = Checks()
    checks.run("killed while people write", killed)
    checks.run("killed while it works", jobs)
    checks.end()
