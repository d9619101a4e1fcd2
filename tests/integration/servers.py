# SPDX-License-Identifier: Apache-2.0
"""Real servers for the integration tests: hearthd in a folder of its own, a private PostgreSQL."""
import contextlib
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Api:
    """One kept-alive connection with an access token. Not for several threads."""

    def __init__(self, port, token=None):
        self.port, self.token = port, token
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.used = time.monotonic()

    def request(self, method, path, body=None):
        if time.monotonic() - self.used > 15:
            self.connection.close()  # the server ends connections that rest
        self.used = time.monotonic()
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        self.connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = self.connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text[:1] in (b"{", b"[") else text

    def call(self, method, path, body=None):
        status, answer = self.request(method, path, body)
        if status != 200:
            raise RuntimeError(f"{method} {path} answered {status}: {answer}")
        return answer


def quote(text):
    return urllib.parse.quote(text, safe="")


class Hearthd:
    """hearthd with its own data folder. database: None for SQLite, or a dict of psycopg2 arguments."""

    def __init__(self, binary, folder, database=None, extra="", name="itest.local"):
        self.binary, self.folder, self.port, self.process = str(binary), pathlib.Path(folder), free_port(), None
        subprocess.run([self.binary, "generate", "--server-name", name, "--data-dir", str(self.folder),
                        "--port", str(self.port)], check=True, stdout=subprocess.DEVNULL)
        self.config = self.folder / "hearthd.yaml"
        if database is not None:
            self._set_database(database)
        limits = "{ per_second: 100000, burst_count: 100000 }"
        with self.config.open("a") as config:
            config.write(f"\nrc_message: {limits}\nrc_registration: {limits}\nrc_joins_per_room: {limits}\n"
                         f"rc_login: {{ address: {limits}, account: {limits}, failed_attempts: {limits} }}\n{extra}\n")

    def _set_database(self, arguments):
        self.set(database={"name": "psycopg2", "args": arguments})

    def set(self, **settings):
        """Puts settings in the place of those that are there; None takes them away."""
        kept, dropping = [], False
        for line in self.config.read_text().splitlines():
            if line and not line[0].isspace() and not line.startswith("#"):
                dropping = line.split(":")[0] in settings
            if not dropping:
                kept.append(line)
        kept += [f"{key}: {json.dumps(value)}" for key, value in settings.items() if value is not None]
        self.config.write_text("\n".join(kept) + "\n")

    def configure(self, listener, settings):
        """A further listener, and settings."""
        text = self.config.read_text()
        self.config.write_text(text.replace("listeners:\n", "listeners:\n  - " + json.dumps(listener) + "\n", 1))
        self.set(**settings)

    def launch(self, most_files=None):
        """Starts it and gives its first line, whatever that says."""
        limit = ["prlimit", f"--nofile={most_files}:{most_files}"] if most_files else []
        self.process = subprocess.Popen([*limit, self.binary, "--config", str(self.config)], stdout=subprocess.PIPE, text=True)
        return json.loads(self.process.stdout.readline() or "{}")

    def start(self, most_files=None):
        ready = self.launch(most_files)
        if ready.get("event") != "ready":
            raise RuntimeError(f"hearthd did not start: {ready}")
        return ready

    def health(self):
        """Status and text."""
        return Api(self.port).request("GET", "/health")

    def memory(self, name="VmRSS"):
        """Bytes, as the kernel counts them."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(name + ":"):
                return int(line.split()[1]) * 1024
        raise RuntimeError(f"no {name}")

    def log(self):
        return (self.folder / "logs" / "hearthd.log").read_text()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def end(self):
        """Whatever happened: no process stays behind."""
        if self.process and self.process.poll() is None:
            self.kill()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            if self.process.wait(30) != 0:
                raise RuntimeError(f"hearthd ended with {self.process.returncode}")

    def check_database(self):
        """hearthd db check, while it does not run."""
        done = subprocess.run([self.binary, "db", "check", "--config", str(self.config)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"the database is not whole: {done.stdout}")

    def register(self, name, admin=False, password="integration password", api=None):
        secret = (self.folder / "registration_shared_secret").read_text().strip()
        api = api or Api(self.port)
        nonce = api.call("GET", "/_synapse/admin/v1/register")["nonce"]
        text = "\0".join([nonce, name, password, "admin" if admin else "notadmin"])
        mac = hmac.new(secret.encode(), text.encode(), hashlib.sha1).hexdigest()
        return api.call("POST", "/_synapse/admin/v1/register",
                        {"nonce": nonce, "username": name, "password": password, "admin": admin, "mac": mac})


class PostgresArguments(dict):
    """Arguments of psycopg2; start() and stop() are for those who want to see it go away."""


@contextlib.contextmanager
def private_postgres():
    """A PostgreSQL cluster of its own on a socket in a temporary folder; gives psycopg2 arguments."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
    if not found:
        raise RuntimeError("PostgreSQL is not installed")
    binaries = found[-1]
    folder = pathlib.Path(tempfile.mkdtemp(prefix="hearth-pg-"))
    user = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        user = ["runuser", "-u", "postgres", "--"]
    owner = "postgres" if user else pwd.getpwuid(os.geteuid()).pw_name
    port = free_port()

    def run(*command):
        subprocess.run([*user, *map(str, command)], check=True, stdout=subprocess.DEVNULL, cwd="/")

    run(binaries / "initdb", "-D", folder / "data", "-A", "trust", "-E", "UTF8", "--locale=C")

    def start():
        run(binaries / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o",
            f"-k {folder} -p {port} -c listen_addresses=''", "start")

    def stop(mode="immediate"):
        run(binaries / "pg_ctl", "-D", folder / "data", "-m", mode, "stop")

    start()
    try:
        run("createdb", "-h", folder, "-p", str(port), "hearth")
        arguments = PostgresArguments(host=str(folder), port=port, user=owner, dbname="hearth")
        arguments.start, arguments.stop = start, stop
        yield arguments
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            stop()
        shutil.rmtree(folder, ignore_errors=True)


def wait_until(what, look, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if look():
            return
        time.sleep(0.05)
    raise RuntimeError(f"not seen within {seconds} s: {what}")
