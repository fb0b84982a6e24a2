"""The OpenAPI document: that it is one, and that the site answers as it says. schemathesis makes the calls up, from a fixed seed and for a bounded time."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from app import App, Description, Server, picture
from openapi_spec_validator import validate

SECONDS = 90


def described(checks):
    site = Server(has_rate_limits=False)
    try:
        site.start()
        for handle in ["amina", "bram"]:
            site.account(handle, handle.capitalize(), f"{handle}@site.example")
        description = Description(site)
        validate(description.document)
        checks.check(True, "the document is OpenAPI 3.1")
        names = [operation["operationId"] for *_, operation in description.operations]
        checks.check(len(names) == len(set(names)), f"its {len(names)} operations have names of their own")
        amina, bram = App.of(site, "amina", description), App.of(site, "bram", description)
        media = amina.post("/api/v2/media", files={"file": ("a.png", picture())})
        post = amina.post("/api/v1/statuses", json={"status": "Hello #buses", "media_ids": [media["id"]]})
        bram.post("/api/v1/statuses", json={"status": "Hello back", "in_reply_to_id": post["id"]})
        bram.post(f"/api/v1/statuses/{post['id']}/reblog")
        checks.check(not amina.wrong + bram.wrong, f"answers are as described ({(amina.wrong + bram.wrong)[:3]})")
        status, said = fuzz(site, amina.token)
        with (site.out / "schemathesis.log").open("w") as log:
            log.write(said)
        checks.check(status == 0, "calls that were made up are answered as described" if status == 0 else f"schemathesis: {said[-6000:]}")
    finally:
        problems = site.stop()
        checks.check(not problems, f"the site ends well ({problems})")


def fuzz(site, token):
    with tempfile.TemporaryDirectory() as folder:
        command = [
            Path(sys.executable).parent / "schemathesis", "run", site.base + "/api/openapi.json",
            "--header", f"Authorization: Bearer {token}", "--header", "Accept: application/json",
            "--checks", "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
            # Calls that would end this very token are not made.
            "--exclude-path", "/oauth/revoke", "--exclude-path", "/oauth/token",
            "--phases", "examples,coverage,fuzzing", "--max-examples", "8", "--seed", "61", "--max-time", str(SECONDS), "--no-color",
            "--request-timeout", "20", "--workers", "1",
        ]  # fmt: skip
        environment = os.environ | {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1", "HOME": folder}
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS * 5)
        return done.returncode, done.stdout + done.stderr
