# SPDX-License-Identifier: Apache-2.0
"""A small mail server for tests: keeps what it takes, and can be silent, refuse, want TLS or a password."""
import asyncio
import base64
import email
import email.policy
import ssl
import subprocess
import threading


def make_certificate(folder, name="localhost"):
    """A certificate that is its own authority; gives the paths of certificate and key."""
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate,
                    "-days", "2", "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"],
                   check=True, stderr=subprocess.DEVNULL)
    return certificate, key


class SmtpServer:
    """On a thread of its own. What it does may be changed while it runs."""

    def __init__(self, port, certificate=None, implicit_tls=False):
        self.port = port
        self.mails = []          # (envelope from, envelope to, message), as email.message.EmailMessage
        self.commands = []       # verbs, in the order they came
        self.silent = False      # accepts connections and says nothing
        self.refuse = {}         # recipient: answer, such as "550 no such person"
        self.user = None         # (name, password) that clients must sign in with
        self.offer_auth = True
        self.connections = 0
        self.tls = None
        if certificate:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(*certificate)
        self.implicit_tls = implicit_tls
        self.secure = []         # for each mail: whether it came over TLS
        self.loop = asyncio.new_event_loop()
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        self.ready.wait(10)

    def _run(self):
        asyncio.set_event_loop(self.loop)
        self.server = self.loop.run_until_complete(asyncio.start_server(
            self._serve, "127.0.0.1", self.port, ssl=self.tls if self.implicit_tls else None))
        self.ready.set()
        self.loop.run_forever()

    def stop(self):
        def end():
            self.server.close()
            for task in asyncio.all_tasks(self.loop):
                task.cancel()
            self.loop.call_soon(self.loop.stop)
        self.loop.call_soon_threadsafe(end)
        self.thread.join(10)

    def take(self, to, since=0):
        """The first mail to an address from the since-th on, or None."""
        for sender, recipient, message in self.mails[since:]:
            if recipient == to:
                return message
        return None

    async def _serve(self, reader, writer):
        self.connections += 1
        try:
            if self.silent:
                await asyncio.sleep(3600)
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, ssl.SSLError):
            pass
        finally:
            writer.close()

    async def _talk(self, reader, writer):
        async def say(text):
            writer.write(text.encode() + b"\r\n")
            await writer.drain()

        async def hear():
            line = await reader.readline()
            if not line:
                raise ConnectionError
            return line.decode("utf-8", "replace").rstrip("\r\n")

        secure, signed_in, sender, recipient = self.implicit_tls, False, None, None
        await say("220 test ESMTP")
        while True:
            line = await hear()
            verb, _, rest = line.partition(" ")
            verb = verb.upper()
            self.commands.append(verb)
            if verb in ("EHLO", "HELO"):
                offers = ["250-test"]
                if self.tls and not secure:
                    offers.append("250-STARTTLS")
                if self.user and self.offer_auth:
                    offers.append("250-AUTH PLAIN LOGIN")
                for offer in offers:
                    await say(offer)
                await say("250 SMTPUTF8")
            elif verb == "STARTTLS" and self.tls:
                await say("220 go on")
                await writer.start_tls(self.tls)
                secure = True
            elif verb == "AUTH":
                _, _, answer = rest.partition(" ")
                if not answer:
                    await say("334 ")
                    answer = await hear()
                parts = base64.b64decode(answer).decode().split("\0")
                signed_in = tuple(parts[1:]) == self.user
                await say("235 welcome" if signed_in else "535 wrong name or password")
            elif verb == "MAIL":
                sender = rest.split("<")[1].split(">")[0]
                await say("250 fine" if signed_in or not self.user else "530 sign in first")
            elif verb == "RCPT":
                recipient = rest.split("<")[1].split(">")[0]
                await say(self.refuse.get(recipient, "250 fine"))
            elif verb == "DATA":
                await say("354 go on")
                lines = []
                while (text := await reader.readline()) != b".\r\n":
                    if not text:
                        raise ConnectionError
                    lines.append(text[1:] if text.startswith(b".") else text)
                self.secure.append(secure)
                self.mails.append((sender, recipient,
                                   email.message_from_bytes(b"".join(lines), policy=email.policy.default)))
                await say("250 taken")
            elif verb == "QUIT":
                await say("221 goodbye")
                return
            else:
                await say("250 fine" if verb in ("RSET", "NOOP") else "502 what?")
