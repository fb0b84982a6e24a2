"""Notices pushed to a real endpoint, which opens them with code that nobody here wrote (http_ece, cryptography)."""

import base64
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import http_ece
from apps import App
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pair import First, Person, asked, eventually


def unpadded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def written(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Endpoint:
    """A push service and the browser behind it: takes what is posted, and opens it. It answers with the statuses it was told, then 201."""

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = bytes(range(16))
        self.public = self.key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        self.answers, self.got, self.tries = [], [], []
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                endpoint.tries.append(time.monotonic())
                status = endpoint.answers.pop(0) if endpoint.answers else 201
                if status == 201:
                    endpoint.got.append((dict(self.headers), body))
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", endpoint.address + "/elsewhere")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def opened(self, headers, body):
        if headers["Content-Encoding"] == "aes128gcm":
            return json.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret))
        salt = unpadded(headers["Encryption"].removeprefix("salt="))
        sender = unpadded(headers["Crypto-Key"].split(";")[0].removeprefix("dh="))
        plain = http_ece.decrypt(
            body, salt=salt, private_key=self.key, dh=sender, auth_secret=self.secret, version="aesgcm"
        )
        return json.loads(plain)

    def proof(self, headers, key):
        """The claims of the proof of who sends, once its signature has been found good."""
        given = headers["Authorization"]
        token = given.removeprefix("vapid t=").split(",")[0] if given.startswith("vapid") else given.removeprefix("WebPush ")
        head, claims, signature = token.split(".")
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unpadded(key))
        raw = unpadded(signature)
        signed = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        public.verify(signed, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
        return json.loads(unpadded(head)), json.loads(unpadded(claims))

    def form(self, standard, path="/app"):
        return {
            "subscription[endpoint]": self.address + path, "subscription[keys][p256dh]": written(self.public),
            "subscription[keys][auth]": written(self.secret), "subscription[standard]": standard,
            "data[alerts][mention]": "true", "data[alerts][favourite]": "true",
        }  # fmt: skip


def push(checks):
    site = First()
    endpoint = Endpoint()
    try:
        site.start()
        for handle in ["amina", "bram"]:
            site.account(handle, handle.capitalize(), f"{handle}@site.example")
        amina, bram = Person(site, "amina"), Person(site, "bram")
        hers, his = App(amina), App(bram)
        checks.check(hers.vapid_key == hers.call("GET", "/api/v2/instance")["configuration"]["vapid"]["public_key"], "the key is told with the app")
        made = hers.call("POST", "/api/v1/push/subscription", endpoint.form("true"))
        checks.check(made["server_key"] == hers.vapid_key, "and with the subscription")

        his.call("POST", "/api/v1/statuses", {"status": "Hello @amina, when is it?"})
        checks.check(eventually(lambda: endpoint.got), "a mention is pushed")
        headers, body = endpoint.got.pop()
        message = endpoint.opened(headers, body)
        print(f"      {message}")
        checks.check(message["notification_type"] == "mention" and "when is it?" in message["body"], "the app can open it (RFC 8291)")
        checks.check(isinstance(message["notification_id"], int) and message["access_token"] == "", "as apps expect it, and without the token")
        checks.check(b"when is it" not in body and b"Bram" not in body, "nobody on the way can")
        head, claims = endpoint.proof(headers, hers.vapid_key)
        host = urlsplit(endpoint.address)
        checks.check(head == {"typ": "JWT", "alg": "ES256"} and claims["aud"] == f"http://{host.netloc}", "with a proof of who sends, for this service (RFC 8292)")
        checks.check(0 < claims["exp"] - time.time() <= 86400 and claims["sub"] == site.base, "for less than a day")
        checks.check(headers["TTL"] == "86400" and headers["Urgency"] == "high", "with what RFC 8030 asks for")

        hers.call("POST", "/api/v1/push/subscription", endpoint.form("false"))
        his.call("POST", "/api/v1/statuses", {"status": "Once more @amina."})
        checks.check(eventually(lambda: endpoint.got), "one of the old form is pushed too")
        headers, body = endpoint.got.pop()
        checks.check(endpoint.opened(headers, body)["notification_type"] == "mention", "and can be opened (aesgcm)")
        checks.check(endpoint.proof(headers, headers["Crypto-Key"].split("p256ecdsa=")[1])[1]["sub"] == site.base, "with its proof")

        keys = {"p256dh": written(endpoint.public), "auth": written(endpoint.secret)}
        kept = amina.post("/settings/push", {"endpoint": endpoint.address + "/browser"} | keys)
        checks.check(kept.status == 303, f"a browser of our own pages subscribes ({kept.status})")
        hers.call("DELETE", "/api/v1/push/subscription")
        amina.post("/@bram/follow", {"on": "yes"})
        wrote = bram.post("/messages", {"to": "@amina", "text": "Shall we go?", "once": "m-1"})
        checks.check(wrote.status == 303 and eventually(lambda: endpoint.got), "and is told of a message, for which apps have no word")
        told = endpoint.opened(*endpoint.got.pop())
        checks.check(told["url"].startswith(site.base + "/messages/"), f"with the page it is on ({told.get('url')})")
        amina.post("/settings/push/remove", {})

        hers.call("POST", "/api/v1/push/subscription", endpoint.form("true"))
        endpoint.answers += [503, 302]
        before = len(endpoint.tries)
        his.call("POST", "/api/v1/statuses", {"status": "Busy, @amina?"})
        checks.check(eventually(lambda: len(endpoint.tries) >= before + 2), "a service that is busy is asked again")
        checks.check(eventually(lambda: asked(site, "SELECT failures FROM push_subscription") == "2", 20), "a redirect is not followed, and counts as a failure")
        endpoint.answers += [410]
        his.call("POST", "/api/v1/statuses", {"status": "Gone, @amina?"})
        checks.check(eventually(lambda: asked(site, "SELECT count(*) FROM push_subscription") == "0"), "what is gone is forgotten")
    finally:
        problems = site.stop()
        checks.check(not problems, f"the site ends well ({problems})")
        endpoint.server.shutdown()
