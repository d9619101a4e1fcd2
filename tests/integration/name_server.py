# SPDX-License-Identifier: Apache-2.0
"""A name server for tests: UDP on loopback, with records that can be changed, and with trouble of every kind."""
import socket
import struct
import threading
import time

A, AAAA, SRV, CNAME = 1, 28, 33, 5
NOERROR, SERVFAIL, NXDOMAIN = 0, 2, 3


def packed(name):
    out = b""
    for label in name.rstrip(".").split("."):
        if label:
            out += bytes([len(label)]) + label.encode()
    return out + b"\0"


def read_name(message, at):
    labels = []
    while message[at]:
        labels.append(message[at + 1:at + 1 + message[at]].decode())
        at += 1 + message[at]
    return ".".join(labels).lower(), at + 1


class NameServer:
    """zone[(name, type)] = list of values; a name with records of another type only exists, others do not."""

    def __init__(self):
        self.zone, self.failing, self.silent, self.slow, self.asked, self.ttl = {}, set(), set(), {}, [], 60
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def a(self, name, *addresses):
        self.zone[name.lower(), A] = list(addresses)

    def aaaa(self, name, *addresses):
        self.zone[name.lower(), AAAA] = list(addresses)

    def srv(self, service, host, *records):
        """records: (priority, weight, port, target)"""
        self.zone[f"{service}.{host}".lower(), SRV] = list(records)

    def forget(self, name):
        for key in [key for key in self.zone if key[0] == name.lower()]:
            del self.zone[key]

    def count(self, name, kind=None):
        return sum(1 for asked, of in list(self.asked) if asked == name.lower() and kind in (None, of))

    def close(self):
        self.socket.close()

    def _serve(self):
        while True:
            try:
                message, peer = self.socket.recvfrom(4096)
            except OSError:
                return
            name, end = read_name(message, 12)
            kind = struct.unpack("!H", message[end:end + 2])[0]
            self.asked.append((name, kind))
            if name in self.silent:
                continue
            answer = self._answer(message, name, kind, end + 4)
            if name in self.slow:
                threading.Thread(target=self._later, args=(self.slow[name], answer, peer), daemon=True).start()
            else:
                self._send(answer, peer)

    def _later(self, seconds, answer, peer):
        time.sleep(seconds)  # a slow name server is what is tested
        self._send(answer, peer)

    def _send(self, answer, peer):
        try:
            self.socket.sendto(answer, peer)
        except OSError:
            pass

    def _answer(self, message, name, kind, end):
        code, records = NOERROR, self.zone.get((name, kind), [])
        if name in self.failing:
            code, records = SERVFAIL, []
        elif not records and not any(key[0] == name for key in self.zone):
            code = NXDOMAIN
        head = message[:2] + struct.pack("!HHHHH", 0x8580 | code, 1, len(records), 0, 0)
        return head + message[12:end] + b"".join(self._record(kind, value) for value in records)

    def _record(self, kind, value):
        if kind == A:
            data = socket.inet_aton(value)
        elif kind == AAAA:
            data = socket.inet_pton(socket.AF_INET6, value)
        else:
            priority, weight, port, target = value
            data = struct.pack("!HHH", priority, weight, port) + packed(target)
        return b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, self.ttl, len(data)) + data
