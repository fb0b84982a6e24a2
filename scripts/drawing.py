"""What scripts/pictures draws with: text, bars and dots in a column as wide as a phone shows without making it small."""

import json
import os
import shlex
import subprocess
import textwrap
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "docs/deciding/examples"
PICTURES = ROOT / "docs/deciding/pictures"
GUERILLA = shlex.split(os.environ.get("GUERILLA", str(ROOT / ".build-release/release/guerilla") + " tally"))

# Each colour has 4.5:1 against the page in its light or dark; no meaning rests on colour alone.
STYLE = (
    "text{fill:#1b1b1b}.rest{fill:#d9d4cb}.a{fill:#4a6fa5}.b{fill:#2e7d4f}.c{fill:#a5492a}"
    ".line{stroke:#b3261e;stroke-width:2}.on{fill:#fff}"
    "@media (prefers-color-scheme:dark){text{fill:#eee}.rest{fill:#4a4642}.a{fill:#8fb3e8}.b{fill:#7fd1a0}"
    ".c{fill:#f0a486}.line{stroke:#ff8a80}.on{fill:#111}}"
)
COLOURS = "abc"
WIDTH = 480
# Widths of letters of the widest of the usual system fonts, so that nothing is cut where a narrower one is meant.
LETTER = 8.7


def tally(*words):
    """What the command prints about files of the examples."""
    words = [str(EXAMPLES / word) if (EXAMPLES / word).exists() else word for word in map(str, words)]
    return json.loads(subprocess.run([*GUERILLA, *words, "--json"], capture_output=True, text=True, check=True).stdout)


def wide(words):
    return len(words) * LETTER


class Picture:
    """A column of lines and bars."""

    def __init__(self, name, title, description):
        self.name, self.title, self.description = name, title, description
        self.parts, self.y = [], 0

    def text(self, words, x=0, kind="", bold=False, end=False):
        anchor = ' text-anchor="end"' if end else ""
        weight = ' font-weight="bold"' if bold else ""
        kind = f' class="{kind}"' if kind else ""
        self.parts.append(f'<text x="{x:.1f}" y="{self.y:g}"{kind}{anchor}{weight}>{escape(words)}</text>')

    def line(self, words, x=0, bold=False):
        """A paragraph."""
        for line in textwrap.wrap(words, int((WIDTH - x) / 7.7)):
            self.y += 21
            self.text(line, x=x, bold=bold)

    def heading(self, words):
        self.y += 12
        self.line(words, bold=True)

    def rect(self, x, width, kind, height=18):
        self.parts.append(
            f'<rect class="{kind}" x="{x:.1f}" y="{self.y - 14:g}" width="{max(0, width):.1f}" height="{height}" rx="2"/>'
        )

    def bars(self, rows, most=None, marks=(), like=None):
        """Bars of (label, value, kind, what stands behind it), with upright lines at the marks; to the scale of `like`."""
        like = like or rows
        start = max(wide(label) for label, *_ in like)
        start = start + 14 if start else 0
        most = most or max(max(value for _, value, *_ in like), *marks, 1e-9)
        # As wide as leaves room for the words behind each bar.
        scale = min((WIDTH - start - 8 - wide(after)) / max(value, most / 1e6) for _, value, _, after in like)
        scale = min(scale, (WIDTH - start - 4) / most)
        top = self.y + 6
        for label, value, kind, after in rows:
            self.y += 24
            self.text(label, x=start - 10, end=True)
            self.rect(start, value * scale, kind)
            x = start + value * scale + 8
            for mark in marks:
                at = start + mark * scale
                if x - 6 < at < x + wide(after):
                    x = at + 8
            self.text(after, x=x)
        for mark in marks:
            at = start + mark * scale
            # Behind everything else.
            self.parts.insert(
                0, f'<line class="line" x1="{at:.1f}" x2="{at:.1f}" y1="{top:g}" y2="{self.y + 10:g}"/>'
            )

    def stacks(self, rows, whole):
        """Bars of a label and pieces (words, value, kind) side by side, which make the whole together."""
        start = max(wide(label) for label, _ in rows) + 14
        scale = (WIDTH - start) / whole
        for label, pieces in rows:
            self.y += 28
            self.text(label, x=start - 10, end=True)
            x = start
            for words, value, kind in pieces:
                self.rect(x, value * scale - 2, kind, height=22)
                if wide(words) + 10 <= value * scale:
                    self.y += 2
                    self.text(words, x=x + 6, kind="" if kind == "rest" else "on")
                    self.y -= 2
                x += value * scale
        self.y += 6

    def dots(self, dots, height, lines=()):
        """Dots of (x, y, kind, letter) and broken lines of (x, y, x, y), all from 0 to 1, upwards being up."""
        self.y += 20
        place = lambda x, y: (12 + x * (WIDTH - 24), self.y + (1 - y) * height)  # noqa: E731
        for x1, y1, x2, y2 in lines:
            (x1, y1), (x2, y2) = place(x1, y1), place(x2, y2)
            self.parts.append(
                f'<line class="line" stroke-dasharray="5 4" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'
            )
        for x, y, kind, letter in dots:
            x, y = place(x, y)
            self.parts.append(f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="10"/>')
            self.parts.append(
                f'<text class="on" x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle" font-size="12">{letter}</text>'
            )
        self.y += height + 8

    def write(self):
        height = self.y + 16
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}" height="{height:g}" '
            f'role="img" aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="15">\n'
            f'<title id="t">{escape(self.title)}</title>\n<desc id="d">{escape(self.description)}</desc>\n'
            f"<style>{STYLE}</style>\n"
        )
        (PICTURES / f"{self.name}.svg").write_text(head + "\n".join(self.parts) + "\n</svg>\n")
