#!/usr/bin/env python3
"""What is sent is too large, no text, or never ends; and one conversation has five thousand replies."""

import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor

from site_of_faults import FORM, Checks, Person, Site


def oversized(checks, site):
    person = Person(site, "amina")
    form = "multipart/form-data; boundary=edge"
    head = b'--edge\r\nContent-Disposition: form-data; name="text"\r\n\r\nA picture.\r\n--edge\r\n'
    head += b'Content-Disposition: form-data; name="files"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n'
    for name, size in [("said beforehand", 46_000_000), ("a little too large", 42 * 1024 * 1024 + 1)]:
        try:
            answer = person.ask("POST", "/talk", head + b"x" * size + b"\r\n--edge--\r\n", {"Content-Type": form})
            checks.check(answer.status == 413, f"an upload that is too large is refused with 413 ({answer.status}; {name})")
        except OSError:
            # It may close the door on someone who goes on sending; what counts is that it does not take it all in.
            checks.check(True, f"an upload that is too large is cut off ({name})")
    for size, status in [(300_000, 422), (1_000_000, 422), (1_100_000, 413)]:
        answer = person.ask("POST", "/talk", "text=" + "x" * size, {"Content-Type": FORM})
        checks.check(answer.status == status, f"a form of {size // 1000} kB is answered with {status} ({answer.status})")
        if status == 422:
            checks.check(b"x" * size in answer.body, f"and the {size // 1000} kB that were written are still in it")
    answer = person.ask("POST", "/talk", "text=" + "x" * 10_001, {"Content-Type": FORM})
    checks.check(answer.status == 422, f"a text of 10,001 characters is refused with 422 ({answer.status})")


def no_text(checks, site):
    person = Person(site, "amina")
    for name, body in [("not UTF-8", "text=%ff%fe"), ("half a character", "text=%e2%82"), ("a NUL", "text=a%00b"), ("an overlong slash", "text=%c0%af")]:
        answer = person.ask("POST", "/talk", body, {"Content-Type": FORM})
        checks.check(answer.status in (400, 422), f"{name} is refused in words ({answer.status})")
    for path in ["/search?q=%ff%fe", "/@%ff", "/talk/%00", "/talk/99999999999999999999999", "/search?q=" + "%22" * 2000]:
        answer = person.get(path)
        checks.check(answer.status < 500, f"{path[:30]} is answered without a fault ({answer.status})")
    answer = person.ask("POST", "/talk", "{}", {"Content-Type": "application/json"})
    checks.check(answer.status == 415, f"what is no form is refused with 415 ({answer.status})")
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX: \xff\xfe\r\n\r\n")
        checks.check(raw.recv(12).startswith(b"HTTP/1."), "bytes that are no text in a header do not end it")
    checks.check(Person(site).get("/health/live").status == 200, "and it is alive afterwards")


def slow(checks, site):
    """Fifty people on a bad line, who send a letter a second and never finish."""
    held = []
    try:
        for number in range(50):
            raw = socket.create_connection(("127.0.0.1", site.port), timeout=10)
            start = b"POST /talk HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n"
            raw.sendall(start if number % 2 else start[:30])
            held.append(raw)
        person, waits = Person(site, "amina"), []
        for round_ in range(20):
            for raw in held:
                try:
                    raw.send(b"x")
                except OSError:
                    pass
            began = time.monotonic()
            status = person.get("/talk").status
            waits.append(time.monotonic() - began)
            if status != 200:
                break
            time.sleep(0.1)
        checks.check(status == 200, f"others are answered meanwhile ({status})")
        checks.check(sorted(waits)[len(waits) // 2] < 1, f"and quickly (median {sorted(waits)[len(waits) // 2] * 1000:.0f} ms)")
        checks.check(person.publish("Written while others dawdle.", "slow-1").status == 303, "and can write")
    finally:
        for raw in held:
            raw.close()


def long_conversation(checks, site, replies=5000):
    amina = Person(site, "amina")
    answer = amina.publish("Has anybody else been waiting?", "long-1")
    path = dict((name.lower(), value) for name, value in answer.headers)["location"]
    number = re.search(r"/talk/(\d+)", path)[1]

    def answer_many(part):
        person = Person(site, f"writer{part % 4}")
        for n in range(part, replies, 8):
            assert person.post(f"/posts/{number}/replies", {"text": f"Reply number {n}.", "once": f"reply-{n}"}).status == 303
            if n % 500 == 0:
                print(f"      {n} replies", flush=True)

    began = time.monotonic()
    with ThreadPoolExecutor(8) as several:
        list(several.map(answer_many, range(8)))
    print(f"      {replies} replies in {time.monotonic() - began:.0f} s", flush=True)
    seen, pages, slowest, largest, next_ = [], 0, 0, 0, path
    while next_ and pages < 400:
        began = time.monotonic()
        page = Person(site).get(next_)
        slowest, largest, pages = max(slowest, time.monotonic() - began), max(largest, len(page.body)), pages + 1
        assert page.status == 200, f"{next_}: {page.status}"
        seen += re.findall(r"Reply number (\d+)\.", page.text)
        found = re.search(r'rel="next" href="([^"]+)"', page.text)
        next_ = found and found[1].replace("&amp;", "&")
    checks.check(len(set(seen)) == replies, f"all {replies} replies can be read, page by page ({len(set(seen))} in {pages} pages)")
    checks.check(len(seen) == len(set(seen)), "none is shown twice")
    checks.check(slowest < 3, f"no page is slow (the slowest took {slowest * 1000:.0f} ms)")
    checks.check(largest < 400_000, f"no page is heavy (the largest has {largest // 1000} kB)")


if __name__ == "__main__":
    checks = Checks()
    site = Site()
    try:
        site.start()
        site.settle(["amina", *(f"writer{n}" for n in range(4))])
        for name, test in [("too large", oversized), ("no text", no_text), ("slow clients", slow), ("a long conversation", long_conversation)]:
            checks.run(name, test, site)
    finally:
        problems = site.stop()
        checks.check(not problems, f"it says nothing bad in its log ({problems})")
    checks.end()
