# SPDX-License-Identifier: Apache-2.0
"""Nothing in hearthd waits for anybody outside on a thread that others need. Calls that wait (for a peer, a name server,
a process, another thread) stand only in the places listed here, each with its reason."""
import re

from sources import cpp_files, finish, read

WAITS = re.compile(
    r"\b(sleep_for|sleep_until|usleep|nanosleep|getaddrinfo|gethostbyname\w*|res_n?query|waitpid|waitid|popen|posix_spawnp?|"
    r"curl_easy_perform|curl_multi_(poll|wait)|counting_semaphore|binary_semaphore|condition_variable(_any)?|"
    r"std::(latch|barrier|promise|future|shared_future|async|packaged_task))\b"
    r"|(?<![\w:])::(connect|poll|select|sleep|system)\s*\(|\bstd::system\s*\(|(?:\.|->)(wait|wait_for|wait_until)\s*\(")

OWN_THREAD = "on a thread of its own"
DATABASE = "waits for our own database"
SHUTDOWN = "while hearthd starts or ends"
LANE = "runs on a heavy lane"
ALLOWED = {
    "server/core/log_sink.cpp": OWN_THREAD,
    "server/crypto/password.cpp": "as many places as the lane for passwords has threads",
    "server/daemon/mail_check.cpp": "a command of its own: hearthd check",
    "server/net/curl_loop.cpp": OWN_THREAD,
    "server/net/dns_client.cpp": OWN_THREAD,
    "server/net/lane_pools.cpp": LANE,
    "server/net/mail_sender.cpp": OWN_THREAD,
    "server/net/server.cpp": SHUTDOWN,
    "server/net/worker_pool.cpp": "the threads of the pool, when they have nothing to do",
    "server/net/worker_pool.hpp": "the threads of the pool, when they have nothing to do",
    "server/services/media/thumbnailer.cpp": LANE,
    "server/services/rooms/room_members.cpp": DATABASE,
    "server/services/rooms/room_writer.cpp": DATABASE,
    "server/store": DATABASE,
}

# The one way out is http::Client, which only calls back (core/lookups for requests that depend on an answer).
OUTSIDE = re.compile(r"#\s*include\s*<(curl/|libcurl)")
WAYS_OUT = ("server/net/", "server/daemon/")

problems, count, used = [], 0, set()
for path in cpp_files(("server",)):
    count += 1
    place = next((name for name in ALLOWED if str(path) == name or str(path).startswith(name + "/")), None)
    for number, line in enumerate(read(path).splitlines(), 1):
        code = line.split("//")[0]
        if OUTSIDE.search(code) and not str(path).startswith(WAYS_OUT):
            problems.append(f"{path}:{number}: reaches out by itself: {code.strip()}")
        if code.lstrip().startswith("#") or not WAITS.search(code):
            continue
        if place:
            used.add(place)
        else:
            problems.append(f"{path}:{number}: may hold a thread that others need: {code.strip()}")
problems += [f"{name}: needs no place in this list" for name in ALLOWED if name not in used]
finish("waiting", problems, count)
