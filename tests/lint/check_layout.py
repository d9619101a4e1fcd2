# SPDX-License-Identifier: Apache-2.0
"""The top of the project holds what the README names and nothing else, and no built or packed file is committed."""
import pathlib
import subprocess

from sources import ROOT, finish

TOP = {"app", "server", "ui", "resources", "translations", "installer", "tests",
       "CMakeLists.txt", "CMakePresets.json", "README.md", "LICENSE"}
PACKED = {".deb", ".rpm", ".zip", ".gz", ".xz", ".zst", ".tar", ".jar", ".whl", ".so", ".a", ".o", ".exe",
          ".db", ".sqlite", ".log", ".pyc"}
problems = []
tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.splitlines()
for name in tracked:
    path = pathlib.PurePosixPath(name)
    if path.parts[0] not in TOP and not path.parts[0].startswith("."):
        problems.append(f"{name}: does not belong at the top of the project")
    if path.suffix in PACKED:
        problems.append(f"{name}: a built or packed file")
finish("layout", problems, len(tracked))
