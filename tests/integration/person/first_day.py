# SPDX-License-Identifier: Apache-2.0
"""A person's first day with Hearth: from the first start to a signed-in dashboard, a second person, a
room that a client made, a crash and the recovery.   first_day.py BIN_DIR PICTURES"""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
from desk import Desk, NotSeen  # noqa: E402
from servers import Api, free_port  # noqa: E402


def say(started, text):
    print(f"ok - {time.monotonic() - started:5.1f} s: {text}", flush=True)


def wizard(desk, port, data):
    """Clicks through "Run on this computer" and gives the administrator's password."""
    desk.see("Welcome to Hearth", seconds=30)
    desk.picture("welcome")
    desk.click("Next", "push button")
    desk.see("Choose a name for the server")
    desk.click("Next", "push button")
    desk.see("Where the data goes")
    desk.fill("Data folder", data)
    desk.fill("Port", str(port), role="spin button")
    desk.click("Next", "push button")
    desk.see("First account")
    password = "correct horse battery staple 9"
    desk.fill("Password", password)
    desk.picture("account")
    desk.click("Next", "push button")
    desk.see("Review and start")
    assert not pathlib.Path(data).exists(), "something was written before the review was confirmed"
    desk.picture("review")
    desk.click("Start server", "push button")
    desk.see("Your server is running", seconds=60)
    desk.picture("ready")
    desk.click("Open dashboard", "push button")
    desk.see("Messages per second", seconds=20)
    return password


def new_user(desk):
    desk.click("Users", "list item")
    desk.click("New user", "push button")
    desk.fill("User name", "bob")
    desk.fill("Password", "a second long password 7")
    desk.picture("new-user")
    desk.click("Create user", "push button")
    desk.see("@bob:localhost", seconds=15)
    desk.picture("user-made")
    desk.key("Escape")


def main(binaries, pictures):
    home = tempfile.mkdtemp(prefix="hearth-person-")
    data, port = home + "/server", free_port()
    environment = {**os.environ, "HOME": home, "HEARTH_CONFIG_DIR": home + "/config", "HEARTH_SECRETS": "file", "LANGUAGE": "en", "LC_ALL": "C.UTF-8"}
    desk = Desk(pictures)
    started = time.monotonic()
    program = subprocess.Popen([binaries + "/hearth"], env=environment, stderr=subprocess.DEVNULL)
    server = None
    try:
        wizard(desk, port, data)
        first_start = time.monotonic() - started
        desk.see("Running", seconds=10)
        desk.picture("dashboard")
        say(started, f"from first start to the dashboard of a running server in {first_start:.1f} s")
        if first_start >= 60:
            raise NotSeen("the dashboard came too late: 60 s are allowed")
        server = json.loads((pathlib.Path(data) / "hearthd.lock").read_text())["pid"]

        new_user(desk)
        say(started, "a second person added with clicks")

        # The second person signs in with a client and makes a room; the app shows it by itself.
        login = Api(port).call("POST", "/_matrix/client/v3/login", {
            "type": "m.login.password", "identifier": {"type": "m.id.user", "user": "bob"}, "password": "a second long password 7"})
        Api(port, login["access_token"]).call("POST", "/_matrix/client/v3/createRoom", {"name": "Garden club", "preset": "public_chat"})
        desk.click("Rooms", "list item")
        desk.see("Garden club", seconds=20)
        desk.picture("rooms")
        say(started, "the room that a client made is in the list")

        desk.click("Dashboard", "list item")
        os.kill(server, signal.SIGKILL)
        desk.see("Crashed", seconds=10)
        desk.picture("crashed")
        say(started, "the crash is shown")
        desk.see("Running", seconds=30)
        again = json.loads((pathlib.Path(data) / "hearthd.lock").read_text())["pid"]
        if again == server:
            raise NotSeen("a new server process")
        server = again
        desk.picture("running-again")
        say(started, "and the server runs again")

        desk.click("Logs", "list item")
        desk.see("createRoom", seconds=15)
        desk.picture("logs")
        say(started, "the log shows the requests")
        print("first day passed", flush=True)
        return 0
    except (NotSeen, AssertionError, RuntimeError) as problem:
        print(f"not ok - {problem}", flush=True)
        print("\n".join(desk.texts()[:120]))
        return 1
    finally:
        program.kill()
        program.wait()
        try:
            server = json.loads((pathlib.Path(data) / "hearthd.lock").read_text())["pid"]
            os.kill(server, signal.SIGTERM)
        except (OSError, ValueError):
            pass
        time.sleep(0.5)
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
