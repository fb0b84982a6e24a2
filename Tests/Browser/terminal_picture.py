"""A picture of `toot`, the client for a terminal (PyPI), at work with the site: what it printed, in the colours it asked for."""

import html
import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

WIDTH = 78
ADDRESS = re.compile(r"https?://\S+/oauth/authorize\S+(?=\s)")
PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; background: #1f1b27; }}
pre {{ display: inline-block; margin: 0; padding: 22px 26px; color: #f3eff7; font: 15px/1.45 "DejaVu Sans Mono", "Liberation Mono", "Noto Sans Mono", monospace; }}
b {{ color: #ffd24d; }} i {{ font-style: normal; }}
.c32 {{ color: #72d8c5; }} .c33 {{ color: #f2c063; }} .c34 {{ color: #93c6ff; }} .c2 {{ color: #b9b1c4; }}
</style><pre>{lines}</pre>"""


class Toot:
    """A person's `toot`, with a home of its own. `visitor` is the person, signed in, with a browser to say yes in."""

    def __init__(self, visitor, home):
        self.command = Path(sys.executable).parent / "toot"
        here = {"HOME": str(home), "TOOT_CONFIG_DIR": str(home), "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
        self.environment = os.environ | here
        self._log_in(visitor)

    def __call__(self, *words):
        command = [self.command, "--color", "--max-width", str(WIDTH), *words]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=60)
        if done.returncode != 0:
            raise RuntimeError(f"toot {shlex.join(words)}: {(done.stderr or done.stdout)[-500:]}")
        return done.stdout

    def _log_in(self, visitor):
        base = visitor.site.base
        process = subprocess.Popen(
            [self.command, "login", "--instance", base],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        said = ""
        while not (address := ADDRESS.search(said)):
            part = process.stdout.read(1)
            if not part:
                raise RuntimeError(f"toot login ended: {said[-500:]}")
            said += part
        visitor.go(address[0].removeprefix(base)).click("Let it in", role="button").see_heading("Copy this code")
        # It asks whether to open a browser, then for the code.
        said, _ = process.communicate("n\n" + visitor.page.get_by_role("code").inner_text() + "\n", timeout=60)
        if process.returncode != 0:
            raise RuntimeError(f"toot login: {said[-500:]}")


def take(visitor, path):
    with tempfile.TemporaryDirectory() as home:
        toot = Toot(visitor, home)
        commands = [["post", "The 61 was late again. #buses"], ["timelines", "tag", "buses", "--limit", "3"]]
        lines = "\n".join(transcript(toot, words) for words in commands)
    # Where `make demo` serves it, in place of the port that was free.
    lines = lines.replace(visitor.site.base, "http://127.0.0.1:8080")
    # A page of its own: the site's policy would let it have no style.
    page = visitor.context.new_page()
    page.set_content(PAGE.format(lines=lines.rstrip()))
    page.locator("pre").screenshot(path=path)
    page.close()


def transcript(toot, words):
    unpaged = ["--no-pager", "--no-clear"] if words[0] == "timelines" else []
    # A note at the end of every list says that there is more; empty lines come in threes.
    printed = re.sub(r"\n\S*There may be more results.*", "\n", toot(*words, *unpaged))
    typed = " ".join(f'"{word}"' if " " in word else word for word in words)
    return f"<b>$ toot {html.escape(typed, quote=False)}</b>\n{coloured(re.sub(chr(10) + '{3,}', chr(10) * 2, printed))}"


def coloured(text):
    """HTML of what is meant for a terminal: its colours (ECMA-48, SGR) as classes."""
    parts, is_open = [], False
    for part in re.split(r"(\x1b\[[\d;]*m)", text):
        code = re.fullmatch(r"\x1b\[([\d;]*)m", part)
        if not code:
            parts.append(html.escape(part, quote=False))
            continue
        if is_open:
            parts.append("</i>")
        is_open = code[1] not in ("", "0")
        if is_open:
            parts.append(f'<i class="c{code[1]}">')
    return "".join(parts) + ("</i>" if is_open else "")
