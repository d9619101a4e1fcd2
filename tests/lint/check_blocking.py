# SPDX-License-Identifier: Apache-2.0
"""Files, folders, databases and processes may hang (a home folder in the network), and the window must
not hang with them: app/ and ui/ touch them only in the places listed here, each with its reason."""
import re

from sources import cpp_files, finish, read

TOUCHES = re.compile(
    r"\b(QFile|QSaveFile|QFileInfo|QDir|QDirIterator|QStorageInfo|QSettings|QLockFile|QTemporary(File|Dir)|QSql(Query|Database)|"
    r"QHostInfo|std::(filesystem|[io]?fstream))\b(?!::(encodeName|decodeName|ReadOwner|WriteOwner))"
    r"|\bfindExecutable\s*\(|\bfindProgram\s*\(|\bfindByDataDir\s*\(|\bcheckDataDir\s*\(|\bisDataDirLocked\s*\("
    r"|(?<![\w:])::(open|stat|flock|fopen|mkdir|unlink|rename)\s*\(|\bQProcess::execute\b|(?:\.|->)wait\(\)|\.(save|load)\((file|path|name)\b")

QUEUED = "its calls block by their comment; the GUI calls them on a FileQueue"
WORKER = "runs on a thread of its own"
EARLY = "before the first window"
COMMAND_LINE = "hearthctl has no window"
ALLOWED = {
    "app/core/paths.cpp": EARLY + "; findProgram() on a FileQueue",
    "app/core/port_owner.cpp": "on a FileQueue; /proc does not hang",
    "app/core/profiles.cpp": "read before the first window; written on its FileQueue",
    "app/core/profiles.hpp": QUEUED,
    "app/core/secret_file.cpp": QUEUED,
    "app/core/settings.cpp": "read before the first window; written on its FileQueue",
    "app/core/single_instance.hpp": EARLY,
    "app/core/single_instance.cpp": EARLY,
    "app/history/history_store.cpp": WORKER,
    "app/history/history_store.hpp": WORKER,
    "app/platform/autostart.cpp": QUEUED,
    "app/setup/existing_server.cpp": QUEUED,
    "app/setup/local_setup.cpp": "on its FileQueue",
    "app/setup/setup_answers.cpp": QUEUED + "; the draft is read before the wizard is shown",
    "app/setup/setup_answers.hpp": QUEUED,
    "app/core/paths.hpp": QUEUED,
    "app/supervisor/data_folder.cpp": "on its FileQueue",
    "app/supervisor/data_folder.hpp": QUEUED,
    "app/supervisor/log_tail.cpp": WORKER,
    "app/supervisor/server_process.cpp": "its report files on a FileQueue; /proc does not hang",
    "app/hearthctl/context.cpp": COMMAND_LINE,
    "app/hearthctl/server_commands.cpp": COMMAND_LINE,
    "app/hearthctl/setup_command.cpp": COMMAND_LINE,
    "ui/common/save_file.cpp": "in the thread pool",
    "ui/common/list_page_news.cpp": "only takes a name apart",
    "ui/style/icons.cpp": "built into the program",
    "ui/style/tokens.cpp": "built into the program",
    "ui/wizard/storage_page.cpp": "on its FileQueue",
    "ui/wizard/welcome_page.cpp": "on its FileQueue; /proc does not hang",
}

problems, count, used = [], 0, set()
for path in cpp_files(("app", "ui")):
    count += 1
    for number, line in enumerate(read(path).splitlines(), 1):
        code = line.split("//")[0]
        if code.lstrip().startswith("#") or not TOUCHES.search(code):
            continue
        used.add(str(path))
        if str(path) not in ALLOWED:
            problems.append(f"{path}:{number}: may block the window: {code.strip()}")
problems += [f"{name}: needs no place in this list" for name in ALLOWED if name not in used]
finish("blocking", problems, count)
