# SPDX-License-Identifier: Apache-2.0
"""The project's C++ files and small reporting helpers, shared by the lints of this folder."""
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ("server", "app", "ui", "tests")


def cpp_files(folders=FOLDERS):
    """Every .cpp and .hpp below the given top folders, as paths relative to the project."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".cpp", ".hpp") and "node_modules" not in path.parts:
                yield path.relative_to(ROOT)


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def finish(name, problems, checked):
    """Prints what was found and ends the program: 0 clean, 1 problems, 2 nothing was checked."""
    for problem in problems:
        print(problem)
    if checked == 0:
        print(f"{name}: no file was checked")
        sys.exit(2)
    print(f"{name}: {checked} files, {len(problems)} problems")
    sys.exit(1 if problems else 0)
