# SPDX-License-Identifier: Apache-2.0
"""A real Synapse in a folder of its own, started with the Python that HEARTH_SYNAPSE_PYTHON names."""
import hashlib
import hmac
import json
import os
import pathlib
import subprocess
import time

from servers import Api, free_port

CONFIG = """server_name: "{name}"
public_baseurl: http://127.0.0.1:{port}/
listeners:
  - {{ port: {port}, type: http, tls: false, bind_addresses: ["127.0.0.1"], resources: [{{ names: [client, federation] }}] }}
database: {{ name: sqlite3, args: {{ database: "{folder}/homeserver.db" }} }}
media_store_path: "{folder}/media"
signing_key_path: "{folder}/signing.key"
registration_shared_secret: shared
macaroon_secret_key: macaroon
form_secret: form
report_stats: false
trusted_key_servers: []
suppress_key_server_warning: true
rc_login: {{ address: {{ per_second: 1000, burst_count: 1000 }}, account: {{ per_second: 1000, burst_count: 1000 }}, failed_attempts: {{ per_second: 1000, burst_count: 1000 }} }}
"""


class Synapse:
    """listener: a further one. settings: what is not in the file above."""

    def __init__(self, folder, name="synapse.test", listener=None, settings=None):
        self.folder, self.port, self.process = pathlib.Path(folder), free_port(), None
        self.folder.mkdir(parents=True)
        self.config = self.folder / "homeserver.yaml"
        text = CONFIG.format(port=self.port, folder=self.folder, name=name)
        if listener:
            text = text.replace("listeners:\n", "listeners:\n  - " + json.dumps(listener) + "\n")
        self.config.write_text(text + "".join(f"{key}: {json.dumps(value)}\n" for key, value in (settings or {}).items()))
        self.command = [os.environ["HEARTH_SYNAPSE_PYTHON"], "-m", "synapse.app.homeserver", "-c", str(self.config)]
        subprocess.run([*self.command, "--generate-keys"], cwd=self.folder, check=True, stdout=subprocess.DEVNULL)

    def start(self, seconds=90):
        with (self.folder / "out.log").open("a") as log:
            self.process = subprocess.Popen(self.command, cwd=self.folder, stdout=log, stderr=log)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if Api(self.port).request("GET", "/health")[0] == 200:
                    return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError("Synapse did not start: " + (self.folder / "out.log").read_text()[-2000:])

    def end(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def register(self, name, password, admin=False):
        api = Api(self.port)
        nonce = api.call("GET", "/_synapse/admin/v1/register")["nonce"]
        text = "\0".join([nonce, name, password, "admin" if admin else "notadmin"])
        mac = hmac.new(b"shared", text.encode(), hashlib.sha1).hexdigest()
        return api.call("POST", "/_synapse/admin/v1/register",
                        {"nonce": nonce, "username": name, "password": password, "admin": admin, "mac": mac})
