# SPDX-License-Identifier: Apache-2.0
"""Who may include whom. The table is the whole rule: what is not listed is forbidden."""
import re

from sources import cpp_files, finish, read

# folder: (project folders it may include besides itself, outside headers it may include as a regex)
STANDARD = r"[a-z_0-9]+|sys/.+|unistd\.h|fcntl\.h|signal\.h|errno\.h|malloc\.h|link\.h|poll\.h|pthread\.h|netinet/.+|arpa/.+|spawn\.h|crypt\.h|netdb\.h"
BASE = r"boost/json.*|boost/json/.+|tl/expected\.hpp|fmt/.+"
ASIO = r"boost/(asio|beast|url|system)(/.+|\.hpp)|openssl/.+"
SERVER = {
    "server/core": ((), BASE),
    "server/config": (("server/core",), BASE + r"|yaml-cpp/.+"),
    "server/crypto": (("server/core",), BASE + r"|openssl/.+|argon2\.h|sodium\.h"),
    "server/http": (("server/core",), BASE + r"|boost/url.*|zlib\.h"),
    "server/matrix": (("server/core", "server/crypto"), BASE + r"|unicode/.+"),
    "server/store": (("server/core", "server/matrix"), BASE),
    "server/store/driver": (("server/core", "server/matrix", "server/store"), BASE + r"|sqlite3\.h|libpq-fe\.h"),
    "server/mail": (("server/core", "server/crypto", "server/matrix"), BASE),
    "server/services": (("server/core", "server/config", "server/crypto", "server/matrix", "server/http", "server/mail",
                         "server/store"),
                        BASE + r"|yaml-cpp/.+|libxml/.+|unicode/.+"),
    "server/net": (("server/core", "server/config", "server/crypto", "server/http", "server/mail"), BASE + "|" + ASIO + r"|curl/.+|ares(_nameser)?\.h"),
    "server/jobs": (("server/core", "server/config", "server/matrix", "server/http", "server/store", "server/services", "server/net"), BASE),
    "server/api": (("server/core", "server/config", "server/crypto", "server/matrix", "server/http", "server/mail", "server/store",
                    "server/services"), BASE),
    "server/thumbnail": ((), r"vips/.+"),
    "server/daemon": (("server",), BASE + "|" + ASIO + r"|sqlite3\.h|curl/.+"),
}
# Inside server/services: folder: the folders beside it that it may include. The files that lie in server/services
# itself are seen by all and see no folder. The table has no circle (checked below), so everything can be built in one
# order, and lists nothing that is not used. server/services/README.md says what belongs where.
SERVICES = {
    "federation": (),
    "limits": (),
    "housekeeping": (),
    "mail": (),
    "rooms": ("federation", "housekeeping", "limits"),
    "peers": ("rooms",),
    "live": ("rooms",),
    "filters": ("limits", "live"),
    "push_rules": ("live",),
    "typing": ("live", "rooms"),
    "presence": ("limits", "live", "rooms", "typing"),
    "account_data": ("limits", "live", "push_rules", "rooms"),
    "receipts": ("account_data", "live", "rooms"),
    "push": ("account_data", "limits", "live", "mail", "push_rules", "receipts", "rooms"),
    "sync": ("account_data", "filters", "live", "presence", "push", "push_rules", "receipts", "rooms", "typing"),
    "accounts": ("limits", "live", "mail"),
    "devices": ("accounts", "limits", "live"),
    "keys": ("accounts", "limits", "live"),
    "media": ("accounts", "federation"),
    "directory": ("accounts", "rooms"),
    "profiles": ("accounts", "directory", "rooms"),
    "appservices": ("accounts", "live", "presence", "receipts", "rooms", "typing"),
    "sign_in": ("accounts", "appservices", "limits", "live", "profiles", "rooms"),
    "admin": ("account_data", "accounts", "media", "profiles", "rooms", "sign_in"),
    "assembly": ("account_data", "accounts", "admin", "appservices", "devices", "directory", "federation", "filters",
                 "housekeeping", "keys", "live", "media", "presence", "profiles", "push", "push_rules", "receipts", "rooms", "sign_in",
                 "sync", "typing"),
}
QT_CORE = r"Q[A-Za-z]+|qt6keychain/.+|qtkeychain/.+|tl/expected\.hpp|openssl/.+|qrencode\.h"
WIDGETS = re.compile(r"QtWidgets|QWidget|QApplication|QDialog|QLabel|QPushButton|QMainWindow|QTableView|QStyle\b|QLayout|QLineEdit")
APP = {
    "app/core": (), "app/api": ("app/core",), "app/supervisor": ("app/core", "app/api"),
    "app/history": ("app/core", "app/api", "app/supervisor"),
    "app/platform": ("app/core",), "app/deploy": ("app/core",),
    "app/setup": ("app/core", "app/api", "app/supervisor", "app/platform", "app/deploy"),
    "app/models": ("app/core", "app/api", "app/supervisor", "app/history", "app/setup", "app/platform"),
    "app/hearthctl": ("app",), "app": ("app", "ui"),
}
UI_LOWER = ("ui/style", "ui/widgets", "ui/accessibility")

ASSEMBLY = "server/services/assembly"
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
# query.exec() is SQL, which only app/history runs, on a thread of its own.
BLOCKING = re.compile(r"\b(waitFor(Finished|Started|ReadyRead|BytesWritten|Connected|Disconnected|Encrypted|NewConnection|Done)|"
                      r"processEvents)\s*\(|QEventLoop\b|\bQThread::m?u?sleep\b|(?<!query)(?:\.|->)exec\(\)")


def folder_rule(path, table):
    """The longest folder of the table that holds path."""
    text = str(path)
    found = [folder for folder in table if text.startswith(folder + "/")]
    return max(found, key=len) if found else None


def inside(include, folders):
    return any(include == f or include.startswith(f + "/") for f in folders)


def check_server(path, includes):
    rule = folder_rule(path, SERVER)
    if str(path) in ("server/main.cpp",):
        rule = "server/daemon"
    if rule is None:
        yield "lies in no folder of the table"
        return
    allowed, outside = SERVER[rule]
    for quote, name in includes:
        if name.startswith(("app/", "ui/", "tests/")):
            yield f"includes {name}"
        elif name.startswith("server/"):
            if not inside(name, (rule,) + allowed):
                yield f"{rule} may not include {name}"
            elif inside(name, (ASSEMBLY,)) and rule != "server/daemon" and not inside(str(path), (ASSEMBLY,)):
                yield f"only the daemon may include {name}: take the services that are called"
        elif not re.fullmatch(STANDARD + "|" + outside, name):
            yield f"{rule} may not include <{name}>"


def check_services(path, includes, used):
    """Who sees whom inside server/services; used collects what was seen."""
    own = path.parts[2] if len(path.parts) > 3 else ""
    if own and own not in SERVICES:
        yield f"server/services/{own} is not in the table SERVICES"
        return
    for quote, name in includes:
        parts = name.split("/")
        if parts[:2] != ["server", "services"] or len(parts) < 4 or parts[2] == own:
            continue
        used.add((own, parts[2]))
        if not own:
            yield f"files that all services see may not include {name}"
        elif parts[2] not in SERVICES[own]:
            yield f"services/{own} may not include {name}"


def circle(table):
    """A circle in the table, as names one after the other, or nothing."""
    done = set()

    def walk(name, path):
        if name in path:
            return path[path.index(name):] + [name]
        if name in done:
            return None
        for other in table[name]:
            if found := walk(other, path + [name]):
                return found
        done.add(name)
        return None

    return next((found for name in table if (found := walk(name, []))), None)


def check_app(path, includes, text):
    rule = folder_rule(path, APP) or "app"
    for quote, name in includes:
        if name.startswith("server/"):
            yield f"includes {name}"
        elif name.startswith(("app/", "ui/")):
            if not inside(name, (rule,) + APP[rule]):
                yield f"{rule} may not include {name}"
        elif rule != "app" and WIDGETS.search(name):
            yield f"{rule} may not include <{name}>"
    if path.name != "main.cpp":
        yield from blocking(text)


def check_ui(path, includes, text):
    parts = path.parts
    for quote, name in includes:
        if name.startswith("server/"):
            yield f"includes {name}"
        if parts[1] in ("style", "widgets", "accessibility") and name.startswith(("app/", "ui/pages", "ui/shell", "ui/wizard")):
            yield f"ui/{parts[1]} may not include {name}"
        if parts[1] == "pages" and name.startswith("ui/"):
            own = "/".join(parts[:3])
            if not inside(name, UI_LOWER + (own,)) and name.count("/") > 2:
                yield f"a page may not include {name}"
        if parts[1] == "pages" and name.startswith(("ui/shell", "ui/wizard")):
            yield f"a page may not include {name}"
    yield from blocking(text)


def blocking(text):
    """Calls that would stop the main thread of the program."""
    for number, line in enumerate(text.splitlines(), 1):
        code = line.split("//")[0]
        if BLOCKING.search(code):
            yield f"line {number}: blocks its thread: {code.strip()}"


problems, count, used = [], 0, set()
for path in cpp_files(("server", "app", "ui")):
    count += 1
    text = read(path)
    includes = INCLUDE.findall(text)
    if path.parts[0] == "server":
        found = list(check_server(path, includes))
        if path.parts[1] == "services":
            found += check_services(path, includes, used)
    elif path.parts[0] == "app":
        found = check_app(path, includes, text)
    else:
        found = check_ui(path, includes, text)
    problems += [f"{path}: {what}" for what in found]
for name, others in SERVICES.items():
    problems += [f"SERVICES: {name} names {other}, which is no row" for other in others if other not in SERVICES]
    problems += [f"SERVICES: {name} names {other}, but does not include it" for other in others if (name, other) not in used]
if not any("no row" in problem for problem in problems) and (found := circle(SERVICES)):
    problems.append("SERVICES goes in a circle: " + " -> ".join(found))
finish("layers", problems, count)
