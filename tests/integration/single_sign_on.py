#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Signing in through a CAS server, as a browser does it, and confirming with it. Usage: single_sign_on.py HEARTHD"""
import http.client
import http.server
import pathlib
import re
import signal
import sys
import tempfile
import threading
import urllib.parse

from servers import Api, Hearthd, free_port, quote, wait_until

CLIENT = "/_matrix/client/v3"
ANSWER = """<cas:serviceResponse xmlns:cas='http://www.yale.edu/tp/cas'><cas:authenticationSuccess>
<cas:user>%s</cas:user><cas:attributes><cas:displayName>Ann &amp; Co</cas:displayName><cas:group>%s</cas:group>
</cas:attributes></cas:authenticationSuccess></cas:serviceResponse>"""
REFUSED = """<cas:serviceResponse xmlns:cas='http://www.yale.edu/tp/cas'><cas:authenticationFailure code="INVALID_TICKET">
no</cas:authenticationFailure></cas:serviceResponse>"""


class Cas(http.server.ThreadingHTTPServer):
    """Knows tickets of the form NAME.GROUP, for the service they were asked for only."""
    daemon_threads = True
    services = {}

    def __init__(self, port):
        super().__init__(("127.0.0.1", port), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        ticket = query.get("ticket", "")
        good = url.path == "/cas/proxyValidate" and self.server.services.get(ticket) == query.get("service")
        text = (ANSWER % tuple(ticket.split("."))) if good else REFUSED
        self.send_response(200)
        self.end_headers()
        self.wfile.write(text.encode())


def expect(condition, what):
    if not condition:
        raise RuntimeError(f"not so: {what}")


class Browser:
    def __init__(self, port, cas):
        self.port, self.cas = port, cas

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", path)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, answer.getheader("Location"), text

    def back_from_cas(self, login, ticket):
        """What the CAS server does once the person has signed in there."""
        service = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(login).query))["service"]
        self.cas.services[ticket] = service
        url = urllib.parse.urlsplit(service)
        return self.get(f"{url.path}?{url.query}&ticket={quote(ticket)}")

    def sign_in(self, ticket, redirect="https://client.example/?a=b#c"):
        status, login, _ = self.get(f"{CLIENT}/login/sso/redirect/cas?redirectUrl={quote(redirect)}")
        expect(status == 302, status)
        return self.back_from_cas(login, ticket)


def signed_in(api, browser, ticket, **more):
    status, _, text = browser.sign_in(ticket)
    expect(status == 200, text)
    token = re.search(r'href="https://client\.example/\?a=b&amp;loginToken=([^"#]+)#c"', text).group(1)
    return api.call("POST", f"{CLIENT}/login", {"type": "m.login.token", "token": token, **more})


def run(binary, folder):
    port = free_port()
    cas = Cas(port)
    server = Hearthd(binary, folder, None, f"""
cas_config: {{ enabled: true, server_url: 'http://127.0.0.1:{port}/cas', required_attributes: {{ group: staff }} }}
sso: {{ client_whitelist: ['https://trusted.example/'] }}""")
    text = server.config.read_text()
    if not re.search(r"(?m)^public_baseurl", text):
        server.config.write_text(text + f"\npublic_baseurl: 'http://127.0.0.1:{server.port}/'\n")
    server.start()
    try:
        api, browser = Api(server.port), Browser(server.port, cas)
        flows = {flow["type"]: flow for flow in api.call("GET", f"{CLIENT}/login")["flows"]}
        expect({"m.login.sso", "m.login.token"} <= set(flows), flows)
        expect(flows["m.login.sso"]["identity_providers"] == [{"id": "cas", "name": "CAS"}], flows)

        ann = signed_in(api, browser, "Ann Doe.staff", device_id="PHONE")
        expect(ann["user_id"] == "@ann=20doe:itest.local", ann)
        mine = Api(server.port, ann["access_token"])
        name = mine.call("GET", f"{CLIENT}/profile/{quote(ann['user_id'])}/displayname")
        expect(name == {"displayname": "Ann & Co"}, name)
        # The name that a person took on is theirs, unless sso.update_profile_information takes it over again.
        mine.call("PUT", f"{CLIENT}/profile/{quote(ann['user_id'])}/displayname", {"displayname": "Annie"})
        expect(signed_in(api, browser, "Ann Doe.staff", device_id="LAPTOP")["user_id"] == ann["user_id"], "the same again")
        expect(mine.call("GET", f"{CLIENT}/profile/{quote(ann['user_id'])}/displayname") == {"displayname": "Annie"}, "kept")
        server.config.write_text(server.config.read_text().replace("sso: {", "sso: { update_profile_information: true,"))
        server.process.send_signal(signal.SIGHUP)
        wait_until("the name from CAS", lambda: signed_in(api, browser, "Ann Doe.staff", device_id="LAPTOP") and
                   mine.call("GET", f"{CLIENT}/profile/{quote(ann['user_id'])}/displayname") == {"displayname": "Ann & Co"})
        status, _, text = browser.sign_in("Eve.guests")
        expect(status == 403, text)
        status, _, text = browser.get(f"{CLIENT}/login/cas/ticket?redirectUrl=https%3A%2F%2Fx%2F&ticket=forged.staff")
        expect(status == 401, text)
        status, _, _ = browser.get(f"{CLIENT}/login/sso/redirect?redirectUrl=javascript%3Aalert(1)")
        expect(status == 400, status)
        status, location, _ = browser.sign_in("Ann Doe.staff", "https://trusted.example/app")
        expect(status == 302 and location.startswith("https://trusted.example/app?loginToken="), location)

        for foreign in ("https://trusted.example.evil.org/", "https://trusted.example@evil.org/", "http://trusted.example/",
                        "https://trusted.example:8443/", "https://trusted.example\\@evil.org/"):
            status, _, text = browser.sign_in("Ann Doe.staff", foreign)
            expect(status == 200 and "Continue" in text, foreign)

        # Deleting a device is confirmed by signing in again, by the same person.
        device = f"{CLIENT}/devices/LAPTOP"
        for ticket, verdict in (("Bob.staff", 403), ("Ann Doe.staff", 200)):
            status, challenge = mine.request("DELETE", device, {})
            expect(status == 401 and challenge["flows"] == [{"stages": ["m.login.sso"]}], challenge)
            session = challenge["session"]
            status, _, text = browser.get(f"{CLIENT}/auth/m.login.sso/fallback/web?session={session}")
            login = re.search(r'href="([^"]+)"', text).group(1).replace("&amp;", "&")
            status, _, text = browser.back_from_cas(login, ticket)
            expect(status == 200 and "onAuthDone" in text, text)
            status, answer = mine.request("DELETE", device, {"auth": {"session": session}})
            expect(status == verdict, answer)
        server.stop()
    finally:
        server.end()


with tempfile.TemporaryDirectory(prefix="hearth-cas-") as place:
    run(sys.argv[1], pathlib.Path(place) / "data")
print("single_sign_on: all went well")
