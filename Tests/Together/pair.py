"""Two servers on one PostgreSQL database and one data folder, as an operator runs them behind a proxy; and mail servers."""

import asyncio
import contextlib
import http.client
import json
import logging
import os
import socket
import subprocess
import sys
import threading
import time
import warnings
from email import message_from_bytes, policy
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "Tests/Faults"), str(ROOT / "Tests/Browser")]

from server import Server  # noqa: E402
from site_of_faults import FORM, Checks, Person  # noqa: E402, F401

PATIENCE = 90


def eventually(condition, seconds=PATIENCE):
    """What `condition` gives as soon as that is something, or its last answer."""
    until = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < until:
        time.sleep(0.1)
    return found


class First(Server):
    def __init__(self, **given):
        super().__init__(postgres=os.environ["GUERILLA_TEST_POSTGRES"], has_rate_limits=False, **given)
        self.log_path = self.out / f"together-{self.port}.log"


class Second(Server):
    """Another process for the same site."""

    def __init__(self, first, **environment):
        super().__init__(has_rate_limits=False)
        self.data.rmdir()
        self.data = first.data
        self.environment |= {"GUERILLA_DATA": str(first.data), "GUERILLA_DATABASE": first.database} | environment
        self.log_path = self.out / f"together-{self.port}.log"


@contextlib.contextmanager
def two_processes(checks, *handles):
    """The two processes of a site on which these people have accounts."""
    a = First()
    b = Second(a)
    try:
        a.start()
        for handle in handles:
            a.account(handle, handle.capitalize(), f"{handle}@site.example")
        b.start()
        yield a, b
    finally:
        problems = b.stop()
        checks.check(not problems, f"the second process ends well ({problems})")
        a.stop()


def asked(site, sql):
    """What the site's database answers, in psql's plain form."""
    command = ["psql", "-XAtq", "-c", sql, site.database]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip()


class Stream:
    """Hears a stream of Server-Sent Events until it is closed, in a thread of its own."""

    def __init__(self, person, topics, last=None):
        self.events, self.is_over = [], False
        self.person = Person(person.site, timeout=PATIENCE)
        self.person.cookie = person.cookie
        self.begun = threading.Event()
        self.thread = threading.Thread(target=self.listen, args=(topics, last), daemon=True)
        self.thread.start()
        if not self.begun.wait(PATIENCE):
            raise TimeoutError("the stream did not begin")

    def listen(self, topics, last):
        connection = http.client.HTTPConnection("127.0.0.1", self.person.site.port, timeout=PATIENCE)
        headers = {"Cookie": self.person.cookie} | ({"Last-Event-ID": str(last)} if last else {})
        try:
            connection.request("GET", f"/live?topics={topics}", headers=headers)
            answer = connection.getresponse()
            self.socket = answer.fp.raw._sock
            event = {}
            while line := answer.readline():
                line = line.decode().rstrip("\n")
                if line.startswith("retry:"):
                    self.begun.set()
                if not line:
                    if "data" in event:
                        self.events.append(event | {"data": json.loads(event["data"])})
                    event = {}
                elif not line.startswith(":"):
                    name, _, value = line.partition(": ")
                    event[name] = value
        except (OSError, http.client.HTTPException, ValueError):
            pass
        finally:
            self.is_over = True
            self.begun.set()
            connection.close()

    def close(self):
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.thread.join(10)

    def new(self, topic):
        return [event["id"] for event in self.events if event["event"] == "new" and event["data"]["topic"] == topic]

    def counts(self):
        return [event["data"] for event in self.events if event["event"] == "counts"]

    def last(self):
        return max((int(event["id"]) for event in self.events if "id" in event), default=None)


class MailServer:
    """A mail server that nobody here wrote (aiosmtpd), in a thread. `hangs`: it takes a letter and never says so."""

    def __init__(self, hangs=False):
        from aiosmtpd.smtp import SMTP

        warnings.simplefilter("ignore")
        logging.getLogger("mail.log").setLevel(logging.CRITICAL)
        self.letters, self.hung = [], threading.Event()
        mail = self

        class Handler:
            async def handle_DATA(self, server, session, envelope):
                if hangs:
                    mail.hung.set()
                    await asyncio.sleep(600)
                mail.letters.append(message_from_bytes(envelope.original_content, policy=policy.default))
                return "250 OK"

        self.loop = asyncio.new_event_loop()
        made = threading.Event()

        def serve():
            asyncio.set_event_loop(self.loop)
            listening = self.loop.create_server(lambda: SMTP(Handler(), hostname="localhost"), "127.0.0.1", 0)
            self.port = self.loop.run_until_complete(listening).sockets[0].getsockname()[1]
            made.set()
            self.loop.run_forever()

        threading.Thread(target=serve, daemon=True).start()
        made.wait(10)
        self.address = f"smtp://127.0.0.1:{self.port}"

    def to(self, address):
        return [letter for letter in list(self.letters) if address in str(letter["To"])]

    def stop(self):
        self.loop.call_soon_threadsafe(self.loop.stop)


def key(answer):
    """The key of a conversation that a form led to."""
    place = dict((name.lower(), value) for name, value in answer.headers)["location"]
    return place.split("/")[-1].split("-")[0].split("?")[0].split("#")[0]
