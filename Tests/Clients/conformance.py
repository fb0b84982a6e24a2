"""The conformance tool that is shared beside the repository, where it is there: its gate on SQLite and on PostgreSQL."""

import os
import re
import subprocess
import sys

from app import PASSWORD, ROOT, Server

TOOL = ROOT / "../shared/tools/client_conformance.py"
GATE = "W,T1,T2,T3"


def conformance(checks):
    if not TOOL.is_file():
        print("../shared/tools/client_conformance.py is not here: its checks of the client API are skipped.", flush=True)
        return
    engines = {"SQLite": None, "PostgreSQL": os.environ.get("GUERILLA_TEST_POSTGRES")}
    for engine, url in engines.items():
        if engine == "PostgreSQL" and not url:
            print("GUERILLA_TEST_POSTGRES is not set: the conformance tool is not run on PostgreSQL.", flush=True)
            continue
        gate(checks, engine, url)


def gate(checks, engine, url):
    site = Server(postgres=url, has_rate_limits=False)
    try:
        site.start()
        people = [("alicex", "alice", None), ("bobx", "bob", None), ("rootx", "root", "steward")]
        for handle, name, role in people:
            site.account(handle, name, f"{name}@example.org", role)
        logins = [f"{name}@example.org:{PASSWORD}" for _, name, _ in people]
        done = subprocess.run(
            [sys.executable, TOOL, "--base", site.base, "--user-a", logins[0], "--user-b", logins[1], "--admin", logins[2], "--gate", GATE],
            capture_output=True, text=True, timeout=900,
        )  # fmt: skip
        (site.out / f"conformance-{engine.lower()}.log").write_text(done.stdout + done.stderr)
        lines = done.stdout.splitlines()
        failed = [line for line in lines if re.search(r"\bFAIL\b", line)]
        print(*failed[:20], sep="\n", flush=True)
        checks.check(done.returncode == 0, f"the conformance gate {GATE} on {engine}: {lines[-1] if lines else done.stderr[-300:]}")
    finally:
        problems = site.stop()
        checks.check(not problems, f"the site ends well ({problems})")
