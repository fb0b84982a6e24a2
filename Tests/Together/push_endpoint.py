"""A push service and the browser behind it, on this machine: what is pushed there is opened with code that nobody here wrote (http_ece,
cryptography)."""

import base64
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import http_ece
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature


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

    @property
    def keys(self):
        """What a browser tells of a subscription: {p256dh, auth}."""
        return {"p256dh": written(self.public), "auth": written(self.secret)}

    def form(self, standard, path="/app"):
        keys = self.keys
        return {
            "subscription[endpoint]": self.address + path, "subscription[keys][p256dh]": keys["p256dh"],
            "subscription[keys][auth]": keys["auth"], "subscription[standard]": standard,
            "data[alerts][mention]": "true", "data[alerts][favourite]": "true",
        }  # fmt: skip
