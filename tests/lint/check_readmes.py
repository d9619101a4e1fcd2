# SPDX-License-Identifier: Apache-2.0
"""Each main folder has a README of at most 40 lines; no committed text names a path of one machine."""
import re
import subprocess

from sources import ROOT, finish

MAIN = ("server", "app", "ui", "resources", "translations", "installer", "tests",
        "server/matrix", "server/store", "server/services", "server/net", "server/api")
problems = []
for folder in MAIN:
    readme = ROOT / folder / "README.md"
    if not readme.exists():
        problems.append(f"{folder}: has no README.md")
for readme in sorted(ROOT.glob("*/**/README.md")):
    if "node_modules" in readme.parts or "build" in readme.parts:
        continue
    lines = len(readme.read_text(encoding="utf-8").splitlines())
    if lines > 40:
        problems.append(f"{readme.relative_to(ROOT)}: {lines} lines, at most 40")
MACHINE_PATH = re.compile(r"(^|[^a-zA-Z0-9_.])/(work|farm|root)/")
tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.split()
for name in tracked:
    path = ROOT / name
    if not path.is_file() or path.suffix in (".png", ".ico", ".jpg", ".qm"):
        continue
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        if MACHINE_PATH.search(line) and not name.startswith("tests/lint/"):
            problems.append(f"{name}:{number}: names a path of one machine")
finish("readmes", problems, len(MAIN))
