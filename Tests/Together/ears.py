"""Ears for streams: a WebSocket, and Server-Sent Events, each heard in a thread."""

import http.client
import json
import threading
import time

from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect


class Ears:
    """Hears one stream in a thread, and notes when each event came."""

    def __init__(self):
        self.events, self.is_over, self.code, self.begun = [], False, None, threading.Event()
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()
        if not self.begun.wait(60):
            raise TimeoutError("the stream did not begin")

    def note(self, event, payload):
        self.events.append((time.monotonic(), event, payload))

    def at(self, status):
        """When an update with this key came."""
        return next((when for when, event, payload in list(self.events) if event == "update" and f'"id":"{status}"' in payload), None)

    def named(self, name):
        return [payload for _, event, payload in list(self.events) if event == name]


class Socket(Ears):
    def __init__(self, port, token, stream="user", way="header"):
        self.url = f"ws://127.0.0.1:{port}/api/v1/streaming?stream={stream}" + (f"&access_token={token}" if way == "query" else "")
        self.headers = {"Authorization": f"Bearer {token}"} if way == "header" else None
        self.offered = [token] if way == "protocol" else None
        super().__init__()

    def listen(self):
        try:
            with connect(self.url, additional_headers=self.headers, subprotocols=self.offered, open_timeout=30) as self.socket:
                self.begun.set()
                for text in self.socket:
                    event = json.loads(text)
                    self.note(event.get("event", "error"), event.get("payload") or event.get("error") or "")
                self.code = self.socket.close_code
        except ConnectionClosed as end:
            self.code = end.rcvd.code if end.rcvd else None
        except InvalidStatus as refusal:
            self.code = refusal.response.status_code
        except OSError:
            pass
        finally:
            self.is_over = True
            self.begun.set()

    def say(self, **what):
        self.socket.send(json.dumps(what))


class Events(Ears):
    def __init__(self, port, token, path="user"):
        self.port, self.token, self.path = port, token, path
        super().__init__()

    def listen(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=90)
        try:
            headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
            connection.request("GET", f"/api/v1/streaming/{self.path}", headers=headers)
            answer = connection.getresponse()
            self.code, event = answer.status, ""
            while line := answer.readline():
                line = line.decode().rstrip("\n")
                self.begun.set()
                if line.startswith("event: "):
                    event = line[7:]
                elif line.startswith("data: "):
                    self.note(event, line[6:])
        except (OSError, http.client.HTTPException):
            pass
        finally:
            self.is_over = True
            self.begun.set()
            connection.close()
