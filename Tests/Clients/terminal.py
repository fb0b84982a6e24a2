"""A day with `toot`, the client for a terminal, run as a command with a home of its own."""

import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.parse
from pathlib import Path

from app import SHOWN, Server, code_in, consent, picture, sign_in


class Terminal:
    def __init__(self, site, home):
        self.site = site
        self.environment = os.environ | {
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home),
            "TOOT_CONFIG_DIR": str(home),
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
            "NO_COLOR": "1",
        }
        self.command = Path(sys.executable).parent / "toot"

    def __call__(self, *words, typed=None):
        done = subprocess.run(
            [self.command, *words], env=self.environment, input=typed, capture_output=True, text=True, timeout=120
        )
        if done.returncode != 0:
            raise AssertionError(f"toot {' '.join(words)}: {(done.stderr or done.stdout)[-500:]}")
        return done.stdout

    def log_in(self, handle):
        """`toot login` prints an address, waits for the code that is shown there, and keeps the token."""
        process = subprocess.Popen(
            [self.command, "login", "--instance", self.site.base],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        said = ""
        while not (found := re.search(r"https?://\S+/oauth/authorize\S*client_id=\S+", said)):
            part = process.stdout.read(1)
            if not part:
                raise AssertionError(f"toot login ended: {said[-500:]}")
            said += part
            if found and said[-1].isspace():
                break
        # The address ends with the line.
        said += process.stdout.readline()
        address = re.search(r"https?://\S+/oauth/authorize\S+", said)[0]
        query = dict(part.split("=", 1) for part in address.split("?", 1)[1].split("&"))
        asked = {name: urllib.parse.unquote_plus(value) for name, value in query.items()}
        shown = consent(
            self.site, sign_in(self.site, handle), asked, asked.get("scope", "read"), asked.get("redirect_uri", SHOWN)
        )
        rest, _ = process.communicate("n\n" + code_in(shown) + "\n", timeout=60)
        assert process.returncode == 0, (said + rest)[-600:]


def terminal(checks):
    site = Server(has_rate_limits=False)
    with tempfile.TemporaryDirectory() as folder:
        try:
            site.start()
            for handle in ["amina", "bram"]:
                site.account(handle, handle.capitalize(), f"{handle}@site.example")
            hers, his = Terminal(site, Path(folder) / "amina"), Terminal(site, Path(folder) / "bram")
            for one, handle in [(hers, "amina"), (his, "bram")]:
                Path(one.environment["HOME"]).mkdir()
                one.log_in(handle)
                checks.check(handle in one("whoami"), f"{handle} is logged in with toot")
            image = Path(folder) / "square.png"
            image.write_bytes(picture())
            post = json.loads(hers("post", "The 61 was late again. #buses", "--json"))
            checks.check(post["account"]["acct"] == "amina", "a post is made from a terminal")
            seen = his("timelines", "public", "--json")
            checks.check("late again" in seen, "it is in the public timeline")
            his("follow", "amina")
            checks.check("late again" in his("timelines", "home", "--json"), "and comes home to who follows")
            reply = json.loads(his("post", "By how much?", "--reply-to", post["id"], "--json"))
            checks.check("By how much" in hers("thread", post["id"]), "a reply is in the thread")
            his("favourite", post["id"])
            his("reblog", post["id"])
            his("bookmark", post["id"])
            checks.check("late again" in his("bookmarks", "--once"), "it is supported, shared and kept")
            with_picture = json.loads(hers("post", "Look", "--media", str(image), "--description", "A square", "--json"))
            checks.check(with_picture["media_attachments"][0]["description"] == "A square", "a picture is sent")
            poll = json.loads(hers("post", "Which day?", "--poll-option", "Monday", "--poll-option", "Friday", "--json"))
            checks.check(len(poll["poll"]["options"]) == 2, "a check is asked")
            checks.check("amina" in his("search", "amina"), "people are found")
            his("lists", "create", "Neighbours")
            his("lists", "add", "Neighbours", "amina")
            checks.check("Neighbours" in his("lists", "list"), "a list is made")
            his("mute", "amina")
            his("unmute", "amina")
            checks.check("amina" in his("following"), "who is followed is listed")
            his("delete", reply["id"])
            checks.check("By how much" not in hers("thread", post["id"]), "a deleted reply is gone")
            his("logout", f"bram@{site.base.split('//')[1]}")
            checks.check("bram" not in his("auth"), "logging out forgets the account")
        finally:
            problems = site.stop()
            checks.check(not problems, f"the site ends well ({problems})")
