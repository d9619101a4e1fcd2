# SPDX-License-Identifier: Apache-2.0
"""GCC 12 miscompiles lambdas and aggregates made inside a full expression that contains co_await.
House rule: co_await takes a call with only names, moves and literals as arguments."""
import re

from sources import cpp_files, finish, read

SUSPECT = [
    (re.compile(r"co_await[^;]*\[[^\]\n]*\]\s*(\([^)]*\))?\s*(mutable\s*)?\{", re.S), "a lambda inside a co_await expression"),
    (re.compile(r"co_await[^;{]*\w\s*\{[^}]*\}[^;]*;", re.S), "an aggregate made inside a co_await expression"),
    (re.compile(r"switch\s*\(\s*co_await"), "switch on a co_await"),
    (re.compile(r"\{[^{};]*,\s*co_await[^;]*\}\s*;", re.S), "co_await inside an initialiser list"),
]

problems, count = [], 0
for path in cpp_files(("server", "app", "ui")):
    count += 1
    text = re.sub(r"//[^\n]*", "", read(path))
    if "co_await" not in text:
        continue
    for pattern, what in SUSPECT:
        for match in pattern.finditer(text):
            if re.match(r"co_await[^;{]*\)\s*\{", match.group(0)):
                continue  # if (co_await x) {
            problems.append(f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {what}")
finish("coroutines", problems, count)
