# SPDX-License-Identifier: Apache-2.0
"""Files over 600 lines hide rooms from a newcomer; every C++ file starts with its licence and says what it is for."""
from sources import cpp_files, finish, read

problems, count = [], 0
for path in cpp_files():
    count += 1
    lines = read(path).splitlines()
    if len(lines) > 600:
        problems.append(f"{path}: {len(lines)} lines, at most 600")
    if not lines or lines[0] != "// SPDX-License-Identifier: Apache-2.0":
        problems.append(f"{path}: first line is not the licence")
finish("length", problems, count)
