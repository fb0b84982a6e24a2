"""A program that people let in: registered with the site, and with an address of its own on this machine, to which browsers are led back
(RFC 8252, section 7.3)."""

import base64
import hashlib
import http.server
import json
import secrets
import threading
import time
import urllib.error
import urllib.request
from urllib.parse import parse_qs, urlencode, urlsplit

from journey import JourneyError

SHOWN = "urn:ietf:wg:oauth:2.0:oob"
SCOPES = "read write follow push"


class LoopbackApp:
    """`shows_code` is for an app without an address: the page shows the code, and the person copies it."""

    def __init__(self, base, name="Pocket", scopes=SCOPES, shows_code=False):
        self.base, self.name, self.scopes = base, name, scopes
        self.came, self._server = [], None
        self.redirect = SHOWN
        if not shows_code:
            self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._door())
            threading.Thread(target=self._server.serve_forever, daemon=True).start()
            self.redirect = f"http://127.0.0.1:{self._server.server_port}/back"
        asked = {"client_name": name, "redirect_uris": self.redirect, "scopes": scopes, "website": "https://pocket.example"}
        _, app = self.call("POST", "/api/v1/apps", asked)
        self.id, self.secret = app["client_id"], app["client_secret"]
        self.state, self.verifier = secrets.token_urlsafe(16), secrets.token_urlsafe(48)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._server:
            self._server.shutdown()
            self._server.server_close()

    @property
    def consent(self):
        """The path of the site’s page that asks whether to let it in."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {"response_type": "code", "client_id": self.id, "redirect_uri": self.redirect, "scope": self.scopes}
        asked |= {"state": self.state, "code_challenge": challenge, "code_challenge_method": "S256"}
        return "/oauth/authorize?" + urlencode(asked)

    def brought(self, within=10):
        """What the browser brought back: {name: value}, with the state that the app gave it."""
        end = time.monotonic() + within
        while not self.came:
            if time.monotonic() > end:
                raise JourneyError(f"no browser came back to {self.name}")
            time.sleep(0.05)
        brought = self.came.pop(0)
        assert brought.get("state") == self.state, f"the state was {brought.get('state')}, not {self.state}"
        return brought

    def exchange(self, code):
        """Status and answer for a code: a token, once."""
        asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.redirect}
        asked |= {"client_id": self.id, "client_secret": self.secret, "code_verifier": self.verifier}
        return self.call("POST", "/oauth/token", asked)

    def call(self, method, path, form=None, token=None):
        """Status and JSON."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        data = urlencode(form).encode() if form is not None else None
        request = urllib.request.Request(self.base + path, data=data, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            return refused.code, json.load(refused)

    def _door(app):
        class Door(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                path = urlsplit(self.path)
                if path.path != "/back":
                    self.send_error(404)
                    return
                app.came.append({name: values[0] for name, values in parse_qs(path.query).items()})
                page = f"<!doctype html><title>{app.name}</title><main><h1>Back in {app.name}</h1></main>".encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(page)))
                self.end_headers()
                self.wfile.write(page)

            def log_message(self, *_):
                pass

        return Door
