# SPDX-License-Identifier: Apache-2.0
"""What an attacker tries first: broken, slow, huge and nonsensical requests. Nothing may answer 5xx, hang or end
hearthd.   hostile.py HEARTHD http|values [sqlite|postgres] [SEED]"""
import contextlib
import http.client
import json
import random
import socket
import sys
import tempfile
import time
import urllib.parse

from servers import Api, Hearthd, private_postgres, quote

CLIENT = "/_matrix/client/v3"
NAME = "itest.local"  # the server's
# Method and path; {} take hostile values.
TEMPLATES = """
GET /sync?since={}&timeout=0|GET /sync?filter={}&timeout=0|GET /rooms/{}/messages?dir=b&from={}&limit={}|GET /rooms/{}/state|GET /rooms/{}/state/{}/{}
GET /rooms/{}/members?at={}&membership={}|GET /rooms/{}/joined_members|GET /rooms/{}/event/{}|GET /rooms/{}/context/{}?limit={}|GET /rooms/{}/aliases
PUT /rooms/{}/send/{}/{}|PUT /rooms/{}/state/{}/{}|PUT /rooms/{}/redact/{}/{}|POST /rooms/{}/join|POST /join/{}?server_name={}|POST /knock/{}
POST /rooms/{}/leave|POST /rooms/{}/forget|POST /rooms/{}/invite|POST /rooms/{}/kick|POST /rooms/{}/ban|POST /rooms/{}/unban|POST /rooms/{}/upgrade
PUT /rooms/{}/typing/{}|POST /rooms/{}/receipt/{}/{}|POST /rooms/{}/read_markers|POST /rooms/{}/report/{}|POST /createRoom
GET /directory/room/{}|PUT /directory/room/{}|DELETE /directory/room/{}|GET /directory/list/room/{}|PUT /directory/list/room/{}|GET /publicRooms?limit={}&since={}|POST /publicRooms
GET /profile/{}|GET /profile/{}/{}|PUT /profile/{}/{}|DELETE /profile/{}/{}|GET /presence/{}/status|PUT /presence/{}/status
GET /user/{}/account_data/{}|PUT /user/{}/account_data/{}|PUT /user/{}/rooms/{}/account_data/{}|GET /user/{}/rooms/{}/tags|PUT /user/{}/rooms/{}/tags/{}|DELETE /user/{}/rooms/{}/tags/{}
POST /user/{}/filter|GET /user/{}/filter/{}|POST /user/{}/openid/request_token|GET /devices/{}|PUT /devices/{}|DELETE /devices/{}|POST /delete_devices
POST /keys/upload|POST /keys/query|POST /keys/claim|GET /keys/changes?from={}&to={}|POST /keys/signatures/upload|POST /keys/device_signing/upload
GET /room_keys/version/{}|PUT /room_keys/keys/{}/{}?version={}|GET /room_keys/keys/{}?version={}|POST /room_keys/version|DELETE /room_keys/keys?version={}
PUT /sendToDevice/{}/{}|GET /pushrules/global/{}/{}|PUT /pushrules/global/{}/{}?before={}&after={}|PUT /pushrules/global/{}/{}/{}|DELETE /pushrules/global/{}/{}|POST /pushers/set
GET /notifications?from={}&limit={}&only={}|POST /search?next_batch={}|POST /user_directory/search|POST /login|POST /register?kind={}|GET /register/available?username={}
POST /account/password|POST /account/deactivate|POST /refresh|GET /account/3pid|POST /account/3pid/add|GET /voip/turnServer|GET /capabilities|GET /account/whoami
GET /_matrix/client/v1/rooms/{}/relations/{}/{}/{}?limit={}&from={}&dir={}|GET /_matrix/client/v1/rooms/{}/threads?include={}&limit={}|GET /_matrix/client/v1/rooms/{}/hierarchy?max_depth={}&limit={}&from={}
GET /_matrix/client/v1/rooms/{}/timestamp_to_event?ts={}&dir={}|GET /_matrix/client/v1/media/download/{}/{}|GET /_matrix/client/v1/media/thumbnail/{}/{}?width={}&height={}&method={}
GET /_matrix/client/v1/media/preview_url?url={}|PUT /_matrix/media/v3/upload/{}/{}|GET /_matrix/media/v3/download/{}/{}/{}|POST /_matrix/media/v3/upload?filename={}
GET /_synapse/admin/v2/users?from={}&limit={}&order_by={}&dir={}&name={}|GET /_synapse/admin/v2/users/{}|PUT /_synapse/admin/v2/users/{}|GET /_synapse/admin/v1/rooms?from={}&limit={}&order_by={}&search_term={}
GET /_synapse/admin/v1/rooms/{}|DELETE /_synapse/admin/v1/rooms/{}|GET /_synapse/admin/v1/rooms/{}/messages?from={}&limit={}|PUT /_synapse/admin/v1/rooms/{}/block|POST /_synapse/admin/v1/join/{}
GET /_synapse/admin/v1/users/{}/media?from={}&limit={}&order_by={}|GET /_synapse/admin/v1/statistics/users/media?from_ts={}&order_by={}|GET /_synapse/admin/v1/registration_tokens/{}|POST /_synapse/admin/v1/registration_tokens/new
PUT /_synapse/admin/v1/registration_tokens/{}|GET /_synapse/admin/v1/event_reports?from={}&limit={}&dir={}|GET /_synapse/admin/v1/event_reports/{}|POST /_synapse/admin/v1/media/quarantine/{}/{}|DELETE /_synapse/admin/v1/media/{}/{}
GET /_synapse/admin/v2/users/{}/devices|DELETE /_synapse/admin/v2/users/{}/devices/{}|POST /_synapse/admin/v1/users/{}/login|GET /_synapse/admin/v1/whois/{}|POST /_synapse/admin/v1/reset_password/{}|POST /_synapse/admin/v1/send_server_notice
"""
VALUES = ["", " ", "%00", "a%00b", "%ff%fe", "%c3%28", "%", "%zz", "%2F", "..%2F..%2Fetc%2Fpasswd", "..", "!", "@", "#", "$", "@:", "!x:", "#a:b:c", "@a:b", "x" * 5000,
          "%F0%9F%90%8C", "%ed%a0%80", "0", "-1", "99999999999999999999", "9223372036854775807", "-9223372036854775808", "1e5", "1.5", "true", "null", "s1_2", "s-5_1", "s9999999_0",
          "t5", "b", "f", "{}", "%7B%22a%22%3A", "m.room.message", "m.room.member", "m.room.create", "m.room.power_levels", "'%20OR%201%3D1--", "a%0d%0aX-Evil:1", "+", "a+b", "&", "=", "*", "global", "override", ".m.rule.master"]
SCALARS = [None, True, False, 0, -1, 1 << 62, 1 << 53, 1.5, -0.0, "", "x", "x" * 70000, "\u0000", "a\u0000b", "\U0001f40c", "@a:b", "!a:b", "m.room.message", [], {}, [[]], [{}], {"": ""}]
KEYS = ["type", "user", "user_id", "password", "identifier", "auth", "session", "content", "msgtype", "body", "membership", "name", "topic", "preset", "invite", "initial_state", "room_version", "creation_content",
        "power_level_content_override", "filter", "room", "limit", "timeout", "search_term", "search_categories", "room_events", "device_keys", "one_time_keys", "messages", "devices", "reason", "event_id",
        "m.relates_to", "rel_type", "key", "algorithm", "auth_data", "signatures", "sessions", "rooms", "actions", "conditions", "pattern", "kind", "app_id", "pushkey", "data", "url", "typing", "m.fully_read",
        "username", "initial_device_display_name", "refresh_token", "token", "displayname", "avatar_url", "alias", "room_id", "visibility", "is_direct", "ts", "new_version", "presence", "status_msg", "order", "block"]


def anything(rng, depth=0):
    if depth > 3 or rng.random() < 0.5:
        return rng.choice(SCALARS)
    if rng.random() < 0.3:
        return [anything(rng, depth + 1) for _ in range(rng.randrange(4))]
    return {rng.choice(KEYS): anything(rng, depth + 1) for _ in range(rng.randrange(5))}


def is_about_others(path):
    """Whether another server would have to be asked for this."""
    parts = [urllib.parse.unquote(part) for part in path.split("?")[0].split("/")]
    for kind in ("download", "thumbnail"):
        if kind in parts:
            return parts[parts.index(kind) + 1] != NAME
    return not any(part.endswith(":" + NAME) for part in parts)


def values(server, seed):
    rng = random.Random(seed)
    person, admin = server.register("person"), server.register("admin", admin=True)
    room = Api(server.port, person["access_token"]).call("POST", CLIENT + "/createRoom", {})["room_id"]
    event = Api(server.port, person["access_token"]).call("PUT", f"{CLIENT}/rooms/{quote(room)}/send/m.room.message/1", {"msgtype": "m.text", "body": "x"})["event_id"]
    good = [quote(text) for text in (room, event, person["user_id"], person["device_id"])]
    templates = [line for part in TEMPLATES.split("\n") for line in part.split("|") if line]
    bad, count = [], 0
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    started = time.monotonic()
    while count < 4000 and time.monotonic() - started < 60:
        method, path = rng.choice(templates).split(" ", 1)
        path = path if path.startswith("/_") else CLIENT + path
        while "{}" in path:
            path = path.replace("{}", rng.choice(good if rng.random() < 0.5 else VALUES).replace("{}", "%7B%7D"), 1)
        path = path.replace(" ", "%20")
        token = rng.choice([person, person, admin])["access_token"] if "logout" not in path else "x"
        body = None if method == "GET" else rng.choice([json.dumps(anything(rng)), json.dumps({rng.choice(KEYS): anything(rng) for _ in range(5)}), "", "{", "[]", '"x"', '{"a":\ud800}'.encode("utf-8", "surrogatepass"), b'{"a":"\xff"}'])
        try:
            connection.request(method, path, body, {"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException) as failure:
            bad.append((method, path[:200], body, repr(failure)))
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
            server.health()
            continue
        count += 1
        others = answer.status == 502 and is_about_others(path)  # who cannot be reached
        if answer.status >= 500 and not others and not (answer.status == 504 and b"M_NOT_YET_UPLOADED" in text):
            bad.append((method, path[:200], body if not body or len(body) < 300 else body[:300], answer.status, text[:200]))
        if "X-Evil" in answer.headers:
            bad.append((method, path[:200], "header was split"))
        if answer.status >= 400 and not text.startswith(b"{"):
            bad.append((method, path[:200], answer.status, "no JSON", text[:100]))
        if answer.status == 401 and b"M_UNKNOWN_TOKEN" in text:  # something signed us out
            person = Api(server.port).call("POST", CLIENT + "/login", {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": "person"}, "password": "integration password"}) \
                if token == person["access_token"] else person
    for entry in bad[:30]:
        print(*entry)
    print(f"seed {seed}: {count} requests, {len(bad)} answered wrongly", flush=True)
    assert not bad


# ---- http ------------------------------------------------------------------------------------

def raw(server, data, timeout=5.0, half_close=False):
    """Sends bytes; gives everything that comes back until the end or the time-out."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=timeout) as client:
        client.sendall(data if isinstance(data, bytes) else data.encode())
        if half_close:
            client.shutdown(socket.SHUT_WR)
        out = b""
        with contextlib.suppress(OSError):
            while part := client.recv(65536):
                out += part
        return out


def status(answer):
    return int(answer.split(b" ")[1]) if answer.startswith(b"HTTP/1.1 ") else 0


def one(server, method, path, headers=None, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    return answer.status, dict(answer.headers), answer.read()


def expect(what, seen, *wanted):
    assert seen in wanted, (what, seen, wanted)


def methods(server, token):
    signed = {"Authorization": f"Bearer {token}"}
    for path in ("/", "/health", "/_matrix/client/versions", CLIENT + "/sync", CLIENT + "/nothing", "/nowhere", "/_matrix/media/v3/upload", "/_synapse/admin/v1/rooms", "/.well-known/matrix/client"):
        code, headers, _ = one(server, "OPTIONS", path)
        expect(path, code, 200, 204)
        assert headers["Access-Control-Allow-Origin"] == "*" and "Authorization" in headers["Access-Control-Allow-Headers"], (path, headers)
        assert "PUT" in headers["Access-Control-Allow-Methods"], (path, headers)
    for path, code in ((CLIENT + "/nothing", 404), ("/nowhere", 404), ("/_matrix/client/v9/sync", 404), (CLIENT + "/createRoom", 405), (CLIENT + "/keys/upload", 405)):
        seen, headers, text = one(server, "GET", path, signed)
        expect(path, seen, code)
        assert json.loads(text)["errcode"] == "M_UNRECOGNIZED" and headers["Access-Control-Allow-Origin"] == "*", (path, text)
        assert code == 404 or "POST" in headers["Allow"], headers
    code, headers, text = one(server, "HEAD", "/_matrix/client/versions")
    assert code == 200 and text == b"" and int(headers["Content-Length"]) > 100, (code, headers)
    expect("HEAD of a POST", one(server, "HEAD", CLIENT + "/createRoom", signed)[0], 405)
    expect("an unknown method", one(server, "BREW", CLIENT + "/sync", signed)[0], 405)
    expect("a token that is none", one(server, "GET", CLIENT + "/account/whoami", {"Authorization": "Basic abc"})[0], 401)


def messages(server, token):
    head = f"Host: x\r\nAuthorization: Bearer {token}\r\n"
    versions = "GET /_matrix/client/versions HTTP/1.1\r\nHost: x\r\n"
    answer = raw(server, (versions + "\r\n") * 49 + versions + "Connection: close\r\n\r\n", 20)
    assert answer.count(b"HTTP/1.1 200 OK") == 50, answer.count(b"HTTP/1.1 200 OK")
    old = raw(server, "GET /_matrix/client/versions HTTP/1.0\r\n\r\n")
    assert status(old) == 200 and b"Connection: close" in old
    expect("absolute form", status(raw(server, "GET http://x/_matrix/client/versions HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")), 200)
    expect("half closed", status(raw(server, versions + "\r\n", half_close=True)), 200)
    room = f"POST {CLIENT}/createRoom HTTP/1.1\r\n{head}Connection: close\r\n"
    expect("chunks", status(raw(server, room + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1;ext=1\r\n}\r\n0\r\nX-Trailer: 1\r\n\r\n")), 200)
    waiting = raw(server, room + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}")
    assert waiting.startswith(b"HTTP/1.1 100 Continue") or status(waiting) == 200, waiting
    # Two readings of where a request ends are how requests are smuggled past a proxy.
    for what, lines in (
            ("length and chunks", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), ("two lengths", "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} "),
            ("signed length", "Content-Length: +2\r\n\r\n{}"), ("negative length", "Content-Length: -2\r\n\r\n{}"), ("hexadecimal length", "Content-Length: 0x2\r\n\r\n{}"),
            ("list of lengths", "Content-Length: 2, 3\r\n\r\n{}"), ("huge length", "Content-Length: 99999999999999999999999\r\n\r\n{}"), ("space before the colon", "Content-Length : 2\r\n\r\n{}"),
            ("huge chunk", "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}\r\n0\r\n\r\n"), ("bad chunk", "Transfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n"),
            ("unknown coding", "Transfer-Encoding: xchunked\r\n\r\n{}"), ("chunked twice", "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"), ("chunked first", "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"),
            ("bare line feed in a value", "X-A: b\nContent-Length: 2\r\n\r\n{}"), ("NUL in a value", "X-A: \0\r\nContent-Length: 2\r\n\r\n{}")):
        answer = raw(server, room + lines, 3)
        assert status(answer) in (400, 413, 501) and answer.count(b"HTTP/1.1 ") == 1, (what, answer[:300])
    for what, data in (("nothing like HTTP", b"\x16\x03\x01\x02\x00\x01\xfc\x03\x03" * 20), ("no version", b"GET /\r\n\r\n"), ("HTTP/9", b"GET / HTTP/9.9\r\n\r\n"), ("space in the target", b"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n"),
                       ("NUL in the target", b"GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n"), ("bytes in the target", b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n"), ("only line ends", b"\r\n" * 50)):
        answer = raw(server, data, 2)
        assert status(answer) in (0, 400, 404), (what, answer[:200])
    expect("a large header", status(raw(server, versions + "X-A: " + "x" * 40000 + "\r\n\r\n")), 431)
    expect("many headers", status(raw(server, versions + "".join(f"X-{number}: y\r\n" for number in range(5000)) + "\r\n")), 431)
    expect("a long target", status(raw(server, "GET /" + "x" * 100000 + " HTTP/1.1\r\nHost: x\r\n\r\n")), 431, 414, 400)


def bodies(server, token):
    signed = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    deep = 100000
    for what, body, wanted in (
            ("deep lists", b"[" * deep + b"]" * deep, (400,)), ("deep objects", b'{"a":' * deep + b"1" + b"}" * deep, (400,)), ("not closed", b"[" * deep, (400,)),
            ("too large", b'{"a":"' + b"x" * (2 << 20) + b'"}', (413,)), ("no JSON", b"hello", (400,)), ("a list", b"[]", (400,)), ("not a number", b'{"a":NaN}', (400,)),
            ("bad UTF-8", b'{"name":"\xff"}', (400,)), ("half a surrogate pair", b'{"name":"\\ud800"}', (200, 400)), ("the character NUL", b'{"name":"a\\u0000b"}', (200, 400)),
            ("a huge number", b'{"a":1e400}', (200, 400)), ("trailing garbage", b"{}{}", (400,)), ("a byte order mark", b"\xef\xbb\xbf{}", (200, 400)), ("the same key twice", b'{"name":"a","name":"b"}', (200, 400))):
        code, _, text = one(server, "POST", CLIENT + "/createRoom", signed, body)
        expect(what, code, *wanted)
        assert code == 200 or json.loads(text)["errcode"].startswith("M_"), (what, text)


def slow(server):
    """A drop at a time, on many connections at once; others are served meanwhile, and the slow ones are sent away."""
    clients = [socket.create_connection(("127.0.0.1", server.port), timeout=30) for _ in range(300)]
    for client in clients:
        client.sendall(b"GET /_matrix/client/versions HTTP/1.1\r\nX-Slow: ")
    started = time.monotonic()
    ended = set()
    while len(ended) < len(clients) and time.monotonic() - started < 25:
        assert one(server, "GET", "/_matrix/client/versions")[0] == 200
        for number, client in enumerate(clients):
            if number in ended:
                continue
            try:
                client.sendall(b"x")
                client.setblocking(False)
                if b"408" in client.recv(4096):
                    ended.add(number)
            except BlockingIOError:
                pass
            except OSError:
                ended.add(number)
            finally:
                client.setblocking(True)
        time.sleep(0.5)
    for client in clients:
        client.close()
    assert len(ended) == len(clients), len(ended)
    print(f"{len(ended)} slow connections were sent away after {time.monotonic() - started:.0f} s", flush=True)


def http_level(server, _seed):
    token = server.register("person")["access_token"]
    methods(server, token)
    messages(server, token)
    bodies(server, token)
    slow(server)


def main(binary, what, kind="sqlite", seed="1"):
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="hearth-hostile-"))
        limits = "{ per_second: 100000, burst_count: 100000 }"
        database = stack.enter_context(private_postgres()) if kind == "postgres" else None
        server = Hearthd(binary, folder + "/data", database, extra="".join(f"{key}: {limits}\n" for key in ("rc_room_creation", "rc_admin_redaction", "rc_reports", "rc_user_directory")) +
                         f"rc_joins: {{ local: {limits}, remote: {limits} }}\nrc_invites: {{ per_room: {limits}, per_user: {limits}, per_issuer: {limits} }}", name=NAME)
        stack.callback(server.end)
        server.start()
        {"http": http_level, "values": values}[what](server, int(seed))
        assert server.health() == (200, b"OK")
        server.stop()
        server.check_database()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
