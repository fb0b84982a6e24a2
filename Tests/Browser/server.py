"""The built `guerilla`, serving on a free port of this machine from a temporary folder."""

import email
import email.policy
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
import uuid
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "three odd words"


class ServerError(Exception):
    """The program did not do what it was asked."""


class Server:
    def __init__(
        self,
        binary=ROOT / ".build/debug/guerilla",
        out=ROOT / "test-out",
        postgres=None,
        has_rate_limits=True,
        has_demo=False,
    ):
        """`postgres` is the URL of a server in which a database may be made; without it the store is SQLite."""
        self.binary, self.out, self.has_demo = Path(binary), Path(out), has_demo
        self.data = Path(tempfile.mkdtemp(prefix="guerilla-site-"))
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.log_path = self.out / ("server-postgres.log" if postgres else "server-sqlite.log")
        self.postgres, self.database, self.process = postgres, f"sqlite:{self.data}/guerilla.db", None
        if postgres:
            self.database_name = "browser_" + uuid.uuid4().hex[:12]
            self.database = urlunsplit(urlsplit(postgres)._replace(path="/" + self.database_name))
        # Only what the program is told here, and nothing of the shell this happens to run in.
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("GUERILLA_", "PG"))
        }
        self.environment |= {
            "GUERILLA_DATA": str(self.data),
            "GUERILLA_DATABASE": self.database,
            "GUERILLA_HOST": "127.0.0.1",
            "GUERILLA_PORT": str(self.port),
            "GUERILLA_RATE_LIMITS": "on" if has_rate_limits else "off",
        }

    def start(self):
        """Comes back when the site answers. Raises ServerError, with the end of the log, when it does not."""
        self.out.mkdir(parents=True, exist_ok=True)
        if self.postgres:
            self._sql(f"CREATE DATABASE {self.database_name}")
        if self.has_demo:
            self.run("demo", "--load-only")
        with self.log_path.open("wb") as log:
            self.process = subprocess.Popen(
                [self.binary, "serve"],
                env=self.environment,
                cwd=self.data,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise ServerError(f"guerilla serve ended with status {self.process.returncode}: {self.log()[-2000:]}")
            try:
                with urllib.request.urlopen(self.base + "/health/live", timeout=2) as answer:
                    if answer.read().strip() == b"ok":
                        return self
            except OSError:
                pass
            time.sleep(0.05)
        raise ServerError(f"/health/live did not answer within a minute: {self.log()[-2000:]}")

    def stop(self):
        """Asks it to stop, and clears up. Returns what went wrong, in words."""
        problems = []
        try:
            if self.process and self.process.poll() is None:
                began = time.monotonic()
                self.process.send_signal(signal.SIGTERM)
                try:
                    status = self.process.wait(timeout=15)
                    if status != 0:
                        problems.append(f"it ended with status {status} when asked to stop")
                    if time.monotonic() - began > 10:
                        problems.append("it took more than 10 seconds to stop")
                except subprocess.TimeoutExpired:
                    problems.append("it did not stop within 15 seconds of being asked")
                    self.process.kill()
                    self.process.wait()
            elif self.process:
                problems.append(
                    f"it was gone before it was asked to stop (status {self.process.returncode}); see {self.log_path}"
                )
            faults = [line for line in self.log().splitlines() if re.search(r"\b(error|critical)\b", line[:80])]
            problems += [f"in its log: {line[:300]}" for line in faults[:5]]
            if self.postgres:
                self._sql(f"DROP DATABASE IF EXISTS {self.database_name} WITH (FORCE)")
        finally:
            shutil.rmtree(self.data, ignore_errors=True)
        return problems

    def run(self, *arguments, typed=""):
        """Runs a `guerilla` command on the same store. Returns what it printed."""
        done = subprocess.run(
            [self.binary, *arguments],
            env=self.environment,
            cwd=self.data,
            input=typed,
            capture_output=True,
            text=True,
            timeout=300,
        )
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip()[-800:]
            raise ServerError(f"guerilla {' '.join(arguments)} ended with status {done.returncode}: {said}")
        return done.stdout

    def account(self, handle, name, email, role=None, organisation=False, password=PASSWORD):
        """Makes a verified account. Returns its password."""
        arguments = ["account", "create", "--handle", handle, "--name", name, "--email", email, "--password-stdin"]
        if role:
            arguments += ["--role", role]
        if organisation:
            arguments += ["--organisation"]
        self.run(*arguments, typed=password + "\n")
        return password

    def letters(self, to):
        """The letters written to an address, oldest first, as `email.message.EmailMessage`."""
        files = sorted((self.data / "letters").glob("**/*.eml"), key=lambda file: file.stat().st_mtime_ns)
        letters = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]
        return [letter for letter in letters if to in str(letter["To"])]

    def log(self):
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def _sql(self, statement):
        # The program that comes with the server; there is no need of a driver for one statement.
        done = subprocess.run(
            ["psql", "--no-psqlrc", "--quiet", "--command", statement, self.postgres],
            capture_output=True,
            text=True,
            timeout=60,
        )
        if done.returncode != 0:
            raise ServerError(f"psql: {done.stderr.strip()}")


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
