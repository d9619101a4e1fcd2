#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An application service beside a real hearthd: transactions in order and without loss, questions about users and
aliases, masquerading, ephemeral news, messages to devices, networks. Usage: appservice.py HEARTHD sqlite|postgres"""
import http.server
import json
import pathlib
import sys
import tempfile
import threading
import time
import urllib.parse

from servers import Api, Hearthd, free_port, private_postgres, quote, wait_until

CLIENT = "/_matrix/client/v3"
REGISTRATION = """
id: bridge
url: http://127.0.0.1:%d
as_token: the as token
hs_token: the hs token
sender_localpart: bridge_bot
rate_limited: false
receive_ephemeral: true
org.matrix.msc3202: true
protocols: [pigeon]
namespaces:
  users: [{exclusive: true, regex: '@bridge_.*:itest\\.local'}]
  aliases: [{exclusive: true, regex: '#bridge_.*:itest\\.local'}]
  rooms: []
"""


class Service(http.server.ThreadingHTTPServer):
    """Takes transactions, and knows the users and aliases it is told to make when asked."""
    daemon_threads = True

    def __init__(self, port):
        super().__init__(("127.0.0.1", port), Handler)
        self.lock = threading.Lock()
        self.taken, self.offered, self.asked = {}, [], []
        self.tokens = set()  # in addresses
        self.refuse, self.on_question = False, None
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def take(self, number, body):
        with self.lock:
            self.offered.append((number, body))
            if self.refuse:
                return False
            if number in self.taken and self.taken[number] != body:
                raise RuntimeError(f"transaction {number} came again with other content")
            self.taken[number] = body
            return True

    def events(self):
        with self.lock:
            return [e for number in sorted(self.taken) for e in self.taken[number]["events"]]

    def gathered(self, member):
        with self.lock:
            return [e for number in sorted(self.taken) for e in self.taken[number].get(member, [])]

    def bodies(self):
        return [e["content"].get("body") for e in self.events() if e["type"] == "m.room.message"]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def body(self):
        return json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")

    def trusted(self):
        if self.headers.get("Authorization") == "Bearer the hs token":
            return True
        self.answer(403, {"errcode": "M_FORBIDDEN"})
        return False

    def do_PUT(self):
        body = self.body()
        url = urllib.parse.urlsplit(self.path)
        number = int(url.path.rsplit("/", 1)[1])
        self.server.tokens.add(urllib.parse.parse_qs(url.query).get("access_token", [None])[0])
        for event in body["events"]:  # the age is that of the moment
            event.pop("age", None)
            event.get("unsigned", {}).pop("age", None)
        if self.trusted():
            good = self.server.take(number, body)
            self.answer(200 if good else 500, {})

    def do_POST(self):
        self.server.asked.append((self.path, self.body()))
        if self.trusted():
            self.answer(200, {})

    def do_GET(self):
        if not self.trusted():
            return
        url = urllib.parse.urlsplit(self.path)
        path = urllib.parse.unquote(url.path)
        self.server.asked.append((path, urllib.parse.parse_qs(url.query)))
        if "/thirdparty/protocol/pigeon" in path:
            self.answer(200, {"user_fields": ["ring"], "location_fields": ["loft"], "icon": "mxc://a/b",
                              "field_types": {}, "instances": [{"desc": "The loft", "network_id": "loft"}]})
        elif "/thirdparty/user" in path:
            self.answer(200, [{"userid": "@bridge_p:itest.local", "protocol": "pigeon", "fields": {"ring": "7"}}])
        elif self.server.on_question and self.server.on_question(path):
            self.answer(200, {})
        else:
            self.answer(404, {"errcode": "M_NOT_FOUND"})


def expect(condition, what):
    if not condition:
        raise RuntimeError(f"not so: {what}")


def refused(api, method, path, status, errcode, body=None):
    got, answer = api.request(method, path, body)
    expect((got, answer.get("errcode")) == (status, errcode), f"{method} {path}: {got} {answer}")


class As(Api):
    """The service's own connection; as_user acts as one of its users."""

    def __init__(self, port):
        super().__init__(port, "the as token")

    def as_user(self, user, method, path, body=None):
        return self.call(method, f"{path}{'&' if '?' in path else '?'}user_id={quote(user)}", body)


class Run:
    def __init__(self, server, service):
        self.server, self.service = server, service
        self.alice = Api(server.port, server.register("alice", admin=True)["access_token"])
        self.bot = As(server.port)
        self.count = 0

    def reconnect(self):
        self.alice = Api(self.server.port, self.alice.token)
        self.bot = As(self.server.port)

    def say(self, room, text, user=None):
        self.count += 1
        path = f"{CLIENT}/rooms/{quote(room)}/send/m.room.message/t{self.count}"
        content = {"msgtype": "m.text", "body": text}
        return self.bot.as_user(user, "PUT", path, content) if user else self.alice.call("PUT", path, content)

    def registration(self):
        expect(self.bot.call("POST", f"{CLIENT}/register", {"type": "m.login.application_service",
                                                            "username": "bridge_a"})["user_id"] == "@bridge_a:itest.local", "registered")
        refused(self.bot, "POST", f"{CLIENT}/register", 400, "M_EXCLUSIVE",
                {"type": "m.login.application_service", "username": "stranger"})
        refused(self.bot, "POST", f"{CLIENT}/register", 400, "M_USER_IN_USE",
                {"type": "m.login.application_service", "username": "bridge_a"})
        refused(Api(self.server.port, "nobody"), "POST", f"{CLIENT}/register", 401, "M_UNKNOWN_TOKEN",
                {"type": "m.login.application_service", "username": "bridge_b"})
        login = {"type": "m.login.application_service", "identifier": {"type": "m.id.user", "user": "bridge_a"}}
        own = self.bot.call("POST", f"{CLIENT}/login", login)
        me = Api(self.server.port, own["access_token"]).call("GET", f"{CLIENT}/account/whoami")
        expect(me["user_id"] == "@bridge_a:itest.local", me)
        login["identifier"]["user"] = "alice"
        refused(self.bot, "POST", f"{CLIENT}/login", 403, "M_EXCLUSIVE", login)
        login["identifier"]["user"] = "bridge_a"
        refused(Api(self.server.port), "POST", f"{CLIENT}/login", 401, "M_MISSING_TOKEN", login)
        return own

    def masquerading(self):
        whoami = f"{CLIENT}/account/whoami"
        expect(self.bot.call("GET", whoami)["user_id"] == "@bridge_bot:itest.local", "the sender itself")
        expect(self.bot.as_user("@bridge_a:itest.local", "GET", whoami)["user_id"] == "@bridge_a:itest.local", "ghost")
        refused(self.bot, "GET", f"{whoami}?user_id=@alice:itest.local", 403, "M_FORBIDDEN")
        refused(self.bot, "GET", f"{whoami}?user_id=@bridge_none:itest.local", 403, "M_FORBIDDEN")
        ghost = "@bridge_a:itest.local"
        self.bot.as_user(ghost, "PUT", f"{CLIENT}/profile/{quote(ghost)}/displayname", {"displayname": "A ghost"})
        refused(self.bot, "PUT", f"{CLIENT}/profile/@alice:itest.local/displayname?user_id={quote(ghost)}", 403,
                "M_FORBIDDEN", {"displayname": "mine"})

    def questions(self):
        """A user and a room that come to be when the service is asked for them."""
        def make_user(path):
            if path != "/_matrix/app/v1/users/@bridge_new:itest.local":
                return False
            As(self.server.port).call("POST", f"{CLIENT}/register",
                                      {"type": "m.login.application_service", "username": "bridge_new"})
            return True
        self.service.on_question = make_user
        room = self.alice.call("POST", f"{CLIENT}/createRoom", {})["room_id"]
        self.alice.call("POST", f"{CLIENT}/rooms/{quote(room)}/invite", {"user_id": "@bridge_new:itest.local"})
        wait_until("the question about the user", lambda: any("bridge_new" in path for path, _ in self.service.asked))
        wait_until("the invite", lambda: any(e["room_id"] == room and e["type"] == "m.room.member" and
                                             e["content"]["membership"] == "invite" for e in self.service.events()))
        self.bot.as_user("@bridge_new:itest.local", "POST", f"{CLIENT}/join/{quote(room)}", {})

        def make_room(path):
            if path != "/_matrix/app/v1/rooms/#bridge_hall:itest.local":
                return False
            As(self.server.port).call("POST", f"{CLIENT}/createRoom",
                                      {"preset": "public_chat", "room_alias_name": "bridge_hall"})
            return True
        self.service.on_question = make_room
        hall = self.alice.call("POST", f"{CLIENT}/join/{quote('#bridge_hall:itest.local')}", {})["room_id"]
        refused(self.alice, "GET", f"{CLIENT}/directory/room/{quote('#bridge_cave:itest.local')}", 404, "M_NOT_FOUND")
        expect(any("bridge_cave" in path for path, _ in self.service.asked), "asked for the other alias")
        refused(self.alice, "PUT", f"{CLIENT}/directory/room/{quote('#bridge_mine:itest.local')}", 400, "M_EXCLUSIVE",
                {"room_id": room})
        self.service.on_question = None
        return hall

    def order_and_retries(self, room):
        ghost = "@bridge_a:itest.local"
        self.bot.as_user(ghost, "POST", f"{CLIENT}/join/{quote(room)}", {})
        for number in range(20):
            self.say(room, f"one {number}", ghost if number % 2 else None)
        wait_until("all messages", lambda: [b for b in self.service.bodies() if b.startswith("one ")]
                   == [f"one {n}" for n in range(20)])
        hidden = self.alice.call("POST", f"{CLIENT}/createRoom", {})["room_id"]
        self.say(hidden, "not for the bridge")

        self.service.refuse = True
        self.say(room, "two 0")
        wait_until("a refused transaction", lambda: self.service.offered and
                   any(e["content"].get("body") == "two 0" for e in self.service.offered[-1][1]["events"]))
        for number in range(1, 5):
            self.say(room, f"two {number}")
        first = self.service.offered[-1]
        wait_until("another try", lambda: len([o for o in self.service.offered if o[0] == first[0]]) >= 2)
        expect(all(o[1] == first[1] for o in self.service.offered if o[0] == first[0]), "the same content again")
        self.server.kill()
        self.server.start()
        self.reconnect()
        self.say(room, "two 5")
        wait_until("a try after the restart", lambda: len([o for o in self.service.offered if o[0] == first[0]]) >= 3)
        self.service.refuse = False
        wait_until("everything after all", lambda: [b for b in self.service.bodies() if b.startswith("two ")]
                   == [f"two {n}" for n in range(6)])
        with self.service.lock:
            numbers = sorted(self.service.taken)
        expect(numbers == list(range(numbers[0], numbers[-1] + 1)), f"numbers without gaps: {numbers}")
        expect("not for the bridge" not in self.service.bodies(), "other rooms' events stay here")
        ids = [e["event_id"] for e in self.service.events()]
        expect(len(ids) == len(set(ids)), "each event once")

    def ephemeral(self, room, ghost_device):
        member = f"{CLIENT}/rooms/{quote(room)}"
        self.alice.call("PUT", f"{member}/typing/@alice:itest.local", {"typing": True, "timeout": 30000})
        event = self.say(room, "seen")["event_id"]
        self.alice.call("POST", f"{member}/receipt/m.read/{quote(event)}", {})
        self.alice.call("PUT", f"{CLIENT}/presence/@alice:itest.local/status", {"presence": "online"})
        def seen(kind, good):
            return lambda: any(e["type"] == kind and good(e) for e in self.service.gathered("ephemeral"))
        wait_until("typing", seen("m.typing", lambda e: e["room_id"] == room and
                                  e["content"]["user_ids"] == ["@alice:itest.local"]))
        wait_until("a receipt", seen("m.receipt", lambda e: "@alice:itest.local" in
                                     e["content"].get(event, {}).get("m.read", {})))
        expect(not self.service.gathered("de.sorunome.msc2409.ephemeral"), "one name for each part")
        wait_until("presence", seen("m.presence", lambda e: e["sender"] == "@alice:itest.local"))

        self.alice.call("PUT", f"{CLIENT}/sendToDevice/m.note/x1",
                        {"messages": {"@bridge_a:itest.local": {ghost_device: {"n": 1}}}})
        wait_until("a message to a device", lambda: any(
            m["type"] == "m.note" and m["to_device_id"] == ghost_device and m["to_user_id"] == "@bridge_a:itest.local"
            and m["sender"] == "@alice:itest.local" for m in self.service.gathered("to_device")))
        me = self.alice.call("GET", f"{CLIENT}/account/whoami")
        self.alice.call("POST", f"{CLIENT}/keys/upload", {"device_keys": {
            "user_id": me["user_id"], "device_id": me["device_id"], "algorithms": [], "keys": {}, "signatures": {}}})
        def lists():
            with self.service.lock:
                return [t.get("org.matrix.msc3202.device_lists", {}) for t in self.service.taken.values()]
        # Each change is told, also one that comes while the one before is being looked for.
        for change in range(40):
            told = sum("@alice:itest.local" in l.get("changed", []) for l in lists())
            self.alice.call("PUT", f"{CLIENT}/devices/{me['device_id']}", {"display_name": f"no {change}"})
            wait_until(f"device list {change}", lambda: told < sum(
                "@alice:itest.local" in l.get("changed", []) for l in lists()))
        with self.service.lock:
            counts = [t["org.matrix.msc3202.device_one_time_keys_count"] for t in self.service.taken.values()
                      if "to_device" in t]
        expect(any(ghost_device in c.get("@bridge_a:itest.local", {}) for c in counts), f"key counts: {counts}")

    def rates(self, room):
        statuses = {self.bot.request("PUT", f"{CLIENT}/rooms/{quote(room)}/send/m.room.message/r{n}?user_id=@bridge_a:itest.local",
                                     {"msgtype": "m.text", "body": "fast"})[0] for n in range(60)}
        expect(statuses == {200}, f"no limits for the service: {statuses}")
        bob = Api(self.server.port, self.server.register("bob")["access_token"])
        bob.call("POST", f"{CLIENT}/join/{quote(room)}", {})
        statuses = {bob.request("PUT", f"{CLIENT}/rooms/{quote(room)}/send/m.room.message/r{n}",
                                {"msgtype": "m.text", "body": "fast"})[0] for n in range(60)}
        expect(429 in statuses, f"but for people: {statuses}")

    def networks(self):
        protocols = self.alice.call("GET", f"{CLIENT}/thirdparty/protocols")
        expect(protocols["pigeon"]["instances"][0]["desc"] == "The loft", protocols)
        expect(self.alice.call("GET", f"{CLIENT}/thirdparty/protocol/pigeon")["user_fields"] == ["ring"], "protocol")
        refused(self.alice, "GET", f"{CLIENT}/thirdparty/protocol/raven", 404, "M_NOT_FOUND")
        users = self.alice.call("GET", f"{CLIENT}/thirdparty/user/pigeon?ring=7")
        expect(users[0]["userid"] == "@bridge_p:itest.local", users)
        expect(("/_matrix/app/v1/thirdparty/user/pigeon", {"ring": ["7"]}) in self.service.asked, "fields passed on")
        ping = "/_matrix/client/v1/appservice/bridge/ping"
        expect(self.bot.call("POST", ping, {"transaction_id": "p1"})["duration_ms"] >= 0, "ping")
        expect(("/_matrix/app/v1/ping", {"transaction_id": "p1"}) in self.service.asked, "pinged")
        refused(self.alice, "POST", ping, 403, "M_FORBIDDEN", {})
        refused(self.bot, "POST", ping.replace("bridge", "other"), 403, "M_FORBIDDEN", {})


    def settings(self, hall):
        """use_appservice_legacy_authorization, track_appservice_user_ips, notify_appservices."""
        def restart(line):
            self.server.stop()
            self.server.config.write_text(self.server.config.read_text() + f"\n{line}\n")
            self.server.start()
            self.reconnect()

        def addresses():
            whois = self.alice.call("GET", f"/_synapse/admin/v1/whois/{quote('@bridge_a:itest.local')}")
            return sum(len(c["connections"]) for d in whois["devices"].values() for c in d["sessions"])
        expect(self.service.tokens == {None}, self.service.tokens)
        self.bot.as_user("@bridge_a:itest.local", "GET", f"{CLIENT}/account/whoami")
        expect(addresses() == 0, "the address of a bridge's user")
        restart("use_appservice_legacy_authorization: true\ntrack_appservice_user_ips: true")
        self.say(hall, "with the token")
        wait_until("the token in the address", lambda: "the hs token" in self.service.tokens)
        self.bot.as_user("@bridge_a:itest.local", "GET", f"{CLIENT}/account/whoami")
        expect(addresses() == 1, "the address of a bridge's user")
        restart("notify_appservices: false")
        before = len(self.service.offered)
        self.say(hall, "to nobody")
        time.sleep(1)
        expect(len(self.service.offered) == before, "told nothing")


def run(binary, database):
    with tempfile.TemporaryDirectory(prefix="hearth-as-") as folder:
        folder = pathlib.Path(folder)
        port = free_port()
        (folder / "bridge.yaml").write_text(REGISTRATION % port)
        server = Hearthd(binary, folder / "data", database, f"app_service_config_files: ['{folder}/bridge.yaml']")
        text = server.config.read_text()
        server.config.write_text(text.replace("rc_message: { per_second: 100000, burst_count: 100000 }",
                                              "rc_message: { per_second: 5, burst_count: 40 }"))
        server.start()
        try:
            service = Service(port)
            test = Run(server, service)
            own = test.registration()
            test.masquerading()
            hall = test.questions()
            test.order_and_retries(hall)
            test.ephemeral(hall, own["device_id"])
            test.rates(hall)
            test.networks()
            test.settings(hall)
            service.shutdown()
            service.server_close()
            time.sleep(0.1)
            server.stop()
        finally:
            server.end()


def main():
    binary, kind = sys.argv[1:]
    if kind == "postgres":
        with private_postgres() as arguments:
            run(binary, arguments)
    else:
        run(binary, None)
    print("appservice: all went well")


main()
