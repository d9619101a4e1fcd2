# SPDX-License-Identifier: Apache-2.0
"""kill -9 of hearthd under load loses no event that it acknowledged.   durability.py HEARTHD sqlite|postgres"""
import contextlib
import http.client
import random
import sys
import tempfile
import threading
import time

from servers import Api, Hearthd, private_postgres, quote

ROUNDS, SENDERS = 4, 12


def send(port, token, room, round_number, sender, acknowledged):
    """Sends until the server is gone; notes each event that was acknowledged."""
    api, number = Api(port, token), 0
    while True:
        number += 1
        body = f"round {round_number} sender {sender} number {number}"
        try:
            status, answer = api.request("PUT", f"/_matrix/client/v3/rooms/{quote(room)}/send/m.room.message/r{round_number}s{sender}n{number}",
                                         {"msgtype": "m.text", "body": body})
        except (OSError, http.client.HTTPException):
            return
        if status == 200:
            acknowledged[answer["event_id"]] = body


def timeline(api, room):
    """Every message of the room, as event id to body."""
    found, start = {}, None
    while True:
        page = api.call("GET", f"/_matrix/client/v3/rooms/{quote(room)}/messages?dir=b&limit=1000" + (f"&from={quote(start)}" if start else ""))
        for event in page["chunk"]:
            if event["type"] == "m.room.message":
                found[event["event_id"]] = event["content"]["body"]
        start = page.get("end")
        if not start or not page["chunk"]:
            return found


def main(binary, kind):
    with contextlib.ExitStack() as stack:
        database = stack.enter_context(private_postgres()) if kind == "postgres" else None
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="hearth-durability-"))
        server = Hearthd(binary, folder + "/data", database)
        stack.callback(server.end)
        server.start()
        account = server.register("writer")
        token = account["access_token"]
        rooms = [Api(server.port, token).call("POST", "/_matrix/client/v3/createRoom", {})["room_id"] for _ in range(4)]
        acknowledged = [{} for _ in rooms]
        for round_number in range(ROUNDS):
            threads = [threading.Thread(target=send, args=(server.port, token, rooms[i % len(rooms)], round_number, i, acknowledged[i % len(rooms)]))
                       for i in range(SENDERS)]
            for thread in threads:
                thread.start()
            time.sleep(random.uniform(0.7, 1.5))
            server.kill()
            for thread in threads:
                thread.join()
            started = time.monotonic()
            server.start()
            recovery = time.monotonic() - started
            api = Api(server.port, token)
            lost = 0
            for room, known in zip(rooms, acknowledged):
                stored = timeline(api, room)
                lost += sum(stored.get(event_id) != body for event_id, body in known.items())
            total = sum(map(len, acknowledged))
            print(f"{kind}: round {round_number + 1}: {total} acknowledged, {lost} lost, started again in {recovery:.2f} s", flush=True)
            if lost or not total:
                return 1
        # What was written is also whole: the room still takes events, and a sync gives them.
        for room in rooms:
            event = api.call("PUT", f"/_matrix/client/v3/rooms/{quote(room)}/send/m.room.message/last", {"msgtype": "m.text", "body": "after all"})["event_id"]
            synced = api.call("GET", "/_matrix/client/v3/sync?timeout=0")["rooms"]["join"][room]["timeline"]["events"]
            if synced[-1]["event_id"] != event:
                print("the last event is not the last of the sync")
                return 1
        server.stop()
        server.check_database()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
