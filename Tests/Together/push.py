"""Notices pushed to a real endpoint."""

import time
from urllib.parse import urlsplit

from apps import App
from pair import First, Person, asked, eventually
from push_endpoint import Endpoint


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

        keys = endpoint.keys
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
