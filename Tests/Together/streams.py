"""Streams for apps, across two processes: a post made through one comes out of the other, by WebSocket and by Server-Sent Events."""

import base64
import http.client
import os
import socket
import statistics
import time
import urllib.parse

from apps import App
from ears import Events, Socket
from pair import First, Person, Second, eventually

# What the site promises, from the moment a post is answered through one process.
MOST_MILLISECONDS = 200
POSTS = 25


def raw(port, head, body=b""):
    """What a server answers to bytes that no library would send."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(head.replace("\n", "\r\n").encode() + body)
        answer = b""
        try:
            while part := line.recv(4096):
                answer += part
        except OSError:
            pass
        return answer


def knock(token, key="dGhlIHNhbXBsZSBub25jZQ==", version="13"):
    return (
        f"GET /api/v1/streaming?stream=user&access_token={token} HTTP/1.1\nHost: x\nConnection: Upgrade\nUpgrade: websocket\n"
        f"Sec-WebSocket-Key: {key}\nSec-WebSocket-Version: {version}\n\n"
    )


def stream(checks):
    a = First()
    b = Second(a)
    try:
        a.start()
        for handle in ["amina", "bram"]:
            a.account(handle, handle.capitalize(), f"{handle}@site.example")
        b.start()
        amina, bram = Person(a, "amina"), Person(a, "bram")
        hers, his = App(amina), App(bram)
        his.call("POST", f"/api/v1/accounts/{hers.call('GET', '/api/v1/accounts/verify_credentials')['id']}/follow", {})

        ways = {
            "WebSocket": Socket(b.port, his.token), "Server-Sent Events": Events(b.port, his.token),
            "WebSocket, token in the query": Socket(b.port, his.token, way="query"),
            "WebSocket, token as a protocol": Socket(b.port, his.token, way="protocol"),
        }  # fmt: skip
        took = {way: [] for way in ways}
        for number in range(POSTS):
            status = hers.call("POST", "/api/v1/statuses", {"status": f"The 61 was late, {number}."})["id"]
            answered = time.monotonic()
            for way, ears in ways.items():
                came = eventually(lambda: ears.at(status), 30)  # noqa: B023
                took[way].append((came - answered) * 1000 if came else float("inf"))
        for way, all_of_them in took.items():
            middle, worst = statistics.median(all_of_them), max(all_of_them)
            print(f"      {way}: {middle:.0f} ms after the answer in the middle of {POSTS} posts, {worst:.0f} ms at most")
            checks.check(middle < MOST_MILLISECONDS, f"a post through one process streams out of the other in {middle:.0f} ms ({way})")
        accepted = ways["WebSocket, token as a protocol"].socket.subprotocol
        checks.check(accepted == his.token, "the protocol that was the token is agreed to")

        more = ways["WebSocket"]
        more.say(type="subscribe", stream="hashtag", tag="Buses")
        more.say(type="subscribe", stream="nonsense")
        checks.check(eventually(lambda: more.named("error"), 20), "a subscription to nothing is answered with an error")
        hers.call("POST", "/api/v1/statuses", {"status": "Where is it? #buses"})
        checks.check(eventually(lambda: len([p for p in more.named("update") if "Where is it?" in p]) == 2, 20), "a topic is heard on the same line")
        more.say(type="unsubscribe", stream="hashtag", tag="buses")
        time.sleep(0.5)
        hers.call("POST", "/api/v1/statuses", {"status": "Here it comes #buses"})
        eventually(lambda: [p for p in more.named("update") if "Here it comes" in p], 20)
        time.sleep(0.5)
        checks.check(len([p for p in more.named("update") if "Here it comes" in p]) == 1, "until it is taken back")

        status = hers.call("POST", "/api/v1/statuses", {"status": "Wrong."})["id"]
        hers.call("PUT", f"/api/v1/statuses/{status}", {"status": "Right."})
        # Before it is gone: of what is no longer there nothing is told but that.
        checks.check(eventually(lambda: any("Right." in payload for payload in more.named("status.update")), 20), "a change is told")
        hers.call("DELETE", f"/api/v1/statuses/{status}")
        checks.check(eventually(lambda: status in more.named("delete"), 20), "a deletion is a bare key")
        his.call("POST", f"/api/v1/statuses/{his.call('POST', '/api/v1/statuses', {'status': 'Support me.'})['id']}/favourite", {})
        mine = his.call("GET", "/api/v1/timelines/home?limit=1")[0]["id"]
        hers.call("POST", f"/api/v1/statuses/{mine}/favourite", {})
        checks.check(eventually(lambda: [n for n in more.named("notification") if '"type":"favourite"' in n], 20), "a notice comes too")

        hostile(checks, b, his)

        revoked = App(bram)
        cut = Events(b.port, revoked.token, "public")
        revoked.revoke()
        hers.call("POST", "/api/v1/statuses", {"status": "For everyone."})
        checks.check(eventually(lambda: cut.is_over, 40), "a token that is taken back ends its stream in the other process")
        checks.check(not cut.named("update"), "which hears nothing more")

        b.process.terminate()
        checks.check(b.process.wait(30) == 0, "the process stops when asked, with streams open")
        checks.check(eventually(lambda: all(ears.is_over for ears in ways.values()), 20), "and they end")
        checks.check(ways["WebSocket"].code == 1001, f"the WebSockets with “going away” ({ways['WebSocket'].code})")
    finally:
        b.stop()
        problems = a.stop()
        checks.check(not problems, f"the first process ends well ({problems})")


def hostile(checks, site, app):
    """What no client would do: the server answers, or hangs up, and goes on."""
    answer = raw(site.port, knock("nonsense"))
    checks.check(answer.startswith(b"HTTP/1.1 401") and b'"error"' in answer, "a token that is none is refused before the WebSocket")
    checks.check(raw(site.port, knock(app.token, key="short")).startswith(b"HTTP/1.1 400"), "a key that is none is refused")
    checks.check(raw(site.port, knock(app.token, version="8")).startswith(b"HTTP/1.1 400"), "and an old version")
    opened = b"HTTP/1.1 101"
    mask = os.urandom(4)

    def frame(first, text, masked=True):
        data = bytes(byte ^ mask[i % 4] for i, byte in enumerate(text)) if masked else text
        return bytes([first, (0x80 if masked else 0) | len(text)]) + (mask if masked else b"") + data

    for name, bytes_sent in {
        "not masked": frame(0x81, b"{}", masked=False), "with bits that mean nothing": frame(0xF1, b"{}"),
        "binary": frame(0x82, b"x"), "the rest of nothing": frame(0x80, b"x"), "no text at all": frame(0x81, b"\xff\xfe"),
        "far too long": bytes([0x81, 0xFF]) + (1 << 62).to_bytes(8, "big") + mask, "a ping in parts": frame(0x09, b"x"),
    }.items():  # fmt: skip
        with socket.create_connection(("127.0.0.1", site.port), timeout=20) as line:
            line.sendall(knock(app.token).replace("\n", "\r\n").encode())
            answer = line.recv(4096)
            line.sendall(bytes_sent)
            try:
                while part := line.recv(4096):
                    answer += part
                ended = True
            except OSError:
                ended = False
        checks.check(answer.startswith(opened) and ended, f"a frame {name} ends the line")
    pipelined = "GET /health/live HTTP/1.1\nHost: x\n\n" + knock(app.token)
    raw(site.port, pipelined)
    raw(site.port, knock(app.token), b"frames before the answer")
    wanted = base64.b64encode(b"x").decode()
    checks.check(raw(site.port, f"GET /api/v1/streaming HTTP/1.1\nHost: x\nConnection: close\nX: {wanted}\n\n").startswith(b"HTTP/1.1 426"), "without an upgrade it says what is there")
    health = urllib.parse.urljoin(site.base, "/api/v1/streaming/health")
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    connection.request("GET", health)
    checks.check(connection.getresponse().read() == b"OK", "and the server goes on")
