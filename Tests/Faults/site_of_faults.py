"""What every fault test needs: a site that can be killed and started again, people who write there, and a count."""

import http.client
import sqlite3
import sys
import threading
import time
import urllib.parse
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "Tests/Browser"))

from server import PASSWORD, Server  # noqa: E402

FORM = "application/x-www-form-urlencoded"


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self):
        return self.body.decode(errors="replace")


class Person:
    """Someone signed in, with a connection of their own."""

    def __init__(self, site, handle=None, timeout=30):
        self.site, self.timeout, self.cookie, self.connection = site, timeout, "", None
        if handle:
            answer = self.post("/sign-in", {"email": handle, "password": PASSWORD})
            assert answer.status == 303, f"signing in: {answer.status} {answer.text[:300]}"
            self.cookie = next(
                value.split(";")[0] for name, value in answer.headers if name.lower() == "set-cookie" and value.startswith("session=")
            )

    def ask(self, method, path, body=None, headers=None):
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=self.timeout)
        try:
            self.connection.request(method, path, body, {"Cookie": self.cookie, "Origin": self.site.base} | (headers or {}))
            answer = self.connection.getresponse()
            found = Answer(answer.status, answer.getheaders(), answer.read())
            if answer.will_close:
                self.close()
            return found
        except BaseException:
            self.close()
            raise

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, form):
        return self.ask("POST", path, urllib.parse.urlencode(form), {"Content-Type": FORM})

    def publish(self, text, once):
        return self.post("/talk", {"text": text, "audience": "everyone", "once": once})

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None


class Writers:
    """A few people who publish all the time, until told to stop. What they sent and what was answered is kept."""

    def __init__(self, site, handles, per_second=200):
        self.site, self.stopping = site, threading.Event()
        self.answered, self.refused, self.unknown = {}, [], {}
        self.lock = threading.Lock()
        pause = len(handles) / per_second
        self.threads = [threading.Thread(target=self.write, args=(handle, pause), daemon=True) for handle in handles]
        for thread in self.threads:
            thread.start()

    def write(self, handle, pause):
        person = Person(self.site, handle)
        while not self.stopping.is_set():
            began = time.monotonic()
            once = uuid.uuid4().hex
            text = f"unique {once}"
            try:
                answer = person.publish(text, once)
                with self.lock:
                    if answer.status == 303:
                        self.answered[text] = once
                    else:
                        self.refused.append((time.monotonic(), answer))
            except (OSError, http.client.HTTPException):
                # Nobody knows whether it was done: whoever wrote it sends it again, with the same key.
                with self.lock:
                    self.unknown[text] = (once, handle)
                time.sleep(0.05)
            time.sleep(max(0, pause - (time.monotonic() - began)))

    def stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join(60)


class Site(Server):
    def __init__(self, **given):
        super().__init__(has_rate_limits=False, **given)
        self.log_path = self.out / f"faults-{self.port}.log"

    def settle(self, handles):
        for handle in handles:
            self.account(handle, handle.capitalize(), f"{handle}@site.example")

    def count_posts(self):
        with sqlite3.connect(f"file:{self.data}/guerilla.db?mode=ro", uri=True) as base:
            return base.execute("SELECT count(*) FROM post").fetchone()[0]

    def again(self):
        """Starts it on the same data."""
        made, self.postgres = self.postgres, None
        try:
            return self.start()
        finally:
            self.postgres = made


class Checks:
    """Counts what held."""

    def __init__(self):
        self.passed = self.failed = 0

    def check(self, holds, words):
        if holds:
            self.passed += 1
            print(f"ok    {words}", flush=True)
        else:
            self.failed += 1
            print(f"FAIL  {words}", flush=True)

    def run(self, name, test, *given):
        """Runs one test; what it raises is one failure."""
        print(f"-- {name}", flush=True)
        try:
            test(self, *given)
        except Exception as error:
            self.check(False, f"{name}: {type(error).__name__}: {error}")

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        sys.exit(1 if self.failed else 0)
