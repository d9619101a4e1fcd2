# SPDX-License-Identifier: Apache-2.0
"""A person at a desk: sees the windows through the accessibility tree, as a screen reader does, and
acts with a real mouse pointer and keyboard (xdotool) on a real X server."""
import os
import subprocess
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402


class NotSeen(Exception):
    pass


class Desk:
    def __init__(self, pictures):
        self.pictures, self.number = pictures, 0
        self.scale = float(os.environ.get("QT_SCALE_FACTOR", "1"))  # the tree tells places without it
        os.makedirs(pictures, exist_ok=True)
        Atspi.init()

    # Looking -----------------------------------------------------------------------------------

    def _walk(self, node, depth=0):
        if node is None or depth > 40:
            return
        yield node
        try:
            count = node.get_child_count()
            # A table tells of cells without end; its visible part is found through find_cell.
            if node.get_role() in (Atspi.Role.TABLE, Atspi.Role.TREE_TABLE):
                count = min(count, 400)
            for index in range(count):
                yield from self._walk(node.get_child_at_index(index), depth + 1)
        except Exception:  # the widget went away while it was looked at
            return

    def _showing(self, node):
        states = node.get_state_set()
        return states.contains(Atspi.StateType.SHOWING) and states.contains(Atspi.StateType.VISIBLE)

    def everything(self, role=None):
        desktop = Atspi.get_desktop(0)
        for index in range(desktop.get_child_count()):
            program = desktop.get_child_at_index(index)
            if program is None or not program.get_name().lower().startswith("hearth"):
                continue
            for node in self._walk(program):
                try:
                    if (role is None or node.get_role_name() == role) and self._showing(node):
                        yield node
                except Exception:
                    continue

    def look(self, name, role=None, exact=False):
        """The first visible thing with that name (or text), or None."""
        wanted = name.lower()
        best = None
        for node in self.everything(role):
            try:
                title = (node.get_name() or "").replace("&", "").lower()
                if title == wanted:
                    return node
                if not exact and best is None and wanted in title:
                    best = node
            except Exception:
                continue
        return best

    def see(self, name, role=None, seconds=20, exact=False):
        """Waits until it is there."""
        end = time.monotonic() + seconds
        while True:
            node = self.look(name, role, exact)
            if node is not None:
                return node
            if time.monotonic() > end:
                self.picture("not-seen")
                raise NotSeen(f"not seen within {seconds} s: {name}")
            time.sleep(0.1)

    def see_gone(self, name, role=None, seconds=20):
        end = time.monotonic() + seconds
        while self.look(name, role) is not None:
            if time.monotonic() > end:
                raise NotSeen(f"still there after {seconds} s: {name}")
            time.sleep(0.1)

    def texts(self):
        return [f"{node.get_role_name()}: {node.get_name()}" for node in self.everything() if node.get_name()]

    # Acting ------------------------------------------------------------------------------------

    def click(self, name, role=None, seconds=20, exact=False):
        node = self.see(name, role, seconds, exact)
        end = time.monotonic() + seconds
        while not node.get_state_set().contains(Atspi.StateType.ENABLED):
            if time.monotonic() > end:
                raise NotSeen(f"never became usable: {name}")
            time.sleep(0.1)
        self.click_node(node)

    def click_node(self, node):
        box = node.get_extents(Atspi.CoordType.SCREEN)
        self._move(box.x + box.width // 2, box.y + box.height // 2)
        self._do("click", "1")
        time.sleep(0.15)

    def click_below(self, label, seconds=20):
        """The box under a label: its own name is what it shows."""
        box = self.see(label, "label", seconds, exact=True).get_extents(Atspi.CoordType.SCREEN)
        self._move(box.x + 60, box.y + box.height + 18)
        self._do("click", "1")
        time.sleep(0.3)

    def fill(self, name, text, role=None, seconds=20):
        """Clicks into a field and replaces what it holds."""
        self.click(name, role or "text", seconds)
        self._do("key", "ctrl+a")
        self.write(text)

    def write(self, text):
        # From standard input, so that a password does not stand in an argument list.
        subprocess.run(["xdotool", "type", "--delay", "4", "--file", "-"], input=text, text=True, check=True)
        time.sleep(0.1)

    def key(self, keys):
        self._do("key", keys)
        time.sleep(0.1)

    def picture(self, name):
        self.number += 1
        path = os.path.join(self.pictures, f"{self.number:02d}-{name}.png")
        subprocess.run(["import", "-window", "root", path], check=False)
        return path

    def _move(self, x, y):
        self._do("mousemove", str(round(x * self.scale)), str(round(y * self.scale)))

    @staticmethod
    def _do(*command):
        subprocess.run(["xdotool", *command], check=True)
