# SPDX-License-Identifier: Apache-2.0
"""Large uploads and clients that leave, as seen from outside.   traffic.py HEARTHD uploads|gone|crowd|tls"""
import contextlib
import hashlib
import http.client
import json
import os
import pathlib
import resource
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time

from servers import Api, Hearthd, wait_until

MEBI = 1 << 20
BLOCK = os.urandom(MEBI)


def blocks(count):
    for number in range(count):
        yield number.to_bytes(8, "big") + BLOCK[8:]


def upload(server, token, count):
    """Sends that many MiB; gives the mxc: URI."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    connection.request("POST", "/_matrix/media/v3/upload?filename=large.bin", blocks(count),
                       {"Authorization": f"Bearer {token}", "Content-Type": "application/octet-stream", "Content-Length": str(count * MEBI)})
    answer = connection.getresponse()
    text = answer.read()
    assert answer.status == 200, (answer.status, text)
    return text.decode().split('"')[3]


def raw_request(server, head, body=b""):
    """The status line of the answer, without waiting to send more."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
        client.sendall(head.encode() + body)
        return client.recv(4096).split(b"\r\n")[0].decode()


def download(server, token, uri, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    connection.request("GET", "/_matrix/client/v1/media/download/" + uri[len("mxc://"):], None, {"Authorization": f"Bearer {token}", **(headers or {})})
    answer = connection.getresponse()
    digest, size = hashlib.sha256(), 0
    while part := answer.read(MEBI):
        digest.update(part)
        size += len(part)
    return answer.status, size, digest.hexdigest()


def begin_upload(server, token, announced, sent):
    client = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    client.sendall((f"POST /_matrix/media/v3/upload HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
                    f"Content-Length: {announced}\r\n\r\n").encode() + b"x" * sent)
    return client


def uploads(server):
    temporary = server.folder / "media" / "tmp"
    files = lambda: list(temporary.iterdir())
    token = server.register("sender")["access_token"]
    upload(server, token, 1)
    # Hashing the password took more memory than anything here: the peak starts over.
    pathlib.Path(f"/proc/{server.process.pid}/clear_refs").write_text("5")
    before = server.memory()
    uri = upload(server, token, 200)
    grown = server.memory("VmHWM") - before
    print(f"200 MiB came in with {grown / MEBI:.1f} MiB more memory", flush=True)
    assert grown < 16 * MEBI, grown
    digest = hashlib.sha256()
    for block in blocks(200):
        digest.update(block)
    assert download(server, token, uri) == (200, 200 * MEBI, digest.hexdigest())
    status, size, _ = download(server, token, uri, {"Range": f"bytes={MEBI}-{3 * MEBI - 1}"})
    assert (status, size) == (206, 2 * MEBI), (status, size)
    threads = [threading.Thread(target=upload, args=(server, token, 40 + i)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    grown = server.memory("VmHWM") - before
    print(f"after the downloads and four uploads at once: {grown / MEBI:.1f} MiB", flush=True)
    assert grown < 24 * MEBI, grown
    assert not files(), files()
    # Refused before any of the body was sent.
    head = "POST /_matrix/media/v3/upload HTTP/1.1\r\nHost: x\r\n"
    assert " 413 " in raw_request(server, f"{head}Authorization: Bearer {token}\r\nContent-Length: {400 * MEBI}\r\n\r\n")
    assert " 401 " in raw_request(server, f"{head}Content-Length: {100 * MEBI}\r\nExpect: 100-continue\r\n\r\n")
    assert " 401 " in raw_request(server, f"{head}Authorization: Bearer wrong\r\nContent-Length: {100 * MEBI}\r\n\r\n", b"x" * MEBI)
    # A client that leaves in the middle, and a server that is killed there.
    client = begin_upload(server, token, 100 * MEBI, 30 * MEBI)
    wait_until("a temporary file", files)
    client.close()
    wait_until("its removal", lambda: not files())
    client = begin_upload(server, token, 100 * MEBI, 30 * MEBI)
    wait_until("a temporary file", files)
    server.kill()
    assert files()
    server.start()
    assert not files(), files()


def figure(api, name):
    for line in api.call("GET", "/metrics").decode().splitlines():
        if line.startswith(name + " "):
            return float(line.split()[1])
    raise RuntimeError(f"no {name}")


def gone(server):
    count = 1000
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 4096)), hard))
    token = server.register("poller")["access_token"]
    admin = Api(server.port, server.register("admin", admin=True)["access_token"])
    since = Api(server.port, token).call("GET", "/_matrix/client/v3/sync?timeout=0")["next_batch"]
    open_before = figure(admin, "process_open_fds")
    request = (f"GET /_matrix/client/v3/sync?timeout=600000&since={since} HTTP/1.1\r\nHost: x\r\n"
               f"Authorization: Bearer {token}\r\n\r\n").encode()
    for round_number in range(2):
        clients = []
        for _ in range(count):
            client = socket.create_connection(("127.0.0.1", server.port))
            client.sendall(request)
            clients.append(client)
        wait_until(f"{count} waiting calls", lambda: figure(admin, "hearth_waiting_syncs") == count)
        started = time.monotonic()
        for number, client in enumerate(clients):
            if number % 2:  # without a goodbye
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.close()
        wait_until("no waiting call", lambda: figure(admin, "hearth_waiting_syncs") == 0, 10)
        wait_until("no connection but ours", lambda: figure(admin, "hearth_open_connections") < 5, 10)
        wait_until("no descriptor of theirs", lambda: figure(admin, "process_open_fds") < open_before + 20, 10)
        print(f"round {round_number + 1}: {count} clients gone, all let go of after {time.monotonic() - started:.2f} s, "
              f"{server.memory() / MEBI:.0f} MiB", flush=True)
    # Nobody else noticed.
    assert Api(server.port, token).call("GET", f"/_matrix/client/v3/sync?timeout=0&since={since}")["next_batch"]


def crowd(server):
    """More clients than there are file descriptors for: the surplus is turned away, and nothing else suffers."""
    server.stop()
    server.start(most_files=500)
    api = Api(server.port, server.register("member")["access_token"])
    room = api.call("POST", "/_matrix/client/v3/createRoom", {})["room_id"]
    clients, turned_away = [], 0
    for _ in range(700):
        client = socket.create_connection(("127.0.0.1", server.port), timeout=10)
        clients.append(client)
    for client in clients[300:]:
        client.settimeout(10)
        turned_away += b" 503 " in client.recv(200)
    assert turned_away >= 399, turned_away
    for number in range(20):
        api.call("PUT", f"/_matrix/client/v3/rooms/{room}/send/m.room.message/{number}", {"msgtype": "m.text", "body": "x"})
    for client in clients:
        client.close()
    wait_until("room for others", lambda: server.health() == (200, b"OK"))
    upload(server, api.token, 1)
    print(f"{turned_away} of 700 clients were turned away", flush=True)


def tls(server):
    """Connections that never say who they are, half or not at all, and those who speak TLS beside them."""
    server.stop()
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", server.folder / "key", "-out", server.folder / "cert",
                    "-days", "2", "-subj", "/CN=localhost"], check=True, stderr=subprocess.DEVNULL)
    config = server.config.read_text().replace("tls: false", "tls: true")
    server.config.write_text(config + f"\ntls_certificate_path: {server.folder}/cert\ntls_private_key_path: {server.folder}/key\n")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    server.start()
    context = ssl.create_default_context(cafile=str(server.folder / "cert"))
    context.check_hostname = False
    before = server.memory()
    silent = [socket.create_connection(("127.0.0.1", server.port), timeout=20) for _ in range(3000)]
    held = server.memory() - before
    print(f"3,000 silent ones hold {held / MEBI:.1f} MiB", flush=True)
    assert held < 30 * MEBI, held
    half = []
    for _ in range(3000):
        client = socket.create_connection(("127.0.0.1", server.port), timeout=20)
        client.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(100))
        half.append(client)
    time.sleep(1)
    held = server.memory() - before
    print(f"with 3,000 half handshakes {held / MEBI:.1f} MiB", flush=True)
    assert held < 120 * MEBI, held
    for client in silent + half:
        client.close()
    # Whoever speaks is served: much in both directions, on one connection.
    connection = http.client.HTTPSConnection("127.0.0.1", server.port, timeout=60, context=context)
    for _ in range(3):
        connection.request("GET", "/_matrix/client/versions")
        assert connection.getresponse().read().startswith(b"{")
    connection.request("POST", "/_matrix/client/v3/login", json.dumps({"type": "m.login.dummy"}) + " " * 200_000, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    assert answer.status == 400 and b"M_" in answer.read(), answer.status
    body = os.urandom(8 * MEBI)
    api = Api(server.port)
    api.connection = http.client.HTTPSConnection("127.0.0.1", server.port, timeout=60, context=context)
    token = server.register("someone", api=api)["access_token"]
    connection.request("POST", "/_matrix/media/v3/upload", body, {"Authorization": f"Bearer {token}", "Content-Type": "application/octet-stream"})
    place = json.loads(connection.getresponse().read())["content_uri"][len("mxc://"):]
    connection.request("GET", f"/_matrix/client/v1/media/download/{place}", headers={"Authorization": f"Bearer {token}"})
    assert connection.getresponse().read() == body
    # A thousand who rest between two requests.
    idle = []
    for _ in range(1000):
        client = context.wrap_socket(socket.create_connection(("127.0.0.1", server.port), timeout=20))
        client.sendall(b"GET /_matrix/client/versions HTTP/1.1\r\nHost: x\r\n\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 200")
        idle.append(client)
    held = server.memory() - before
    print(f"1,000 that rest: {held / MEBI:.1f} MiB above the start", flush=True)
    # A goodbye comes after the whole answer.
    idle[0].sendall(b"GET /_matrix/client/versions HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    text = b""
    while part := idle[0].recv(1 << 16):
        text += part
    assert b'"versions"' in text
    for client in idle:
        client.close()


def main(binary, what):
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="hearth-traffic-"))
        server = Hearthd(binary, folder + "/data")
        server.config.write_text(server.config.read_text().replace("max_upload_size: 50M", "max_upload_size: 300M"))
        stack.callback(server.end)
        server.start()
        {"uploads": uploads, "gone": gone, "crowd": crowd, "tls": tls}[what](server)
        server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
