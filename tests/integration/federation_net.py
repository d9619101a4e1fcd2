# SPDX-License-Identifier: Apache-2.0
"""A small Matrix network on loopback: a test certificate authority, a name server, and servers that find one another with
them. Each server has a loopback address of its own (127.77.N.1), so that all of them can use port 8448 (and 443).

    with Net(folder) as net:
        one = net.hearthd(HEARTHD, "one.test")
        two = net.hearthd(HEARTHD, "two.test", database=arguments)
        one.start(); two.start()

Other programs take part as well: net.certificate(), net.settings() and net.names say what they need."""
import base64
import contextlib
import http.server
import json
import os
import pathlib
import ssl
import subprocess
import threading

from name_server import NameServer
from servers import Api, Hearthd, quote  # noqa: F401 (quote is for those who use this)


class Authority:
    """A certificate authority of its own, and certificates from it."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.key, self.certificate, self.count = self.folder / "ca.key", self.folder / "ca.pem", 0
        self._run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30", "-keyout", self.key,
                  "-out", self.certificate, "-subj", "/CN=Test authority")

    @staticmethod
    def _run(*arguments):
        subprocess.run(["openssl", *map(str, arguments)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def issue(self, *names, expired=False):
        """(certificate, key) for host names and IP addresses."""
        self.count += 1
        stem = self.folder / f"{self.count}"
        key, request, certificate, extensions = (stem.with_suffix(suffix) for suffix in (".key", ".csr", ".pem", ".ext"))
        kinds = ["IP:" + name if name.replace(".", "").isdigit() or ":" in name else "DNS:" + name for name in names]
        extensions.write_text("subjectAltName=" + ",".join(kinds) + "\n")
        self._run("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", request, "-subj", "/CN=test")
        if expired:
            # "openssl x509 -days" takes no days in the past in all versions: the authority signs with dates.
            database = stem.with_suffix(".index")
            database.write_text("")
            config = stem.with_suffix(".cnf")
            config.write_text(f"[ca]\ndefault_ca=x\n[x]\ndatabase={database}\nnew_certs_dir={self.folder}\nserial={stem.with_suffix('.serial')}\n"
                              f"rand_serial=yes\ndefault_md=sha256\npolicy=p\nunique_subject=no\n[p]\ncommonName=supplied\n")
            self._run("ca", "-batch", "-config", config, "-cert", self.certificate, "-keyfile", self.key, "-in", request, "-out", certificate,
                      "-notext", "-extfile", extensions, "-startdate", "20200101000000Z", "-enddate", "20200201000000Z")
        else:
            self._run("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.key, "-CAcreateserial", "-days", "10",
                      "-extfile", extensions, "-out", certificate)
        return certificate, key


class Web:
    """An HTTPS server whose answers are given by path: (status, headers, body) or a function that makes it. Counts."""

    def __init__(self, address, port, certificate):
        web = self
        self.answers, self.asked = {}, []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                web.asked.append((self.command, self.path, self.headers, body))
                answer = web.answers.get(self.path.split("?")[0], (404, {}, b"{}"))
                status, headers, text = answer(self, body) if callable(answer) else answer
                text = text if isinstance(text, bytes) else json.dumps(text).encode()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            do_POST = do_PUT = do_GET

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer((address, port), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *arguments: None  # clients that refuse the certificate, for one
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*map(str, certificate))
        self.seen_names = []
        context.sni_callback = lambda connection, name, of: self.seen_names.append(name)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def paths(self):
        return [path for _, path, _, _ in self.asked]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Server(Hearthd):
    """hearthd in the network."""

    def user(self, name, **more):
        account = self.register(name, **more)
        api = Api(self.port, account["access_token"])
        api.user = account["user_id"]
        return api


class Net:
    def __init__(self, folder):
        self.folder, self.stack, self.count = pathlib.Path(folder), contextlib.ExitStack(), 0
        self.authority, self.names = Authority(self.folder / "authority"), NameServer()
        self.stack.callback(self.names.close)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.stack.close()

    def address(self):
        """A loopback address that nobody else here has."""
        self.count += 1
        return f"127.77.{self.count}.{os.getpid() % 250 + 1}"

    def certificate(self, *names, **how):
        return self.authority.issue(*names, **how)

    def settings(self):
        """What hearthd and Synapse need to know of the network, as settings. dns_servers is hearthd's."""
        return {"ip_range_whitelist": ["127.77.0.0/16"], "federation_custom_ca_list": [str(self.authority.certificate)],
                "dns_servers": [self.names.address], "trusted_key_servers": []}

    def web(self, *names, address=None, port=443, certificate=None):
        address = address or self.address()
        web = Web(address, port, certificate or self.certificate(*names, address))
        web.address = address
        self.stack.callback(web.close)
        return web

    def hearthd(self, binary, name, database=None, address=None, port=8448, certificate=None, record=True, settings=None):
        """A server that is not started yet. record: name has an address record. certificate: (certificate, key)."""
        address = address or self.address()
        name = name or address  # for those who do not ask our name server
        host = name.rsplit(":", 1)[0] if name.count(":") == 1 else name
        server = Server(binary, self.folder / f"server-{self.count}", database, name=name)
        server.name, server.address, server.federation_port = name, address, port
        certificate = certificate or self.certificate(host, address)
        if record and not host.replace(".", "").isdigit():
            self.names.a(host, address)
        listener = {"port": port, "bind_addresses": [address], "type": "http", "tls": True, "x_forwarded": False,
                    "resources": [{"names": ["client", "federation", "keys", "media"]}]}
        every = {**self.settings(), "tls_certificate_path": str(certificate[0]), "tls_private_key_path": str(certificate[1]),
                 "allow_public_rooms_over_federation": True, **(settings or {})}
        server.configure(listener, every)
        self.stack.callback(server.end)
        return server

    def synapse(self, settings=None):
        """A real Synapse that is not started yet. Its name is its address: it asks the system's name server, not ours. So
        the servers that it is to find have addresses for names, too."""
        from synapse_server import Synapse
        address = self.address()
        certificate = self.certificate(address)
        listener = {"port": 8448, "bind_addresses": [address], "type": "http", "tls": True, "resources": [{"names": ["federation"]}]}
        server = Synapse(self.folder / f"synapse-{self.count}", address, listener, {
            "tls_certificate_path": str(certificate[0]), "tls_private_key_path": str(certificate[1]), "federation_ip_range_blacklist": [],
            "federation_custom_ca_list": [str(self.authority.certificate)], "allow_public_rooms_over_federation": True,
            "room_list_publication_rules": [{"action": "allow"}], **(settings or {})})
        server.name, server.address, server.federation_port = address, address, 8448
        self.stack.callback(server.end)
        return server

    def peer(self, name, port=8448):
        """A server played by the test: it answers what it is told to, and signs."""
        return Peer(self, name, port)


class Peer:
    """A server without rooms and users, for requests that hearthd would not send. Needs the package "cryptography"."""

    def __init__(self, net, name, port=8448):
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        self.net, self.name, self.key, self.key_id = net, name, Ed25519PrivateKey.generate(), "ed25519:peer"
        self.web = net.web(name, port=port)
        net.names.a(name, self.web.address)
        self.publish()

    def public_key(self):
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
        return unpadded(self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    def sign(self, value):
        value = dict(value)
        kept = {key: value.pop(key) for key in ("signatures", "unsigned") if key in value}
        signatures = dict(kept.get("signatures", {}))
        signatures[self.name] = {**signatures.get(self.name, {}), self.key_id: unpadded(self.key.sign(canonical(value)))}
        return {**value, **kept, "signatures": signatures}

    def publish(self, valid_for=86_400_000, old=None):
        import time
        self.web.answers["/_matrix/key/v2/server"] = lambda handler, body: (200, {"Content-Type": "application/json"}, self.sign({
            "server_name": self.name, "valid_until_ts": int(time.time() * 1000) + valid_for, "old_verify_keys": old or {},
            "verify_keys": {self.key_id: {"key": self.public_key()}}}))

    def authorization(self, method, path, destination, content=None, origin=None):
        signed = {"method": method, "uri": path, "origin": origin or self.name, "destination": destination}
        if content is not None:
            signed["content"] = content
        signature = self.sign(signed)["signatures"][self.name][self.key_id]
        return f'X-Matrix origin="{origin or self.name}",destination="{destination}",key="{self.key_id}",sig="{signature}"'

    def request(self, server, method, path, content=None, authorization=None):
        """Status and parsed body (or bytes) of a signed request to a Server."""
        import http.client
        context = ssl.create_default_context(cafile=str(self.net.authority.certificate))
        connection = http.client.HTTPSConnection(server.address, server.federation_port, timeout=60, context=context)
        headers = {"Authorization": authorization or self.authorization(method, path, server.name, content)}
        if authorization == "":
            del headers["Authorization"]
        if content is not None:
            headers["Content-Type"] = "application/json"
        connection.request(method, path, None if content is None else json.dumps(content), headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        self.headers = answer.headers
        return answer.status, json.loads(text) if text[:1] in (b"{", b"[") else text


def canonical(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def unpadded(data):
    return base64.b64encode(data).decode().rstrip("=")
