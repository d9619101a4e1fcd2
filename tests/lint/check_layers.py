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
    "server/net": (("server/core", "server/config", "server/crypto", "server/http", "server/mail"), BASE + "|" + ASIO + r"|curl/.+"),
    "server/jobs": (("server/core", "server/config", "server/matrix", "server/http", "server/store", "server/services", "server/net"), BASE),
    "server/api": (("server/core", "server/config", "server/crypto", "server/matrix", "server/http", "server/mail", "server/store",
                    "server/services"), BASE),
    "server/thumbnail": ((), r"vips/.+"),
    "server/daemon": (("server",), BASE + "|" + ASIO + r"|sqlite3\.h|curl/.+"),
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
        elif not re.fullmatch(STANDARD + "|" + outside, name):
            yield f"{rule} may not include <{name}>"


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


problems, count = [], 0
for path in cpp_files(("server", "app", "ui")):
    count += 1
    text = read(path)
    includes = INCLUDE.findall(text)
    if path.parts[0] == "server":
        found = check_server(path, includes)
    elif path.parts[0] == "app":
        found = check_app(path, includes, text)
    else:
        found = check_ui(path, includes, text)
    problems += [f"{path}: {what}" for what in found]
finish("layers", problems, count)
