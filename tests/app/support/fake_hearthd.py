#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# A stand-in for hearthd with its command line, files, health answer and a few calls. What it does
# wrong on purpose stands in DIR/fake.json: {"fatal": CODE, "silent_exit": N, "die_after": SECONDS,
# "deaf": true (no health answer), "failing": TEXT, "ignore_term": true, "slow": SECONDS}.
import fcntl
import hashlib
import hmac
import http.server
import json
import os
import re
import secrets
import signal
import sys
import threading
import time


def fatal(code, message, **more):
    print(json.dumps({"event": "fatal", "code": code, "message": message, "hint": "Do this.", **more}))
    sys.stdout.flush()
    sys.exit(1)


def generate(args):
    options = dict(zip(args[::2], args[1::2]))
    folder, name = options["--data-dir"], options["--server-name"]
    os.makedirs(folder, 0o700, exist_ok=True)
    if os.path.exists(folder + "/hearthd.yaml"):
        sys.exit("exists already")
    os.makedirs(folder + "/logs", exist_ok=True)
    with open(folder + "/registration_shared_secret", "w") as file:
        file.write("shared-secret\n")
    with open(folder + "/hearthd.yaml", "w") as file:
        file.write(f"server_name: {name}\nport: {options.get('--port', '8008')}\n")
    print("written " + folder)
    sys.exit(0)


def setting(text, key):
    found = re.search(rf"^{key}: (.*)$", text, re.M)
    return found.group(1) if found else None


class Server:
    def __init__(self, folder):
        self.folder = folder
        self.instance = secrets.token_hex(8)
        self.failing = None
        self.nonces = set()
        self.path = folder + "/fake_users.json"
        self.users = json.load(open(self.path)) if os.path.exists(self.path) else {}
        self.tokens = {}

    def save(self):
        with open(self.path, "w") as file:
            json.dump(self.users, file)

    def sign_in(self, name):
        token = secrets.token_hex(8)
        self.tokens[token] = name
        return {"access_token": token, "device_id": "DEV", "user_id": f"@{name}:{self.name}",
                "home_server": self.name}


def handler(server):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args):
            pass

        def answer(self, status, body):
            data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Hearth-Instance", server.instance)
            self.end_headers()
            self.wfile.write(data)

        def do_GET(self):
            path = self.path.split("?")[0]
            who = server.tokens.get(self.headers.get("Authorization", "").removeprefix("Bearer "))
            if path == "/health":
                if server.deaf:
                    time.sleep(60)
                if server.failing:
                    return self.answer(503, server.failing)
                return self.answer(200, "OK")
            if path == "/_synapse/admin/v1/register":
                nonce = secrets.token_hex(8)
                server.nonces.add(nonce)
                return self.answer(200, {"nonce": nonce})
            if who is None:
                return self.answer(401, {"errcode": "M_UNKNOWN_TOKEN", "error": "unknown token"})
            if path == "/_matrix/client/v3/account/whoami":
                return self.answer(200, {"user_id": f"@{who}:{server.name}"})
            if path.startswith("/_synapse/admin/v2/users/"):
                return self.answer(200, {"name": f"@{who}:{server.name}",
                                         "admin": server.users[who]["admin"]})
            if path == "/_synapse/admin/v3/users":
                users = [{"name": f"@{n}:{server.name}", "admin": u["admin"]}
                         for n, u in server.users.items()]
                return self.answer(200, {"users": users, "total": len(users)})
            return self.answer(404, {"errcode": "M_UNRECOGNIZED", "error": "no"})

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
            if self.path == "/_synapse/admin/v1/register":
                name, password = body["username"], body["password"]
                text = "\0".join([body["nonce"], name, password,
                                  "admin" if body["admin"] else "notadmin"])
                mac = hmac.new(b"shared-secret", text.encode(), hashlib.sha1).hexdigest()
                if body["nonce"] not in server.nonces or mac != body["mac"]:
                    return self.answer(403, {"errcode": "M_FORBIDDEN", "error": "HMAC incorrect"})
                if name in server.users:
                    return self.answer(400, {"errcode": "M_USER_IN_USE", "error": "taken"})
                server.users[name] = {"password": password, "admin": body["admin"]}
                server.save()
                return self.answer(200, server.sign_in(name))
            if self.path == "/_matrix/client/v3/login":
                name = body["identifier"]["user"]
                if server.users.get(name, {}).get("password") != body["password"]:
                    return self.answer(403, {"errcode": "M_FORBIDDEN", "error": "wrong password"})
                return self.answer(200, server.sign_in(name))
            return self.answer(200, {})

    return Handler


def run(config):
    text = open(config).read()
    folder = os.path.dirname(os.path.abspath(config))
    fake = json.load(open(folder + "/fake.json")) if os.path.exists(folder + "/fake.json") else {}
    if "slow" in fake:
        time.sleep(fake["slow"])
    if "fatal" in fake:
        fatal(fake["fatal"], "It does not start.", file=config, line=3)
    if "silent_exit" in fake:
        print("Something went wrong", file=sys.stderr)
        sys.exit(fake["silent_exit"])
    lock = open(folder + "/hearthd.lock", "a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        fatal("already_running", "Another hearthd runs.", pid=1)
    server = Server(folder)
    server.name = setting(text, "server_name")
    server.failing = fake.get("failing")
    server.deaf = fake.get("deaf", False)
    try:
        web = http.server.ThreadingHTTPServer(("127.0.0.1", int(setting(text, "port"))),
                                              handler(server))
    except OSError:
        fatal("port_in_use", "The port is taken.")
    web.daemon_threads = True
    ready = json.dumps({"event": "ready", "pid": os.getpid(), "version": "0.0.fake",
                        "server_name": server.name, "instance": server.instance,
                        "base_url": f"http://127.0.0.1:{web.server_port}", "listeners": []})
    lock.truncate(0)
    lock.write(ready + "\n")
    lock.flush()
    os.makedirs(folder + "/logs", exist_ok=True)
    with open(folder + "/logs/hearthd.log", "a") as log:
        log.write(json.dumps({"ts": "2026-11-23T04:10:05.123Z", "level": "info", "module": "daemon",
                              "msg": "started"}) + "\n")
    print(ready)
    sys.stdout.flush()
    if fake.get("ignore_term"):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    else:
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    if "die_after" in fake:
        threading.Timer(fake["die_after"], lambda: os.kill(os.getpid(), signal.SIGKILL)).start()
    web.serve_forever()


if sys.argv[1] == "generate":
    generate(sys.argv[2:])
elif sys.argv[1] == "check":
    sys.exit(0)
else:
    run(sys.argv[2])
