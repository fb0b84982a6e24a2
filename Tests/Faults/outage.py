#!/usr/bin/env python3
"""PostgreSQL is away for ten seconds while people read and write: a page says so in words, and all heals by itself."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from site_of_faults import ROOT, Checks, Person, Site, Writers


def program(name):
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((str(folder / name) for folder in folders if (folder / name).exists()), shutil.which(name))


def as_owner(folder, *command):
    """PostgreSQL refuses to run as root: as whoever owns its folder, then."""
    owner = Path(folder).owner()
    prefix = ["runuser", "--user", owner, "--"] if os.geteuid() == 0 and owner != "root" else []
    subprocess.run([*prefix, *command], check=True, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=60)


def asked(url, sql):
    return subprocess.run(["psql", "-XAtq", "-c", sql, url], capture_output=True, text=True, check=True, timeout=30).stdout.strip()


def away(checks, url):
    folder = asked(url, "SHOW data_directory")
    port = asked(url, "SHOW port")
    # As a site's server is: what it has answered survives it. (The disk may be slow to hear of it: the machine goes on.)
    asked(url, "ALTER SYSTEM SET synchronous_commit = on")
    asked(url, "SELECT pg_reload_conf()")
    site = Site(postgres=url)
    handles = [f"writer{n}" for n in range(4)]
    try:
        site.start()
        site.settle(handles)
        writers = Writers(site, handles, per_second=60)
        reader = Person(site)
        time.sleep(3)
        before = len(writers.answered)
        as_owner(folder, program("pg_ctl"), "stop", f"--pgdata={folder}", "--mode=immediate", "--wait")
        gone, pages, slowest = time.monotonic(), [], 0
        while time.monotonic() - gone < 10:
            began = time.monotonic()
            pages.append(reader.get("/talk"))
            slowest = max(slowest, time.monotonic() - began)
            time.sleep(0.2)
        live = reader.get("/health/live").status, reader.get("/health/ready").status
        as_owner(folder, program("pg_ctl"), "start", f"--pgdata={folder}", "--wait", "--silent", f"--options=-p {port}", f"--log={folder}/../log")
        back = time.monotonic()
        status = 0
        while status != 200 and time.monotonic() - back < 20:
            status = reader.get("/talk").status
            time.sleep(0.1)
        healed = time.monotonic() - back
        during = len(writers.answered)
        time.sleep(3)
        writers.stop()
        checks.check(before > 20, f"people were writing ({before} posts)")
        checks.check(all(page.status == 503 for page in pages), f"each page says 503 meanwhile ({sorted({page.status for page in pages})})")
        checks.check(all("cannot reach its records" in page.text for page in pages), "in words")
        checks.check(all(dict(page.headers).get("Retry-After") for page in pages), "and when to try again")
        checks.check(slowest < 5, f"nobody waits long for it ({slowest:.1f} s)")
        checks.check(live == (200, 503), f"it says that it is alive and not ready {live}")
        checks.check(status == 200 and healed < 15, f"it heals by itself ({healed:.1f} s after the database is back)")
        checks.check(site.process.poll() is None, "it never ended")
        checks.check(len(writers.answered) > during, f"people write again ({len(writers.answered) - during} posts)")
        strange = {answer.status for _, answer in writers.refused} - {503}
        checks.check(not strange, f"who wrote got no other error ({strange})")
        kept = dict(line.split("|") for line in asked(site.database, "SELECT text, count(*) FROM post GROUP BY text").splitlines())
        lost = [text for text in writers.answered if text not in kept]
        checks.check(not lost, f"every one of {len(writers.answered)} posts that were answered is there ({len(lost)} lost)")
        checks.check(all(count == "1" for count in kept.values()), "each once")
    finally:
        # Its log tells of the outage, as it should.
        problems = [problem for problem in site.stop() if not problem.startswith("in its log")]
        checks.check(not problems, f"it ends well ({problems})")


def main():
    if "--inside" in sys.argv:
        checks = Checks()
        checks.run("PostgreSQL is away for ten seconds", away, os.environ["GUERILLA_TEST_POSTGRES"])
        checks.end()
    # A server of its own: the one that others test with is not to be stopped.
    sys.exit(subprocess.run([ROOT / "scripts/postgres", "run", "--", sys.executable, __file__, "--inside"]).returncode)


if __name__ == "__main__":
    main()
