# SPDX-License-Identifier: Apache-2.0
"""Somebody with three servers at once: two of this computer, and a real Synapse that is connected to with
mouse and keyboard. One that is not on show is killed, comes back and is announced; the Synapse is administered;
quitting asks once about all; those that are ticked start with Hearth.   several_servers.py BIN_DIR PICTURES"""
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
from coming_and_going import Program, alive, until  # noqa: E402
from desk import Desk, NotSeen  # noqa: E402
from first_day import say  # noqa: E402
from servers import Api, free_port  # noqa: E402
from synapse_server import Synapse  # noqa: E402

PASSWORD = "correct horse battery staple 9"
NAMES = ("alpha.test", "beta.test")


def hearthctl(binaries, environment, *arguments, text=PASSWORD + "\n", check=True):
    return subprocess.run([binaries + "/hearthctl", *arguments], input=text, env=environment, text=True, check=check,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def start(desk, program, title):
    """Starts the program and gives its window the whole screen, as a person does on a small one."""
    program.start()
    desk.see(f"Server {title}, Running", seconds=40)
    ask = ["xdotool", "search", "--onlyvisible", "--name", "Hearth$"]
    window = subprocess.run(ask, capture_output=True, text=True, check=True).stdout.split()[-1]
    screen = subprocess.run(["xdotool", "getdisplaygeometry"], capture_output=True, text=True, check=True).stdout.split()
    subprocess.run(["xdotool", "windowsize", window, str(int(screen[0]) - 4), str(int(screen[1]) - 30), "windowmove", window, "0", "0"], check=True)
    time.sleep(1)


def pid_of(folder):
    try:
        return json.loads((folder / "hearthd.lock").read_text())["pid"]
    except (OSError, ValueError):
        return None


def running(folder):
    pid = pid_of(folder)
    return pid is not None and alive(pid)


def connect(desk, synapse):
    """From the server switch to the dashboard of a Synapse, over everything that goes wrong first."""
    desk.click("Server " + NAMES[0])
    time.sleep(0.3)
    desk.picture("switch")
    desk.key("Up")  # the last one of the menu, which is no part of the tree
    desk.key("Return")
    desk.see("Connect to an existing server")
    for address, sentence in (("http://127.0.0.1:9", "Nothing answers"), (f"127.0.0.1:{synapse.port}", "A Matrix server answers")):
        desk.fill("Domain or address of the server", address)
        desk.click("Check", "push button", exact=True)
        desk.see(sentence)
        desk.picture("connect-" + sentence.split()[0].lower())
    desk.fill("User name", "bob")
    desk.fill("Password", PASSWORD, "password text")
    desk.click("Connect", "push button", exact=True)
    desk.see("not an administrator")
    desk.picture("connect-no-administrator")
    desk.fill("User name", "admin")
    desk.fill("Password", PASSWORD, "password text")
    desk.click("Connect", "push button", exact=True)
    desk.see("Synapse", seconds=30)
    desk.see("Server synapse.test, Running", seconds=20)


def administer(desk, synapse):
    """Users and rooms of the Synapse are there, and a user made here can sign in there."""
    desk.see("On this server", seconds=20)
    desk.picture("synapse-dashboard")
    desk.click("Users", "list item")
    desk.see("@bob:synapse.test", seconds=20)
    desk.click("New user", "push button")
    desk.fill("User name", "carol")
    desk.fill("Password", "a third long password 7")
    desk.click("Create user", "push button")
    desk.see("@carol:synapse.test", seconds=15)
    desk.key("Escape")
    login = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": "carol"}, "password": "a third long password 7"}
    Api(synapse.port).call("POST", "/_matrix/client/v3/login", login)
    desk.picture("synapse-users")
    desk.click("Rooms", "list item")
    desk.see("Reading circle", seconds=20)
    desk.picture("synapse-rooms")
    desk.click("Logs", "list item")
    desk.see("This server's log can't be shown", seconds=10)
    desk.picture("synapse-logs")


def tick(desk, number):
    """The box of the number-th server of this computer in the settings."""
    boxes = []
    end = time.monotonic() + 10
    while len(boxes) <= number and time.monotonic() < end:
        boxes = [node for node in desk.everything("check box") if "when Hearth starts" in (node.get_name() or "")]
    if len(boxes) <= number:
        raise NotSeen("the box to start with Hearth")
    desk.click_node(boxes[number])


def main(binaries, pictures):
    home = tempfile.mkdtemp(prefix="hearth-person-")
    environment = {**os.environ, "HOME": home, "XDG_CONFIG_HOME": home + "/.config", "HEARTH_CONFIG_DIR": home + "/config",
                   "HEARTH_SECRETS": "file", "LANGUAGE": "en", "LC_ALL": "C.UTF-8"}
    folders = [pathlib.Path(home) / name for name in NAMES]
    synapse = Synapse(home + "/synapse")
    desk, program, started = Desk(pictures), Program(binaries, environment), time.monotonic()
    try:
        synapse.start()
        admin = synapse.register("admin", PASSWORD, admin=True)
        synapse.register("bob", PASSWORD)
        Api(synapse.port, admin["access_token"]).call("POST", "/_matrix/client/v3/createRoom", {"name": "Reading circle"})
        for name, folder in zip(NAMES, folders):
            hearthctl(binaries, environment, "setup", "--data-dir", str(folder), "--server-name", name, "--port", str(free_port()), "--password-stdin")
            hearthctl(binaries, environment, "stop", "--data-dir", str(folder))
        hearthctl(binaries, environment, "servers", "start-with-hearth", "no", "--data-dir", str(folders[1]))
        say(started, "two servers of this computer and a Synapse are there")

        start(desk, program, NAMES[0])
        if running(folders[1]):
            raise NotSeen("the server without a tick waiting to be started")
        desk.click("Settings", "list item")
        desk.picture("settings-states")
        tick(desk, 1)
        until(lambda: json.loads((pathlib.Path(home) / "config/profiles.json").read_text())[1]["start_with_hearth"], 5, "the tick was not kept")
        desk.key("ctrl+q")
        desk.see("What should happen to alpha.test", seconds=10)
        desk.click("Stop server", "push button")
        program.wait_ended()
        start(desk, program, NAMES[0])
        until(lambda: all(running(folder) for folder in folders), 20, "not all that are ticked were started")
        say(started, "only those that are ticked start with Hearth")

        connect(desk, synapse)
        say(started, "connected to a Synapse")
        administer(desk, synapse)
        say(started, "users and rooms of the Synapse are administered")

        desk.click("Dashboard", "list item")
        before = pid_of(folders[1])
        os.kill(before, signal.SIGKILL)
        desk.see(f"{NAMES[1]} crashed and is running again", seconds=40)
        desk.picture("other-server-crashed-and-back")
        until(lambda: running(folders[1]) and pid_of(folders[1]) != before, 10, "a new process")
        desk.click("Server synapse.test")
        time.sleep(0.3)
        desk.picture("switch-with-states")
        desk.key("Escape")
        desk.click("Settings", "list item")
        desk.see("beta.test", seconds=10)
        desk.picture("settings-with-states")
        say(started, "a server that is not on show comes back and is announced")

        desk.key("ctrl+q")
        desk.see("What should happen to the 2 running servers", seconds=10)
        for name in NAMES:
            desk.see(name)
        desk.picture("quit-asks-about-all")
        desk.click("Stop all servers", "push button")
        program.wait_ended()
        until(lambda: not any(running(folder) for folder in folders), 15, "not all were stopped")
        if Api(synapse.port).request("GET", "/health")[0] != 200:
            raise NotSeen("the Synapse, which is nobody's to stop")
        say(started, "quitting asks once about all that run here")

        start(desk, program, "synapse.test")
        until(lambda: all(running(folder) for folder in folders), 30, "both start with Hearth, whichever is on show")
        say(started, "both start with Hearth while the Synapse is on show")
        print("several servers passed", flush=True)
        return 0
    except (NotSeen, AssertionError, RuntimeError, subprocess.CalledProcessError) as problem:
        desk.picture("problem")
        print(f"not ok - {problem} {getattr(problem, 'stdout', '') or ''}", flush=True)
        print("\n".join(desk.texts()[:160]))
        return 1
    finally:
        if program.process:
            program.process.kill()
            program.process.wait()
        for folder in folders:
            if running(folder):
                os.kill(pid_of(folder), signal.SIGTERM)
        synapse.end()
        time.sleep(0.5)
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
