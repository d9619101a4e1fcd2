#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""E-mail with a real mail server: proving addresses, resetting passwords, notifications, and a mail server that is
silent, refuses, or has a certificate nobody trusts. Usage: mail.py HEARTHD sqlite|postgres STORY"""
import contextlib
import http.client
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

from servers import Api, Hearthd, free_port, private_postgres, quote, wait_until
from smtp_server import SmtpServer, make_certificate

CLIENT = "/_matrix/client/v3"
PLENTY = "{ per_second: 100000, burst_count: 100000 }"


def expect(condition, what):
    if not condition:
        raise RuntimeError(f"not so: {what}")


def browse(port, method, path, language="en", body=None):
    """As a browser: status, Location, text."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"Accept-Language": language}
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, answer.getheader("Location"), text


def parts(message):
    return [message.get_body((kind,)).get_content() for kind in ("plain", "html")]


def link_in(message):
    """Path and query of the link in a mail; the same in both of its parts."""
    plain, html = parts(message)
    url = re.search(r"https?://\S+submit_token\S+", plain).group(0)
    expect(url.replace("&", "&amp;") in html, html)
    split = urllib.parse.urlsplit(url)
    return f"{split.path}?{split.query}"


class World:
    """A hearthd, its mail server, and people."""

    def __init__(self, binary, folder, database, settings="", email="", smtp=None, limit=PLENTY):
        self.smtp = smtp or SmtpServer(free_port())
        self.server = Hearthd(binary, folder, database, f"""
email:
  smtp_host: localhost
  smtp_port: {self.smtp.port}
  notif_from: "Your %(app)s server <noreply@itest.local>"
  app_name: Hearth
{email}
rc_3pid_validation: {limit}
registrations_require_3pid: [email]
{settings}""")
        # In place of what every new configuration file says.
        text = re.sub(r"(?m)^(enable_registration|registration_requires_token|public_baseurl):.*\n", "", self.server.config.read_text())
        self.server.config.write_text(
            text + f"\nenable_registration: true\npublic_baseurl: 'http://127.0.0.1:{self.server.port}/'\n")
        self.server.start()
        self.api = Api(self.server.port)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.end()
        self.smtp.stop()

    def ask(self, kind, address, secret="secret", attempt=1, **more):
        """…/requestToken; kind: register, account/password, account/3pid."""
        return self.api.request("POST", f"{CLIENT}/{kind}/email/requestToken",
                                {"client_secret": secret, "email": address, "send_attempt": attempt, **more})

    def mail_to(self, address, since=0):
        wait_until(f"mail to {address}", lambda: self.smtp.take(address, since))
        return self.smtp.take(address, since)

    def prove(self, kind, address, secret="secret", language="en"):
        """Asks, opens the link of the mail, and gives the sid."""
        before = len(self.smtp.mails)
        status, answer = self.ask(kind, address, secret)
        expect(status == 200, answer)
        link = link_in(self.mail_to(address, before))
        method = "POST" if "password_reset" in link else "GET"
        status, _, text = browse(self.server.port, method, link, language, "" if method == "POST" else None)
        expect(status == 200, text)
        return answer["sid"]

    def register(self, name, address, password="a good password"):
        """With an address that is proven on the way."""
        body = {"username": name, "password": password}
        status, answer = self.api.request("POST", f"{CLIENT}/register", body)
        expect(status == 401, answer)
        session = answer["session"]
        credentials = {"sid": self.prove("register", address, name), "client_secret": name}
        return self.api.request("POST", f"{CLIENT}/register", {**body, "auth": {
            "type": "m.login.email.identity", "session": session, "threepid_creds": credentials}})

    def member(self, name, address=None):
        """Somebody with an account; answers of a registration."""
        member = self.server.register(name, password="a good password")
        if address:
            status, answer = add_address(Api(self.server.port, member["access_token"]), name,
                                         self.prove("account/3pid", address, name), name)
            expect(status == 200, answer)
        return member

    def sign_in(self, password, **identifier):
        return self.api.request("POST", f"{CLIENT}/login",
                                {"type": "m.login.password", "password": password, "identifier": identifier})


def add_address(api, user, sid, secret, password="a good password"):
    """/account/3pid/add, confirmed with the password."""
    path, body = f"{CLIENT}/account/3pid/add", {"sid": sid, "client_secret": secret}
    status, answer = api.request("POST", path, body)
    if status == 401:
        status, answer = api.request("POST", path, {**body, "auth": {
            "type": "m.login.password", "session": answer["session"], "password": password,
            "identifier": {"type": "m.id.user", "user": user}}})
    return status, answer


def addresses(world, token):
    found = Api(world.server.port, token).call("GET", f"{CLIENT}/account/3pid")["threepids"]
    return sorted(one["address"] for one in found)


def story_register(world):
    port = world.server.port
    status, answer = world.api.request("POST", f"{CLIENT}/register", {"username": "ann", "password": "a good password"})
    expect(status == 401 and answer["flows"] == [{"stages": ["m.login.email.identity"]}], answer)

    # What is no address, or wants to be more than one, is refused.
    for wrong in ("ann", "ann@x@y", "ann@x.org\r\nBcc: eve@x.org", "a" * 600 + "@x.org"):
        status, answer = world.ask("register", wrong)
        expect((status, answer["errcode"]) == (400, "M_UNKNOWN"), answer)
    status, answer = world.ask("register", "ann@x.org", secret="not a secret!")
    expect((status, answer["errcode"]) == (400, "M_INVALID_PARAM"), answer)
    status, answer = world.ask("register", "ann@x.org", next_link="javascript:alert(1)")
    expect((status, answer["errcode"]) == (400, "M_INVALID_PARAM"), answer)

    # The mail, its link, and that it is needed.
    status, answer = world.ask("register", "Ann@X.org")
    expect(status == 200, answer)
    sid = answer["sid"]
    message = world.mail_to("ann@x.org")
    expect(message["Subject"] == "[itest.local] Validate your email", message["Subject"])
    expect(str(message["From"]) == "Your Hearth server <noreply@itest.local>", message["From"])
    for header in ("Date", "Message-ID", "MIME-Version", "Auto-Submitted"):
        expect(message[header], header)
    expect(message["List-Unsubscribe"] is None, "no list")
    expect(message.get_content_type() == "multipart/alternative", message.get_content_type())
    link = link_in(message)
    expect("unstable/registration/email/submit_token" in link and f"sid={sid}" in link, link)

    def step(session, secret="secret", sid_given=sid):
        return world.api.request("POST", f"{CLIENT}/register", {"username": "ann", "password": "a good password", "auth": {
            "type": "m.login.email.identity", "session": session,
            "threepid_creds": {"sid": sid_given, "client_secret": secret}}})

    session = world.api.request("POST", f"{CLIENT}/register", {"username": "ann", "password": "a good password"})[1]["session"]
    status, answer = step(session)
    expect(status == 401 and answer["errcode"] == "M_UNAUTHORIZED", answer)

    # The same attempt sends nothing; a further one does, and either link holds.
    expect(world.ask("register", "ann@x.org") == (200, {"sid": sid}), "the same session")
    expect(world.ask("register", "ann@x.org", attempt=2, next_link="https://client.example/?a=b") == (200, {"sid": sid}), "again")
    second = world.mail_to("ann@x.org", 1)
    expect(len(world.smtp.mails) == 2, world.smtp.mails)
    expect(second["Message-ID"] != message["Message-ID"], "another mail")
    wrong = re.sub(r"token=[^&]+", "token=wrong", link)
    for path in (wrong, re.sub(r"client_secret=[^&]+", "client_secret=other", link), re.sub(r"sid=[^&]+", "sid=other", link)):
        status, _, text = browse(port, "GET", path)
        expect(status == 400 and "did not work" in text, text)
    status, _, text = browse(port, "GET", wrong, "de-AT")
    expect(status == 400 and "nicht geklappt" in text, text)
    status, location, _ = browse(port, "GET", link)
    expect(status == 302 and location == f"https://client.example/?a=b&sid={sid}", location)
    expect(browse(port, "GET", link_in(second))[0] == 302, "opened twice")

    # Proven is not enough: the client has to know the secret, and one proof makes one account.
    expect(step(session, secret="other")[0] == 401, "wrong secret")
    status, ann = step(session)
    expect(status == 200 and ann["user_id"] == "@ann:itest.local", ann)
    expect(addresses(world, ann["access_token"]) == ["ann@x.org"], ann)
    session = world.api.request("POST", f"{CLIENT}/register", {"username": "bob", "password": "a good password"})[1]["session"]
    status, answer = world.api.request("POST", f"{CLIENT}/register", {"username": "bob", "password": "a good password", "auth": {
        "type": "m.login.email.identity", "session": session, "threepid_creds": {"sid": sid, "client_secret": "secret"}}})
    expect(status == 401, answer)
    status, answer = world.ask("register", "ANN@x.org", secret="another")
    expect((status, answer["errcode"]) == (400, "M_THREEPID_IN_USE"), answer)
    expect(world.sign_in("a good password", type="m.id.thirdparty", medium="email", address="ann@X.ORG")[0] == 200, "by address")

    # Many at once with one proof: one account.
    proof = {"sid": world.prove("register", "crowd@x.org", "crowd"), "client_secret": "crowd"}
    results = []

    def one(number):
        api = Api(port)
        body = {"username": f"crowd{number}", "password": "a good password"}
        session = api.request("POST", f"{CLIENT}/register", body)[1]["session"]
        results.append(api.request("POST", f"{CLIENT}/register", {**body, "auth": {
            "type": "m.login.email.identity", "session": session, "threepid_creds": proof}})[0])

    threads = [threading.Thread(target=one, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expect(sorted(results)[:2] == [200, 401] and results.count(200) == 1, results)


def story_reset(world):
    port = world.server.port
    status, ann = world.register("ann", "ann@x.org", "the first password")
    expect(status == 200, ann)
    status, answer = world.ask("account/password", "nobody@x.org")
    expect((status, answer["errcode"]) == (400, "M_THREEPID_NOT_FOUND"), answer)

    before = len(world.smtp.mails)
    status, answer = world.ask("account/password", "ANN@x.org", "reset")
    expect(status == 200, answer)
    credentials = {"sid": answer["sid"], "client_secret": "reset"}
    message = world.mail_to("ann@x.org", before)
    expect(message["Subject"] == "[itest.local] Password reset", message["Subject"])
    link = link_in(message)
    expect(link.startswith("/_synapse/client/password_reset/email/submit_token?"), link)

    def change(password, auth):
        return world.api.request("POST", f"{CLIENT}/account/password", {"new_password": password, **auth})

    status, answer = change("the second password", {})
    expect(status == 401 and answer["flows"] == [{"stages": ["m.login.email.identity"]}], answer)
    auth = {"auth": {"type": "m.login.email.identity", "session": answer["session"], "threepid_creds": credentials}}
    expect(change("the second password", auth)[0] == 401, "not proven yet")

    # Opening the page changes nothing; pressing its button does.
    status, _, text = browse(port, "GET", link)
    expect(status == 200 and '<form method="post">' in text, text)
    expect(change("the second password", auth)[0] == 401, "still not proven")
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', text))
    status, _, text = browse(port, "POST", link.split("?")[0], body=urllib.parse.urlencode(fields))
    expect(status == 200, text)
    before = len(world.smtp.mails)
    # Some clients name no session.
    status, answer = change("the second password", {"auth": {"type": "m.login.email.identity", "threepid_creds": credentials}})
    expect(status == 200, answer)
    expect(world.sign_in("the first password", type="m.id.user", user="ann")[0] == 403, "the old one")
    expect(world.sign_in("the second password", type="m.id.user", user="ann")[0] == 200, "the new one")
    status, _ = Api(port, ann["access_token"]).request("GET", f"{CLIENT}/account/whoami")
    expect(status == 401, "devices are signed out")
    expect(world.mail_to("ann@x.org", before)["Subject"] == "[itest.local] Your password was changed", "told")
    status, answer = change("the third password", auth)
    expect(status in (400, 401), answer)
    status, answer = change("the third password", {})
    auth["auth"]["session"] = answer["session"]
    expect(change("the third password", auth)[0] == 401, "the proof is spent")

    # A proof for something else does not change passwords.
    sid = world.prove("register", "new@x.org", "other")
    status, answer = change("the third password", {})
    auth = {"auth": {"type": "m.login.email.identity", "session": answer["session"],
                     "threepid_creds": {"sid": sid, "client_secret": "other"}}}
    expect(change("the third password", auth)[0] == 401, "another purpose")


def story_addresses(world):
    port = world.server.port
    ann, bob = world.member("ann", "ann@x.org"), world.member("bob", "bob@x.org")
    mine = Api(port, ann["access_token"])

    add = add_address
    status, answer = world.ask("account/3pid", "bob@x.org")
    expect((status, answer["errcode"]) == (400, "M_THREEPID_IN_USE"), answer)
    status, answer = world.ask("account/3pid", "work@x.org", "s1")
    expect(status == 200, answer)
    status, refused = add(mine, "ann", answer["sid"], "s1")
    expect((status, refused["errcode"]) == (400, "M_THREEPID_AUTH_FAILED"), refused)
    sid = world.prove("account/3pid", "work2@x.org", "s2")
    expect(add(mine, "ann", sid, "wrong")[0] == 400, "wrong secret")
    expect(add(mine, "ann", sid, "s2") == (200, {}), "added")
    expect(add(mine, "ann", sid, "s2")[0] == 400, "spent")
    expect(addresses(world, ann["access_token"]) == ["ann@x.org", "work2@x.org"], "both")

    # The older endpoint.
    old = {"sid": world.prove("account/3pid", "old@x.org", "s3"), "client_secret": "s3"}
    expect(mine.request("POST", f"{CLIENT}/account/3pid", {})[1]["errcode"] == "M_MISSING_PARAM", "no credentials")
    expect(mine.request("POST", f"{CLIENT}/account/3pid", {"three_pid_creds": old}) == (200, {}), "added")
    mine.call("POST", f"{CLIENT}/account/3pid/delete", {"medium": "email", "address": "old@x.org"})

    # Two prove the same address; the second comes too late.
    first, second = world.prove("account/3pid", "both@x.org", "f"), world.prove("account/3pid", "both@x.org", "g")
    expect(add(mine, "ann", first, "f")[0] == 200, "first")
    status, answer = add(Api(port, bob["access_token"]), "bob", second, "g")
    expect((status, answer["errcode"]) == (400, "M_THREEPID_IN_USE"), answer)

    status, answer = mine.request("POST", f"{CLIENT}/account/3pid/delete", {"medium": "email", "address": "WORK2@x.org"})
    expect((status, answer) == (200, {"id_server_unbind_result": "no-support"}), answer)
    expect(addresses(world, ann["access_token"]) == ["ann@x.org", "both@x.org"], "removed")
    status, answer = mine.request("POST", f"{CLIENT}/account/3pid/delete", {"medium": "pigeon", "address": "x"})
    expect(status == 400, answer)
    status, answer = mine.request("POST", f"{CLIENT}/account/3pid/bind",
                                  {"id_server": "x.org", "id_access_token": "t", "sid": "s", "client_secret": "c"})
    expect((status, answer["errcode"]) == (400, "M_SERVER_NOT_TRUSTED"), answer)
    # Nothing that opens a door lies in the database.
    dump = subprocess.run([world.server.binary, "db", "backup", "--config", str(world.server.config), "--to",
                           str(world.server.folder / "copy.db")], capture_output=True)
    if dump.returncode == 0:
        content = (world.server.folder / "copy.db").read_bytes()
        for _, _, message in world.smtp.mails:
            if "submit_token" in message.get_body(("plain",)).get_content():
                token = urllib.parse.parse_qs(link_in(message).partition("?")[2])["token"][0]
                expect(token.encode() not in content, "a token in the database")


def story_hidden(world):
    """request_token_inhibit_3pid_errors: answers do not tell which addresses have accounts."""
    world.member("ann", "ann@x.org")
    before = len(world.smtp.mails)
    for kind, address in (("register", "ann@x.org"), ("account/password", "nobody@x.org"), ("account/3pid", "ann@x.org")):
        status, answer = world.ask(kind, address, "hidden")
        expect(status == 200 and list(answer) == ["sid"], answer)
        expect(world.ask(kind, address, "hidden") == (200, answer), "as a real one")
        status, _, text = browse(world.server.port, "GET",
                                 "/_matrix/client/unstable/registration/email/submit_token?client_secret=hidden&token=x&sid=" + answer["sid"])
        same, _, unknown = browse(world.server.port, "GET",
                                  "/_matrix/client/unstable/registration/email/submit_token?client_secret=hidden&token=x&sid=unknown")
        expect((status, text) == (same, unknown) and status == 400, text)
    message = world.mail_to("ann@x.org", before)
    expect(message["Subject"] == "[itest.local] Email already in use", message["Subject"])
    time.sleep(1)
    expect(len(world.smtp.mails) == before + 1, "nothing else")


def story_limits(world):
    """rc_3pid_validation, allowed_local_3pids, enable_3pid_changes, next_link_domain_whitelist."""
    status, answer = world.ask("register", "ann@y.org", "s")
    expect((status, answer["errcode"]) == (403, "M_THREEPID_DENIED"), answer)
    status, answer = world.ask("register", "ann@x.org", "s", next_link="https://evil.example/")
    expect((status, answer["errcode"]) == (400, "M_INVALID_PARAM"), answer)
    for link in ("https://good.example\\@evil.example/", "https://good.example@evil.example/", "http://evil.example?good.example"):
        expect(world.ask("register", "ann@x.org", "s", next_link=link)[0] == 400, link)
    status, answer = world.ask("account/3pid", "ann@x.org", "s")
    expect((status, answer["errcode"]) == (400, "M_FORBIDDEN"), answer)
    results = [world.ask("register", "ann@x.org", f"s{number}", next_link="https://Good.example:8443/")[0] for number in range(7)]
    expect(results == [200, 200, 200, 200, 200, 429, 429], results)


def story_queue(world):
    """Mail waits for a mail server that is away, over a restart and a crash; nothing is lost."""
    server = world.server
    world.smtp.stop()
    _, answer = world.ask("register", "ann@x.org", "s")
    wait_until("a warning", lambda: "could not be sent" in server.log())
    expect(server.health()[0] == 200, "healthy all the same")
    server.kill()
    world.smtp = SmtpServer(world.smtp.port)
    server.start()
    world.api = Api(server.port)
    link = link_in(world.mail_to("ann@x.org"))
    expect(browse(server.port, "GET", link)[0] == 200, link)

    # Refused for good: said once, not tried for ever.
    world.smtp.refuse["gone@x.org"] = "550 nobody of that name"
    world.ask("register", "gone@x.org", "s")
    wait_until("an error", lambda: "refused for good" in server.log() and "nobody of that name" in server.log())
    world.smtp.refuse["later@x.org"] = "451 come back later"
    world.ask("register", "later@x.org", "s")
    wait_until("a second warning", lambda: "come back later" in server.log())
    world.smtp.refuse.clear()
    world.mail_to("later@x.org")
    admin = Api(server.port, server.register("root", admin=True)["access_token"])
    wait_until("none waits", lambda: "\nhearth_mails_waiting 0" in admin.request("GET", "/metrics")[1].decode())
    metrics = admin.request("GET", "/metrics")[1].decode()
    expect("\nhearth_mails_given_up_total 1" in metrics and "\nhearth_mails_sent_total 2" in metrics, metrics)
    secrets = re.findall(r"token=[^&\s]+", server.log())
    expect(not secrets, secrets)


def story_silent(world):
    """A mail server that accepts connections and says nothing holds nobody up."""
    ann = world.member("quick")
    world.smtp.silent = True
    for number in range(40):
        status, answer = world.ask("register", f"p{number}@x.org", f"s{number}")
        expect(status == 200, answer)
    wait_until("a connection", lambda: world.smtp.connections > 0)
    api, slowest = Api(world.server.port, ann["access_token"]), 0
    for _ in range(200):
        begun = time.monotonic()
        api.call("GET", f"{CLIENT}/account/whoami")
        slowest = max(slowest, time.monotonic() - begun)
    expect(slowest < 1, f"whoami took {slowest:.3f} s")
    begun = time.monotonic()
    world.server.stop()
    expect(time.monotonic() - begun < 10, "it ends at once")


def check_mail(world):
    done = subprocess.run([world.server.binary, "check", "--config", str(world.server.config), "--mail", "admin@x.org"],
                          capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def story_tls(binary, folder, database):
    """STARTTLS and TLS from the start, signing in, and certificates that are not trusted."""
    certificate = make_certificate(folder)
    login = "  smtp_user: hearth\n  smtp_pass: 'the pass word'\n"

    def world(name, email, **smtp):
        server = SmtpServer(free_port(), certificate, **smtp)
        server.user = ("hearth", "the pass word")
        return World(binary, folder / name, None, email=login + email, smtp=server)

    for name, email, implicit in (("starttls", "  require_transport_security: true", False), ("tls", "  force_tls: true", True),
                                  ("offered", "", False)):
        # Nobody trusts this certificate.
        os.environ.pop("SSL_CERT_FILE", None)
        with world(name + "-no", email, implicit_tls=implicit) as here:
            code, said = check_mail(here)
            expect(code == 1 and "certificate" in said, said)
            here.ask("register", "ann@x.org", "s")
            wait_until("a warning", lambda: "certificate" in here.server.log())
            expect(not here.smtp.mails, "nothing is sent")
            expect("AUTH" not in here.smtp.commands, "no password is told")
        os.environ["SSL_CERT_FILE"] = str(certificate[0])
        with world(name, email, implicit_tls=implicit) as here:
            code, said = check_mail(here)
            expect(code == 0 and here.mail_to("admin@x.org"), said)
            here.ask("register", "ann@x.org", "s")
            here.mail_to("ann@x.org")
            expect(here.smtp.secure == [True, True], here.smtp.secure)
            # A wrong password, and none that could be told: sentences for the administrator, without it.
            here.smtp.user = ("hearth", "another")
            code, said = check_mail(here)
            expect(code == 1 and "smtp_user" in said and "pass word" not in said, said)
            here.smtp.user, here.smtp.offer_auth = None, False
            code, said = check_mail(here)
            expect(code == 1 and "no way to sign in" in said, said)
    with World(binary, folder / "plain", None, email="  require_transport_security: true") as here:
        code, said = check_mail(here)
        expect(code == 1 and "TLS" in said and not here.smtp.mails, said)
    # The certificate is for another name than the machine's.
    other = make_certificate(folder, "mail.example.org")
    os.environ["SSL_CERT_FILE"] = str(other[0])
    for email, good in (("  tlsname: mail.example.org", True), ("", False)):
        with World(binary, folder / f"name-{good}", None, email=email, smtp=SmtpServer(free_port(), other)) as here:
            code, said = check_mail(here)
            expect((code == 0) == good, said)
    os.environ.pop("SSL_CERT_FILE", None)


def story_notifications(world):
    port = world.server.port
    status, ann = world.register("ann", "ann@x.org")
    expect(status == 200, ann)
    bob = world.member("bob")
    mine, his = Api(port, ann["access_token"]), Api(port, bob["access_token"])
    pushers = mine.call("GET", f"{CLIENT}/pushers")["pushers"] # notif_for_new_users
    expect([(one["kind"], one["app_id"], one["pushkey"]) for one in pushers] == [("email", "m.email", "ann@x.org")], pushers)
    body = {"kind": "email", "app_id": "m.email", "pushkey": "ann@x.org", "app_display_name": "Mail",
            "device_display_name": "ann@x.org", "lang": "de", "data": {"brand": "Brand"}, "append": True}
    expect(mine.request("POST", f"{CLIENT}/pushers/set", body)[0] == 200, "set")
    status, answer = mine.request("POST", f"{CLIENT}/pushers/set", {**body, "pushkey": "bob@x.org"})
    expect((status, answer["errcode"]) == (400, "M_THREEPID_NOT_FOUND"), answer)

    # An invitation, in the language of the pusher.
    before = len(world.smtp.mails)
    room = his.call("POST", f"{CLIENT}/createRoom", {"name": "Tee & <b>Kekse</b>", "invite": [ann["user_id"]]})["room_id"]
    message = world.mail_to("ann@x.org", before)
    expect(message["Subject"] == "[Brand] bob hat Sie in den Raum Tee & <b>Kekse</b> eingeladen", message["Subject"])
    expect(str(message["From"]) == "Your Brand server <noreply@itest.local>", message["From"])
    plain, html = parts(message)
    expect("Guten Tag ann" in plain and "Tee &amp; &lt;b&gt;Kekse&lt;/b&gt;" in html and "<b>Kekse" not in html, html)
    unsubscribe = message["List-Unsubscribe"].strip("<>")
    expect(unsubscribe in plain and message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click", unsubscribe)

    # Messages that were read are not written about; unread ones are, in one mail.
    mine.call("POST", f"{CLIENT}/join/{quote(room)}", {})

    def say(text, txn):
        return his.call("PUT", f"{CLIENT}/rooms/{quote(room)}/send/m.room.message/{txn}",
                        {"msgtype": "m.text", "body": text})["event_id"]

    before = len(world.smtp.mails)
    read = say("read at once", "1")
    mine.call("POST", f"{CLIENT}/rooms/{quote(room)}/receipt/m.read/{quote(read)}", {})
    time.sleep(4)
    expect(len(world.smtp.mails) == before, "what was read")
    say("first <script>", "2")
    say("second", "3")
    message = world.mail_to("ann@x.org", before)
    plain, html = parts(message)
    expect("first <script>" in plain and "second" in plain and "read at once" not in plain, plain)
    expect("first &lt;script&gt;" in html and "<script>" not in html, html)
    expect("Nachrichten im Raum Tee" in message["Subject"], message["Subject"])

    # Then the room is silent for long.
    before = len(world.smtp.mails)
    say("third", "4")
    time.sleep(5)
    expect(len(world.smtp.mails) == before, "throttled")

    # A forged link does nothing, the right one ends it, by one click of a mail program.
    split = urllib.parse.urlsplit(unsubscribe)
    path = f"{split.path}?{split.query}"
    expect(browse(port, "POST", path.replace("pushkey=ann", "pushkey=eve"), body="")[0] == 403, "forged")
    expect(len(mine.call("GET", f"{CLIENT}/pushers")["pushers"]) == 1, "still there")
    status, _, text = browse(port, "POST", path, "de", "List-Unsubscribe=One-Click")
    expect(status == 200 and "Keine E-Mails mehr" in text, text)
    expect(mine.call("GET", f"{CLIENT}/pushers")["pushers"] == [], "gone")

    # With the address its pushers go, too.
    expect(mine.request("POST", f"{CLIENT}/pushers/set", body)[0] == 200, "set again")
    mine.call("POST", f"{CLIENT}/account/3pid/delete", {"medium": "email", "address": "ann@x.org"})
    expect(mine.call("GET", f"{CLIENT}/pushers")["pushers"] == [], "gone with it")


STORIES = {
    "register": ({}, story_register),
    "reset": ({}, story_reset),
    "addresses": ({}, story_addresses),
    "hidden": ({"settings": "request_token_inhibit_3pid_errors: true"}, story_hidden),
    "limits": ({"settings": "allowed_local_3pids: [{ medium: email, pattern: '^[^@]+@x\\.org$' }]\n"
                            "enable_3pid_changes: false\nnext_link_domain_whitelist: [good.example]\n",
                "limit": "{ per_second: 0.001, burst_count: 5 }"}, story_limits),
    "queue": ({}, story_queue),
    "silent": ({}, story_silent),
    "notifications": ({"email": "  enable_notifs: true\n  notif_delay_before_mail: 2s"}, story_notifications),
}


def main(binary, kind, name):
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hearth-mail-")))
        database = stack.enter_context(private_postgres()) if kind == "postgres" else None
        if name == "tls":
            story_tls(binary, folder, database)
        else:
            settings, story = STORIES[name]
            with World(binary, folder / "data", database, **settings) as world:
                story(world)
    print(f"mail {name} ({kind}): all went well")


main(*sys.argv[1:])
