"""An app on somebody's phone, with `requests`: registered, let in through the HTML pages as a person would, then calling. Every answer it gets is held
against the OpenAPI document of the site."""

import base64
import hashlib
import html.parser
import re
import secrets
import sys
import urllib.parse
from pathlib import Path

import requests
from jsonschema import Draft202012Validator, FormatChecker

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "Tests/Faults"), str(ROOT / "Tests/Browser")]

from server import PASSWORD, Server  # noqa: E402, F401
from site_of_faults import Checks  # noqa: E402, F401

SHOWN = "urn:ietf:wg:oauth:2.0:oob"
EVERYTHING = "read write follow push"


class Forms(html.parser.HTMLParser):
    """The forms of a page: where each goes, and what stands in its fields."""

    def __init__(self, text):
        super().__init__()
        self.forms = []
        self.feed(text)

    def handle_starttag(self, tag, pairs):
        given = dict(pairs)
        if tag == "form":
            self.forms.append({"action": given.get("action", ""), "method": given.get("method", "get"), "fields": {}})
        elif tag in ("input", "button") and self.forms and given.get("name"):
            self.forms[-1]["fields"].setdefault(given["name"], given.get("value", ""))

    def to(self, path):
        return next(form for form in self.forms if form["action"].split("?")[0] == path)


def proof():
    """A verifier and its challenge (RFC 7636 section 4)."""
    verifier = secrets.token_urlsafe(48)
    digest = hashlib.sha256(verifier.encode()).digest()
    return verifier, base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def sign_in(site, handle):
    """A browser in which somebody has signed in."""
    browser = requests.Session()
    browser.trust_env = False
    answer = browser.post(
        site.base + "/sign-in",
        {"email": handle, "password": PASSWORD},
        headers={"Origin": site.base},
        allow_redirects=False,
    )
    assert answer.status_code == 303, f"signing in: {answer.status_code}"
    return browser


def consent(site, browser, app, scopes=EVERYTHING, redirect=SHOWN, answer="yes", **more):
    """Somebody is asked whether to let an app in, and answers. Returns the last response: a page, or where it leads."""
    asked = {"response_type": "code", "client_id": app["client_id"], "redirect_uri": redirect, "scope": scopes} | more
    page = browser.get(site.base + "/oauth/authorize", params=asked)
    assert page.status_code == 200, f"being asked: {page.status_code} {page.text[:200]}"
    form = Forms(page.text).to("/oauth/authorize")
    return browser.post(
        site.base + "/oauth/authorize",
        form["fields"] | {"answer": answer},
        headers={"Origin": site.base},
        allow_redirects=False,
    )


def code_in(response):
    """The code of an answer: shown on the page, or in the address it leads to."""
    if location := response.headers.get("location"):
        return urllib.parse.parse_qs(urllib.parse.urlsplit(location).query)["code"][0]
    found = re.search(r"<(?:code|input)[^>]*?(?:value=\"|>)([A-Za-z0-9_-]{20,})", response.text)
    assert found, f"no code on the page: {response.text[-1500:]}"
    return found[1]


class Description:
    """The OpenAPI document, as something to hold answers against."""

    def __init__(self, site):
        self.document = site_get(site, "/api/openapi.json").json()
        self.operations = []
        for path, operations in self.document["paths"].items():
            pattern = re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(path)) + "$")
            for method, operation in operations.items():
                self.operations.append((method, path, pattern, operation))
        # The one with fewest places first: /accounts/lookup before /accounts/{id}.
        self.operations.sort(key=lambda one: one[1].count("{"))
        self.validators = {}
        self.seen = set()

    def find(self, method, path):
        path = path.rstrip("/")
        for one in self.operations:
            if one[0] == method.lower() and one[2].match(path):
                return one
        return None

    def problems(self, method, path, response):
        """What is wrong with an answer, in words; an empty list when it is as it was said to be."""
        found = self.find(method, path)
        if not found:
            return [f"{method} {path} is not described"]
        _, template, _, operation = found
        status = str(response.status_code)
        if status not in operation["responses"]:
            return [f"{method} {template} answered {status}, which is not described"]
        described = operation["responses"][status]
        if "$ref" in described:
            described = self.document["components"]["responses"][described["$ref"].rsplit("/", 1)[1]]
        self.seen.add((method.lower(), template, status))
        content = described.get("content")
        if not content or status == "304":
            return []
        kind = response.headers.get("content-type", "").split(";")[0]
        if kind not in content:
            return [f"{method} {template} answered {kind}, not {list(content)}"]
        if "json" not in kind:
            return []
        schema = content[kind]["schema"]
        return [
            f"{method} {template} {status} at {'/'.join(str(part) for part in error.absolute_path)}: {error.message[:200]}"
            for error in self.validator((template, method, status), schema).iter_errors(response.json())
        ][:3]

    def validator(self, name, schema):
        if name not in self.validators:
            whole = schema | {"components": self.document["components"]}
            self.validators[name] = Draft202012Validator(whole, format_checker=FormatChecker())
        return self.validators[name]


def site_get(site, path, **given):
    session = requests.Session()
    session.trust_env = False
    return session.get(site.base + path, timeout=60, **given)


class App:
    """Calls with a token. What is answered is held against the description; `wrong` says what was not as described."""

    def __init__(self, site, token=None, description=None):
        self.site, self.token, self.description, self.wrong = site, token, description, []
        self.session = requests.Session()
        self.session.trust_env = False

    @classmethod
    def of(cls, site, handle, description=None, scopes=EVERYTHING):
        app = cls(site, description=description)
        registered = app.call(
            "POST", "/api/v1/apps", json={"client_name": "Pocket", "redirect_uris": SHOWN, "scopes": scopes}
        ).json()
        verifier, challenge = proof()
        shown = consent(
            site, sign_in(site, handle), registered, scopes, code_challenge=challenge, code_challenge_method="S256"
        )
        fetched = app.call(
            "POST",
            "/oauth/token",
            data={
                "grant_type": "authorization_code",
                "code": code_in(shown),
                "client_id": registered["client_id"],
                "client_secret": registered["client_secret"],
                "redirect_uri": SHOWN,
                "code_verifier": verifier,
            },
        )
        assert fetched.status_code == 200, fetched.text
        app.token, app.registered = fetched.json()["access_token"], registered
        return app

    def call(self, method, path, headers=None, expect=None, **given):
        headers = {"Accept": "application/json"} | (headers or {})
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        response = self.session.request(
            method, self.site.base + path, headers=headers, timeout=60, allow_redirects=False, **given
        )
        if self.description:
            self.wrong += self.description.problems(method, urllib.parse.urlsplit(path).path, response)
        if expect and response.status_code != expect:
            raise AssertionError(f"{method} {path} answered {response.status_code}: {response.text[:300]}")
        return response

    def get(self, path, **given):
        return self.call("GET", path, expect=200, **given).json()

    def post(self, path, **given):
        return self.call("POST", path, expect=200, **given).json()


def picture():
    """A small PNG, made here: 16 by 16 pixels of one colour."""
    import struct
    import zlib

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + b"\x4a\x35\xc4" * 16 for _ in range(16))
    header = struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
