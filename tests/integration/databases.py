# SPDX-License-Identifier: Apache-2.0
"""hearthd db check, copy (SQLite to PostgreSQL and back) and backup, with a real server's data.   databases.py HEARTHD"""
import contextlib
import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import threading

from servers import Api, Hearthd, private_postgres, quote


def tool(binary, *arguments, code=0):
    done = subprocess.run([binary, "db", *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert done.returncode == code, (arguments, done.returncode, done.stdout[-2000:], done.stderr)
    return done.stdout + done.stderr


def use(server):
    """Something in many tables; gives what a client sees of it."""
    people = [server.register(name, admin=name == "one") for name in ("one", "two", "three")]
    apis = [Api(server.port, person["access_token"]) for person in people]
    rooms = []
    for number in range(3):
        room = apis[0].call("POST", "/_matrix/client/v3/createRoom", {"name": f"room {number} ☂", "preset": "public_chat", "topic": "t\n'\"\\"})["room_id"]
        for api in apis[1:]:
            api.call("POST", f"/_matrix/client/v3/rooms/{quote(room)}/join", {})
        for index in range(40):
            apis[index % 3].call("PUT", f"/_matrix/client/v3/rooms/{quote(room)}/send/m.room.message/t{index}", {"msgtype": "m.text", "body": f"{index} \U0001f40c"})
        rooms.append(room)
    apis[2].call("POST", f"/_matrix/client/v3/rooms/{quote(rooms[0])}/leave", {})
    apis[1].call("PUT", f"/_matrix/client/v3/profile/{quote(people[1]['user_id'])}/displayname", {"displayname": "Zwei"})
    apis[1].call("PUT", f"/_matrix/client/v3/user/{quote(people[1]['user_id'])}/account_data/org.x", {"a": [1, None]})
    upload = Api(server.port).connection
    upload.request("POST", "/_matrix/media/v3/upload?filename=a.txt", b"some bytes", {"Authorization": f"Bearer {people[0]['access_token']}", "Content-Type": "text/plain"})
    assert upload.getresponse().status == 200
    return people, rooms


def seen(server, people, rooms):
    out = []
    for person in people:
        api = Api(server.port, person["access_token"])
        answer = api.call("GET", "/_matrix/client/v3/sync?timeout=0&filter=" + quote('{"room":{"timeline":{"limit":100}}}'))
        joined = {room: [event["event_id"] for event in part["timeline"]["events"]] for room, part in answer["rooms"]["join"].items()}
        out.append([sorted(joined.items()), [event["type"] for event in answer.get("account_data", {}).get("events", [])]])
    return out


def break_rows(folder, sql, expected, binary, config):
    path = folder / "hearthd.db"
    before = path.read_bytes()
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute(sql)
        database.commit()
    text = tool(binary, "check", "--config", config, code=1)
    assert expected in text, (sql, text)
    path.write_bytes(before)


def main(binary):
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hearth-databases-")))
        postgres = stack.enter_context(private_postgres())
        server = Hearthd(binary, folder / "data")
        stack.callback(server.end)
        server.start()
        people, rooms = use(server)
        # A backup while it runs and writes.
        stop, api = threading.Event(), Api(server.port, people[0]["access_token"])

        def write():
            number = 0
            while not stop.is_set():
                number += 1
                api.call("PUT", f"/_matrix/client/v3/rooms/{quote(rooms[1])}/send/m.room.message/b{number}", {"msgtype": "m.text", "body": "x" * 500})

        writer = threading.Thread(target=write)
        writer.start()
        backup = folder / "backup.db"
        tool(binary, "backup", "--config", server.config, "--to", backup)
        stop.set()
        writer.join()
        assert "already there" in tool(binary, "backup", "--config", server.config, "--to", backup, code=1)
        assert backup.stat().st_mode & 0o077 == 0
        with contextlib.closing(sqlite3.connect(backup)) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert database.execute("SELECT COUNT(*) FROM event").fetchone()[0] > 120
        before = seen(server, people, rooms)
        assert "already runs" in tool(binary, "check", "--config", server.config, code=1)
        server.stop()
        print(tool(binary, "check", "--config", server.config).splitlines()[-1], flush=True)
        # To PostgreSQL: the same tokens and the same rooms.
        text = server.config.read_text()
        second = server.folder / "second.yaml"
        sqlite_section = "database:\n  name: sqlite3\n  args:\n    database: hearthd.db\n"
        assert sqlite_section in text
        second.write_text(text.replace(sqlite_section, "database: " + json.dumps({"name": "psycopg2", "args": postgres}) + "\n"))
        print(tool(binary, "copy", "--config", server.config, "--to", second).splitlines()[-1], flush=True)
        assert "not empty" in tool(binary, "copy", "--config", server.config, "--to", second, code=1)
        tool(binary, "check", "--config", second)
        first, server.config = server.config, second
        server.start()
        assert seen(server, people, rooms) == before
        assert "pg_dump" in tool(binary, "backup", "--config", second, "--to", folder / "postgres.db", code=1)
        Api(server.port, people[1]["access_token"]).call(
            "PUT", f"/_matrix/client/v3/rooms/{quote(rooms[2])}/send/m.room.message/later", {"msgtype": "m.text", "body": "on PostgreSQL"})
        before = seen(server, people, rooms)
        server.stop()
        # A backup of PostgreSQL is an SQLite file, with which a server can start.
        kept = folder / "postgres.db"
        print(tool(binary, "backup", "--config", second, "--to", kept).splitlines()[-1], flush=True)
        assert "already there" in tool(binary, "backup", "--config", second, "--to", kept, code=1)
        assert kept.stat().st_mode & 0o077 == 0, oct(kept.stat().st_mode)
        assert [path.name for path in folder.glob("postgres.db*")] == ["postgres.db"], list(folder.glob("postgres*"))
        from_backup = server.folder / "from-backup.yaml"
        from_backup.write_text(text.replace("database: hearthd.db", f"database: {kept}"))
        tool(binary, "check", "--config", from_backup)
        server.config = from_backup
        server.start()
        assert seen(server, people, rooms) == before
        server.stop()
        server.config = second
        # And back, into a new file.
        third = server.folder / "third.yaml"
        third.write_text(text.replace("database: hearthd.db", "database: third.db"))
        print(tool(binary, "copy", "--config", second, "--to", third).splitlines()[-1], flush=True)
        tool(binary, "check", "--config", third)
        server.config = third
        server.start()
        assert seen(server, people, rooms) == before
        server.stop()
        # A copy that was broken off goes on.
        fourth = server.folder / "fourth.yaml"
        fourth.write_text(text.replace("database: hearthd.db", "database: fourth.db"))
        server.config = fourth
        server.start()
        server.stop()
        with contextlib.closing(sqlite3.connect(server.folder / "fourth.db")) as database:
            for table in ("counter", "journal", "server", "users"):
                database.execute(f"DELETE FROM {table}")
            with contextlib.closing(sqlite3.connect(server.folder / "third.db")) as source:
                for row in source.execute("SELECT * FROM event LIMIT 10"):
                    database.execute("INSERT INTO event VALUES (" + ",".join("?" * len(row)) + ")", row)
                for table in (name for (name,) in source.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name < 'event' AND name NOT LIKE 'sqlite%'")):
                    database.execute(f"DELETE FROM {table}")
                    for row in source.execute(f"SELECT * FROM {table}"):
                        database.execute(f"INSERT INTO {table} VALUES (" + ",".join("?" * len(row)) + ")", row)
            database.execute("INSERT INTO server_value VALUES ('copy.done_before', 'event')")
            database.commit()
        tool(binary, "copy", "--config", third, "--to", fourth)
        server.start()
        assert seen(server, people, rooms) == before
        server.stop()
        # What is wrong is found.
        for sql, expected in (
                ("DELETE FROM event_json WHERE event_nid = (SELECT MAX(event_nid) FROM event_json)", "1 events have no content."),
                ("DELETE FROM state_delta WHERE gpos = (SELECT MAX(gpos) FROM state_delta)", "state"),
                ("UPDATE room_summary SET joined = joined + 1 WHERE room_nid = (SELECT MIN(room_nid) FROM room_summary)", "1 rooms count their joined members wrongly."),
                ("UPDATE counter SET value = 3 WHERE name = 'gpos'", "beyond the last position"),
                ("DELETE FROM users WHERE user_nid = (SELECT MIN(user_nid) FROM account)", "belong to nobody"),
                ("UPDATE media SET size_bytes = 7", "do not have their size")):
            break_rows(server.folder, sql, expected, binary, first)
        damaged = bytearray((server.folder / "hearthd.db").read_bytes())
        for page in range(10, len(damaged) // 4096, 7):
            damaged[page * 4096:page * 4096 + 200] = b"z" * 200
        (server.folder / "hearthd.db").write_bytes(damaged)
        text = tool(binary, "check", "--config", first, code=1)
        assert "SQLite: " in text or "damaged" in text, text
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
