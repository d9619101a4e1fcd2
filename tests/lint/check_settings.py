# SPDX-License-Identifier: Apache-2.0
"""Every setting works, or says that it does not: each member of Settings that the table fills has a
reader outside server/config, each key without a reader has a reason, and both sides of that are complete."""
import re

from sources import cpp_files, finish, read

# Settings that are read once federation stands.
FEDERATION = {"rc.joinsRemote"}
# Settings whose whole meaning is what server/config does with them.
CONFIG_ONLY = {
    "allowedLocal3pids.pattern": "the text of the regular expression beside it, for messages",
    "disableMsisdnRegistration": "with it, the check lets registrations_require_3pid name telephone numbers",
    "presenceUntracked": "switches presenceEnabled off, and a note says so",
    "enableRegistrationWithoutVerification": "allows what the check of the file otherwise refuses",
}
EXCEPTIONS = FEDERATION | set(CONFIG_ONLY)

CONFIG = [str(path) for path in cpp_files(("server/config",))]
SHAPES = [path for path in CONFIG if "shapes" in path and path.endswith(".cpp")]
TABLE = [path for path in CONFIG if path.endswith(("/settings.cpp", "/groups.cpp", "rows.cpp"))]
STRUCT = re.compile(r"^struct (\w+) \{(.*?)^\};", re.M | re.S)
MEMBER = re.compile(r"^\s*((?:std::|json::)?[\w:]+(?:<.*>)?)\s+(\w[^;()]*);", re.M)


def without_comments(text):
    return re.sub(r"//[^\n]*", "", text)


def structs(header):
    """Name → [(type, member)] of every struct in the header."""
    out = {}
    for name, body in STRUCT.findall(header):
        members = []
        for kind, names in MEMBER.findall(without_comments(body)):
            flat = re.sub(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}", "", names)
            for part in flat.split(","):
                members.append((kind, part.split("=")[0].strip()))
        out[name] = members
    return out


def leaves(all_structs):
    """(path, group member or None, group type or None, member) of everything in Settings."""
    for kind, member in all_structs["Settings"]:
        group = next((name for name in all_structs if re.search(rf"\b{name}\b", kind) and name not in ("RateLimit",)), None)
        if group is None:
            yield member, None, None, member
            continue
        for inner_kind, inner in all_structs[group]:
            yield f"{member}.{inner}", member, group, inner


def has_reader(group, group_type, member, texts):
    if group is None:
        pattern = re.compile(rf"(?:\.|->){member}\b")
        return any(pattern.search(text) for text in texts)
    whole = re.compile(rf"\b{group}(?:\.|->){member}\b")
    # A reference to the group under another name, by its type or by what it is set to.
    aliases = (re.compile(rf"\b{group_type}\s*(?:&|\*)?\s*(\w+)\b"),
               re.compile(rf"\b(\w+)\s*[=:]\s*[^;={{}}]*?(?:\.|->){group}\b(?!\.)"))
    for text in texts:
        if whole.search(text):
            return True
        for name in {name for alias in aliases for name in alias.findall(text)}:
            if re.search(rf"\b{name}(?:\.|->){member}\b", text):
                return True
    return False


problems = []
header = read("server/config/settings.hpp")
outside = [without_comments(read(path)) for path in cpp_files(("server",))
           if not str(path).startswith("server/config/")]
found = set()
for path, group, group_type, member in leaves(structs(header)):
    if member == "line" or path in ("configFile", "dataDir"):
        continue
    found.add(path)
    reader = has_reader(group, group_type, member, outside)
    if not reader and path not in EXCEPTIONS:
        problems.append(f"server/config/settings.hpp: nobody reads {path}")
    if reader and path in FEDERATION:
        problems.append(f"tests/lint/check_settings.py: {path} is read and needs no exception")
for path in sorted(EXCEPTIONS - found):
    problems.append(f"tests/lint/check_settings.py: there is no {path} in Settings")

table = "".join(read(path) for path in TABLE)
shapes = "".join(read(path) for path in SHAPES)
for key, why in re.findall(r'\{"([\w.]+)",\s*Ignored\{\s*"([^"]*)"', table):
    if len(why.split()) < 3 or "yet" in why.split():
        problems.append(f"server/config: {key} has no effect, and does not say why")
for key in re.findall(r'\{"([\w.]+)",\s*notYet\b', table):
    problems.append(f"server/config: {key} has no effect, and does not say why")
filled = set(re.findall(r"HEARTH_AT\(\w[\w:]*,\s*([\w.]+)\)", table)) | set(re.findall(r"\bsettings\.(\w+)", shapes))
for path in sorted(found):
    if path not in filled and path.split(".")[0] not in filled:
        problems.append(f"server/config/settings.hpp: no row of the table fills {path}")
finish("settings", problems, len(found))
