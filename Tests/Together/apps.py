"""An app that somebody has let in, as it talks to the API."""

import json
import urllib.parse
import urllib.request

REDIRECT = "http://127.0.0.1/done"


class App:
    """An app with a token of a person who is signed in on a site's pages."""

    def __init__(self, person, scopes="read write follow push"):
        self.base = person.site.base
        app = self.call("POST", "/api/v1/apps", {"client_name": "Pocket", "redirect_uris": REDIRECT, "scopes": scopes})
        self.vapid_key = app["vapid_key"]
        asked = {
            "response_type": "code", "client_id": app["client_id"], "redirect_uri": REDIRECT, "scope": scopes, "answer": "yes",
        }  # fmt: skip
        answer = person.post("/oauth/authorize", asked)
        place = dict((name.lower(), value) for name, value in answer.headers)["location"]
        code = urllib.parse.parse_qs(urllib.parse.urlsplit(place).query)["code"][0]
        wanted = {
            "grant_type": "authorization_code", "code": code, "client_id": app["client_id"],
            "client_secret": app["client_secret"], "redirect_uri": REDIRECT,
        }  # fmt: skip
        self.app = app
        self.token = self.call("POST", "/oauth/token", wanted)["access_token"]

    def call(self, method, path, form=None, base=None):
        body = urllib.parse.urlencode(form).encode() if form is not None else None
        request = urllib.request.Request((base or self.base) + path, body, method=method)
        if getattr(self, "token", None):
            request.add_header("Authorization", f"Bearer {self.token}")
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read())

    def revoke(self):
        known = {"client_id": self.app["client_id"], "client_secret": self.app["client_secret"], "token": self.token}
        self.call("POST", "/oauth/revoke", known)
