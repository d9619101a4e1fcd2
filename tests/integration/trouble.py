# SPDX-License-Identifier: Apache-2.0
"""What hearthd says and does when things around it change or break.
trouble.py HEARTHD reload|startup|full_disk|database_file|remains|postgres_away"""
import contextlib
import copy
import http.client
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading
import time

from servers import Api, Hearthd, free_port, private_postgres, quote, wait_until

MEBI = 1 << 20


def edit(server, *pairs):
    text = server.config.read_text()
    for before, after in pairs:
        assert before in text, before
        text = text.replace(before, after)
    server.config.write_text(text)


# ---- reload -----------------------------------------------------------------------------------

def make_certificate(folder, name):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "10",
                    "-keyout", folder / "key.pem", "-out", folder / "certificate.pem", "-subj", f"/CN={name}"], check=True, stderr=subprocess.DEVNULL)


def certificate(port):
    return ssl.get_server_certificate(("127.0.0.1", port))


def hang_up(server):
    """SIGHUP; returns when the log says what came of it."""
    told = lambda: server.log().count("were read again") + server.log().count("were not taken over")
    before = told()
    server.process.send_signal(signal.SIGHUP)
    wait_until("the end of the reload", lambda: told() > before)


def registration_opens(server):
    status, _ = Api(server.port).request("POST", "/_matrix/client/v3/register", {"username": "visitor", "password": "long enough 1!"})
    return status != 403


def reload(binary, stack, folder):
    server = Hearthd(binary, folder / "data")
    stack.callback(server.end)
    tls_port = free_port()
    make_certificate(server.folder, "one")
    edit(server, ("listeners:\n", f"tls_certificate_path: certificate.pem\ntls_private_key_path: key.pem\nlisteners:\n"
                  f"  - {{port: {tls_port}, tls: true, bind_addresses: [127.0.0.1], resources: [{{names: [client]}}]}}\n"))
    server.start()
    api = Api(server.port, server.register("person")["access_token"])
    first = certificate(tls_port)
    kept = http.client.HTTPSConnection("127.0.0.1", tls_port, context=ssl._create_unverified_context())
    kept.request("GET", "/health")
    assert kept.getresponse().read() == b"OK"
    # A refusal arrives though the client is still sending.
    for _ in range(5):
        refused = http.client.HTTPSConnection("127.0.0.1", tls_port, context=ssl._create_unverified_context(), timeout=20)
        refused.putrequest("POST", "/_matrix/media/v3/upload")
        refused.putheader("Content-Length", str(3 * MEBI))
        refused.endheaders()
        with contextlib.suppress(OSError):
            for _ in range(3):
                refused.send(b"x" * MEBI)
        assert refused.getresponse().status == 401
    # A new certificate is shown to new connections; the old ones live on.
    make_certificate(server.folder, "two")
    hang_up(server)
    second = certificate(tls_port)
    assert second != first
    kept.request("GET", "/health")
    assert kept.getresponse().read() == b"OK"
    # One that does not fit the key is refused, and the good one stays.
    key = (server.folder / "key.pem").read_text()
    make_certificate(server.folder, "three")
    (server.folder / "key.pem").write_text(key)
    hang_up(server)
    assert certificate(tls_port) == second
    assert "The old certificate stays." in server.log()
    # Level of the log.
    api.call("GET", "/health")
    assert '"level":"debug"' not in server.log()
    edit(server, ("level: info", "level: debug"))
    hang_up(server)
    api.call("GET", "/health")
    wait_until("a line for debugging", lambda: '"level":"debug"' in server.log())
    # Registration.
    assert not registration_opens(server)
    edit(server, ("enable_registration: false", "enable_registration: true"))
    hang_up(server)
    assert registration_opens(server)
    # Rate limits.
    room = api.call("POST", "/_matrix/client/v3/createRoom", {})["room_id"]
    send = lambda number: api.request("PUT", f"/_matrix/client/v3/rooms/{quote(room)}/send/m.room.message/{number}", {"msgtype": "m.text", "body": "x"})[0]
    assert {send(number) for number in range(20)} == {200}
    edit(server, ("rc_message: { per_second: 100000, burst_count: 100000 }", "rc_message: { per_second: 0.1, burst_count: 3 }"))
    hang_up(server)
    assert 429 in {send(number) for number in range(20, 40)}
    # What needs a restart is named, and nothing of a broken file is taken over.
    edit(server, ("x_forwarded: false", "x_forwarded: true"), ("max_upload_size: 50M", "max_upload_size: 51M"))
    hang_up(server)
    assert "max_upload_size has changed; that needs a restart." in server.log()
    assert "listeners has changed; that needs a restart." in server.log()
    edit(server, ("enable_registration: true", "enable_registration: false\nenable_registratoin: 1"))
    hang_up(server)
    assert "hearthd.yaml:" in server.log() and "enable_registration" in server.log()
    assert registration_opens(server)
    server.stop()


# ---- startup ----------------------------------------------------------------------------------

def expect_fatal(server, code, *words):
    line = server.launch()
    assert line.get("event") == "fatal" and line.get("code") == code, line
    text = line["message"] + " " + line.get("hint", "")
    for word in words:
        assert word in text, (word, line)
    assert server.process.wait(20) == 1
    print(f"{code}: {line['message']}", flush=True)


def startup(binary, stack, folder):
    def fresh(name):
        server = Hearthd(binary, folder / name)
        stack.callback(server.end)
        return server

    newer = fresh("newer")
    newer.start()
    newer.stop()
    with contextlib.closing(sqlite3.connect(newer.folder / "hearthd.db")) as database:
        database.execute("UPDATE schema_version SET version = 999, min_compatible = 999")
        database.commit()
    before = (newer.folder / "hearthd.db").read_bytes()
    expect_fatal(newer, "database_too_new", "newer version of Hearth")
    assert (newer.folder / "hearthd.db").read_bytes() == before
    with contextlib.closing(sqlite3.connect(newer.folder / "hearthd.db")) as database:
        database.execute("UPDATE schema_version SET min_compatible = 1")  # newer, but this program can use it
        database.commit()
    newer.start()
    newer.stop()

    tls = fresh("tls")
    edit(tls, ("tls: false", "tls: true"), ("listeners:\n", "tls_certificate_path: certificate.pem\ntls_private_key_path: key.pem\nlisteners:\n"))
    make_certificate(tls.folder, "one")
    key = (tls.folder / "key.pem").read_text()
    make_certificate(tls.folder, "two")
    (tls.folder / "key.pem").write_text(key)
    expect_fatal(tls, "tls_invalid", "key.pem")
    (tls.folder / "key.pem").write_text("nonsense")
    expect_fatal(tls, "tls_invalid", "key.pem")
    make_certificate(tls.folder, "three")
    (tls.folder / "certificate.pem").write_text("nonsense")
    expect_fatal(tls, "tls_invalid", "certificate.pem")

    key = fresh("key")
    for content in ("", "ed25519 a_1 short\n", "rsa a_1 AAAA\n"):
        (key.folder / "itest.local.signing.key").write_text(content)
        expect_fatal(key, "signing_key_invalid", "itest.local.signing.key", "Put back")

    if os.geteuid() != 0:  # root may write anywhere
        locked = fresh("locked")
        locked.folder.chmod(0o500)
        expect_fatal(locked, "data_dir_unwritable", str(locked.folder))

    # A crash leaves a word behind, and the next start takes it away.
    crash = fresh("crash")
    crash.start()
    crash.process.send_signal(signal.SIGSEGV)
    assert crash.process.wait(20) == -signal.SIGSEGV
    last = json.loads((crash.folder / "last_fatal.json").read_text())
    assert last["event"] == "fatal" and last["code"] == "internal", last
    assert "SIGSEGV" in last["message"], last
    print(f"last_fatal.json: {last['message']}", flush=True)
    crash.start()
    assert not (crash.folder / "last_fatal.json").exists()
    crash.stop()


# ---- a database that fails ---------------------------------------------------------------------

class Room:
    """Sends events, and remembers which were acknowledged and which were refused."""

    def __init__(self, server, name):
        self.server, self.token = server, server.register(name)["access_token"]
        self.id = Api(server.port, self.token).call("POST", "/_matrix/client/v3/createRoom", {})["room_id"]
        self.number, self.known, self.refused = 0, {}, {}

    def send(self, size=10):
        self.number += 1
        body = f"{self.number} " + "x" * size
        try:
            status, answer = Api(self.server.port, self.token).request(
                "PUT", f"/_matrix/client/v3/rooms/{quote(self.id)}/send/m.room.message/n{self.number}", {"msgtype": "m.text", "body": body})
        except (OSError, http.client.HTTPException) as failure:
            raise RuntimeError(f"hearthd did not answer: {failure}") from failure
        if status == 200:
            self.known[answer["event_id"]] = body
        else:
            self.refused[self.number] = body
        return status, answer

    def stored(self):
        found, start = {}, None
        while True:
            page = Api(self.server.port, self.token).call(
                "GET", f"/_matrix/client/v3/rooms/{quote(self.id)}/messages?dir=b&limit=500" + (f"&from={quote(start)}" if start else ""))
            for event in page["chunk"]:
                if event["type"] == "m.room.message":
                    found[event["event_id"]] = event["content"]["body"]
            start = page.get("end")
            if not start or not page["chunk"]:
                return found

    def check(self, refused_may_be_there=False):
        stored = self.stored()
        assert all(stored.get(event) == body for event, body in self.known.items()), "an acknowledged event is gone"
        if not refused_may_be_there:
            assert len(stored) == len(self.known), "a refused event is there"


def expect_trouble(server, *words):
    wait_until("503 from /health", lambda: server.health()[0] == 503, 10)
    status, text = server.health()
    assert any(word in text.decode() for word in words), text
    print(f"/health: {text.decode()}", flush=True)


def expect_health(server):
    wait_until("200 from /health", lambda: server.health() == (200, b"OK"), 15)


def synced(room):
    answer = Api(room.server.port, room.token).call("GET", "/_matrix/client/v3/sync?timeout=0")
    return answer["rooms"]["join"][room.id]["timeline"]["events"]


def full_disk(binary, stack, folder):
    if not os.environ.get("HEARTH_OWN_MOUNTS"):
        user = [] if os.geteuid() == 0 else ["--map-root-user"]
        # In a chroot the root is no mount point, so its propagation cannot be changed.
        for way in (["--mount"], ["--mount", "--propagation", "unchanged"]):
            probe = subprocess.run(["unshare", *user, *way, "mount", "-t", "tmpfs", "none", folder], stderr=subprocess.DEVNULL)
            subprocess.run(["umount", "--lazy", folder], stderr=subprocess.DEVNULL)
            if probe.returncode == 0:
                return subprocess.run(["unshare", *user, *way, sys.executable, *sys.argv], env={**os.environ, "HEARTH_OWN_MOUNTS": "1"}).returncode
        print("left out: this machine lets nobody make a small file system")
        return 77
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "none", folder], check=True)
    stack.callback(lambda: subprocess.run(["umount", "--lazy", folder]))
    server = Hearthd(binary, folder / "data")
    stack.callback(server.end)
    server.start()
    room = Room(server, "writer")
    for _ in range(20):
        assert room.send()[0] == 200
    filler = folder / "filler"

    def fill():
        with filler.open("ab", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(b"x" * MEBI)
        with filler.open("ab", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(b"x" * 512)

    for _ in range(2):
        fill()
        statuses = []
        while not statuses or statuses[-1] == 200:
            status, answer = room.send(40000)
            statuses.append(status)
            assert len(statuses) < 2000
        assert statuses[-1] == 503 and "full" in answer["error"], (statuses[-1], answer)
        assert all(room.send(40000)[0] == 503 for _ in range(3))
        expect_trouble(server, "full")
        # What can be read is read, and is the truth.
        room.check()
        assert Api(server.port, room.token).call("GET", "/_matrix/client/v3/account/whoami")["user_id"]
        assert synced(room)[-1]["event_id"] == list(room.known)[-1]
        connection = Api(server.port, room.token).connection
        connection.request("POST", "/_matrix/media/v3/upload", b"y" * MEBI, {"Authorization": f"Bearer {room.token}"})
        answer = connection.getresponse()
        assert answer.status == 503, answer.read()
        wait_until("the removal of the unfinished file", lambda: not list((server.folder / "media" / "tmp").iterdir()))
        filler.unlink()
        expect_health(server)
        assert room.send()[0] == 200
        room.check()
    server.kill()
    server.start()
    room.check()
    server.stop()
    server.check_database()
    fill()
    expect_fatal(server, "disk_full", "full", "Free some space")
    filler.unlink()
    server.start()
    room.check()
    server.stop()
    server.check_database()
    return 0


def database_file(binary, stack, folder):
    server = Hearthd(binary, folder / "data")
    stack.callback(server.end)
    server.start()
    room = Room(server, "writer")
    assert room.send()[0] == 200
    database, away = server.folder / "hearthd.db", server.folder / "away.db"
    database.rename(away)
    expect_trouble(server, "no longer where it was", "not there any more")
    assert room.send()[0] == 503
    away.rename(database)
    expect_health(server)
    assert room.send()[0] == 200
    room.check()
    server.kill()
    server.start()
    room.check()
    server.stop()
    server.check_database()


def remains(binary, stack, folder):
    """What a crash, a full disk or a person leaves in the data folder."""
    server = Hearthd(binary, folder / "data")
    stack.callback(server.end)
    server.start()
    room = Room(server, "writer")
    log = server.folder / "hearthd.db-wal"
    for number in range(40):
        assert room.send()[0] == 200
    # Half an upload.
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(f"POST /_matrix/media/v3/upload HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {room.token}\r\nContent-Length: 9000000\r\n\r\n".encode() + b"x" * 3_000_000)
        time.sleep(0.5)
        server.kill()
    # Bytes behind the end of the log: nothing of what was acknowledged is lost.
    with log.open("ab") as out:
        out.write(random.Random(1).randbytes(70_000))
    ready = server.start()
    room.check()
    left = [path for path in (server.folder / "media").rglob("*") if path.is_file()]
    assert not left, left
    # The lock names the process that holds it now, whatever the last one left there.
    assert json.loads((server.folder / "hearthd.lock").read_text()) == ready
    for content in (b"", b"\xff\x00 nonsense", json.dumps({**ready, "pid": 1}).encode()):
        server.kill()
        (server.folder / "hearthd.lock").write_bytes(content)
        ready = server.start()
        assert json.loads((server.folder / "hearthd.lock").read_text()) == ready
    # A log that ends early: the newest may be gone, what is left is whole, and the server goes on.
    rng = random.Random(2)
    for _ in range(4):
        for _ in range(10):
            assert room.send()[0] == 200
        server.kill()
        size = log.stat().st_size
        with log.open("r+b") as out:
            out.truncate(rng.randrange(32, max(33, size // 2)))
        server.check_database()
        server.start()
        stored = room.stored()
        assert all(room.known.get(event) == body for event, body in stored.items())
        room.known = stored
        assert room.send()[0] == 200
        room.check()
    # A copy of the folder of a running server, taken file by file as a crash would leave them.
    twin = Hearthd(binary, folder / "twin")
    stack.callback(twin.end)
    server.process.send_signal(signal.SIGSTOP)
    for name in ("hearthd.db", "hearthd.db-wal", "itest.local.signing.key", "registration_shared_secret", "macaroon_secret_key"):
        shutil.copy(server.folder / name, twin.folder / name)
    server.process.send_signal(signal.SIGCONT)
    twin.start()
    other = copy.copy(room)
    other.server = twin
    other.check()
    assert other.send()[0] == 200
    twin.stop()
    twin.check_database()
    # Without its key it is another server: it says so, and makes no new one.
    key = twin.folder / "itest.local.signing.key"
    key.unlink()
    expect_fatal(twin, "signing_key_invalid", "is missing", "Put back")
    assert not key.exists()
    # After it was stopped the one file is the whole database.
    server.stop()
    assert not log.exists() and not (server.folder / "hearthd.db-shm").exists()
    with contextlib.closing(sqlite3.connect(server.folder / "hearthd.db")) as database:
        assert database.execute("SELECT COUNT(*) FROM event").fetchone()[0] > len(room.known)
    server.check_database()


def postgres_away(binary, stack, folder):
    postgres = stack.enter_context(private_postgres())
    subprocess.run(["psql", "-q", "-h", postgres["host"], "-p", str(postgres["port"]), "-U", postgres["user"], "-d", "hearth", "-c",
                    "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0"], check=True)
    expect_fatal(Hearthd(binary, folder / "latin", {**postgres, "dbname": "latin"}), "database_unreachable", "encoding UTF8", "database.args")
    expect_fatal(Hearthd(binary, folder / "none", {**postgres, "dbname": "none"}), "database_unreachable", "database.args")
    server = Hearthd(binary, folder / "data", postgres)
    stack.callback(server.end)
    server.start()
    room = Room(server, "writer")
    for _ in range(20):
        assert room.send()[0] == 200
    for mode, under_load in (("immediate", False), ("fast", True), ("immediate", True)):
        ends = threading.Event()

        def load():
            while not ends.is_set():
                room.send()

        writer = threading.Thread(target=load)
        if under_load:
            writer.start()
            time.sleep(0.5)
        postgres.stop(mode)
        expect_trouble(server, "PostgreSQL")
        if not under_load:
            started = time.monotonic()
            status, answer = room.send()
            assert status == 503 and time.monotonic() - started < 5, (status, answer)
            # The figures that the app shows go on.
            assert Api(server.port).request("GET", "/_matrix/client/versions")[0] == 200
        time.sleep(1)
        postgres.start()
        expect_health(server)
        ends.set()
        if under_load:
            writer.join()
        assert room.send()[0] == 200
        # A commit whose answer was lost may have taken place: those must not be missing, but may be more.
        room.check(refused_may_be_there=under_load)
        assert synced(room)[-1]["event_id"] == list(room.known)[-1]
        print(f"{mode}{' under load' if under_load else ''}: {len(room.known)} acknowledged, none lost, {len(room.refused)} refused", flush=True)
        if under_load:
            room.known = room.stored()
    server.kill()
    server.start()
    room.check()
    server.stop()
    server.check_database()


def main(binary, what):
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hearth-trouble-")))
        tests = {"reload": reload, "startup": startup, "full_disk": full_disk, "database_file": database_file, "remains": remains, "postgres_away": postgres_away}
        return tests[what](binary, stack, folder) or 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
