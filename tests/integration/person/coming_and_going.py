# SPDX-License-Identifier: Apache-2.0
"""Closing, the tray, a second start, starting at sign-in, the language, and quitting both ways, at the real program
with a real tray.   coming_and_going.py BIN_DIR PICTURES"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
from desk import Desk, NotSeen  # noqa: E402
from first_day import say, wizard  # noqa: E402
from servers import free_port  # noqa: E402


def alive(pid):
    """A zombie has ended too: its parent was the program that left it running."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def until(what, seconds=15, message="it did not happen"):
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            raise NotSeen(message)
        time.sleep(0.1)


class Program:
    def __init__(self, binaries, environment):
        self.command, self.environment = [binaries + "/hearth"], environment
        self.process = None

    def start(self):
        self.process = subprocess.Popen(self.command, env=self.environment, stderr=subprocess.DEVNULL)

    def runs(self):
        return self.process.poll() is None

    def wait_ended(self):
        until(lambda: not self.runs(), 20, "the program did not end")
        if self.process.returncode != 0:
            raise NotSeen(f"the program ended with {self.process.returncode}")


def click_tray_icon():
    """The tray gives each program one icon; ours is the only one."""
    found = subprocess.run(["xdotool", "search", "--class", "trayer"], capture_output=True, text=True, check=False).stdout.split()
    if not found:
        raise NotSeen("the tray")
    subprocess.run(["xdotool", "mousemove", "--window", found[-1], "12", "12", "click", "1"], check=True)


def settings(desk, environment):
    entry = pathlib.Path(environment["XDG_CONFIG_HOME"]) / "autostart" / "hearth.desktop"
    desk.click("Settings", "list item")
    box = "Start Hearth when I sign in to this computer"
    desk.click(box, "check box")
    until(entry.exists, 5, "no autostart entry was written")
    text = entry.read_text()
    if "Exec=" not in text or "/hearth\"" not in text:
        raise NotSeen("an autostart entry that starts the program: " + text)
    desk.picture("start-at-sign-in")
    desk.click(box, "check box")
    until(lambda: not entry.exists(), 5, "the autostart entry stayed")
    language(desk)
    desk.click("Dashboard", "list item")


def language(desk):
    """Holds at once: the window speaks German, and English again."""
    for name, key, seen in (("Language", "End", "Erscheinungsbild"), ("Sprache", "Home", "Appearance")):
        desk.click_below(name)
        desk.key("Escape")
        desk.key(key)
        desk.see(seen, seconds=10)
        if key == "End":
            desk.picture("german")


def main(binaries, pictures):
    home = tempfile.mkdtemp(prefix="hearth-person-")
    data, port = home + "/server", free_port()
    environment = {**os.environ, "HOME": home, "XDG_CONFIG_HOME": home + "/.config", "HEARTH_CONFIG_DIR": home + "/config", "HEARTH_SECRETS": "file", "LANGUAGE": "en", "LC_ALL": "C.UTF-8"}
    tray = subprocess.Popen(["trayer", "--edge", "top", "--align", "right", "--widthtype", "request", "--height", "24"], stderr=subprocess.DEVNULL)
    desk, program, started = Desk(pictures), Program(binaries, environment), time.monotonic()
    lock = pathlib.Path(data) / "hearthd.lock"
    program.start()
    server = None
    try:
        wizard(desk, port, data)
        desk.see("Running", seconds=10)
        server = json.loads(lock.read_text())["pid"]

        desk.key("ctrl+w")
        desk.see_gone("Messages per second", seconds=10)
        desk.picture("closed-to-the-tray")
        if not program.runs() or not alive(server):
            raise NotSeen("program and server after the window was closed")
        say(started, "closing the window keeps program and server")

        second = subprocess.run([binaries + "/hearth"], env=environment, timeout=20, check=False, stderr=subprocess.DEVNULL)
        if second.returncode != 0:
            raise NotSeen(f"a second start ended with {second.returncode}")
        desk.see("Messages per second", seconds=10)
        say(started, "a second start shows the first one's window")

        desk.key("ctrl+w")
        desk.see_gone("Messages per second", seconds=10)
        click_tray_icon()
        desk.see("Messages per second", seconds=10)
        say(started, "a click on the tray icon shows the window")

        settings(desk, environment)
        say(started, "start at sign-in is written and taken back; the language changes at once")

        desk.key("ctrl+q")
        desk.see("Quit Hearth?", seconds=10)
        desk.picture("quit-asks")
        desk.click("Keep running", "push button")
        program.wait_ended()
        if not alive(server):
            raise NotSeen("the server after the program left it running")
        say(started, "keep running: the program ends, the server does not")

        program.start()
        desk.see("Running", seconds=20)
        if json.loads(lock.read_text())["pid"] != server:
            raise NotSeen("the same server after coming back")
        say(started, "coming back finds the same server")

        desk.key("ctrl+q")
        desk.click("Stop server", "push button")
        program.wait_ended()
        until(lambda: not alive(server), 15, "the server was not stopped")
        say(started, "stop server: both end")
        print("coming and going passed", flush=True)
        return 0
    except (NotSeen, AssertionError, RuntimeError) as problem:
        desk.picture("problem")
        print(f"not ok - {problem}", flush=True)
        print("\n".join(desk.texts()[:120]))
        return 1
    finally:
        for process in (program.process, tray):
            process.kill()
            process.wait()
        if server is not None and alive(server):
            os.kill(server, 15)
        time.sleep(0.5)
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
