# SPDX-License-Identifier: Apache-2.0
"""What one person can ask for that is much: for silence.py, which measures others meanwhile. Each case fills in what it
needs and opens requests whose answers nobody reads."""
import json

CLIENT = "/_matrix/client/v3"
SLIDING = "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync"
BIG = "x" * 60_000


def fill(server, owner, quote):
    """A room with a thousand relations of small events and two hundred events as large as they come."""
    room = owner.call("POST", f"{CLIENT}/createRoom", {"preset": "public_chat"})["room_id"]
    send = lambda n, content: owner.call("PUT", f"{CLIENT}/rooms/{quote(room)}/send/m.room.message/{n}", {"msgtype": "m.text", **content})["event_id"]
    root = send("root", {"body": "root"})
    last = root
    for n in range(250):
        last = send(f"big{n}", {"body": BIG, "m.relates_to": {"rel_type": "m.x", "event_id": root}})
    for n in range(60):
        send(f"edit{n}", {"body": BIG[:55_000], "m.new_content": {"body": "e", "msgtype": "m.text"}, "m.relates_to": {"rel_type": "m.replace", "event_id": root}})
    return room, root, last


def large_rooms(owner, listener, quote):
    """Rooms with much state, invites that show much of it, and long names and topics."""
    create = lambda who, **fields: who.call("POST", f"{CLIENT}/createRoom", fields)["room_id"]
    room = create(owner, creation_content={"type": "m.space"}, preset="public_chat")
    base = f"{CLIENT}/rooms/{quote(room)}"
    for n in range(300):
        owner.call("PUT", f"{base}/state/m.space.child/{quote(f'!c{n}:x')}", {"via": ["x"], "p": BIG})
    for n, path in enumerate((f"{base}/state", f"{base}/initialSync", f"/_matrix/client/v1/rooms/{quote(room)}/hierarchy")):
        yield f"state of a large room {n}", [("GET", path, owner.token, None)] * 40

    listener_id = listener.call("GET", f"{CLIENT}/account/whoami")["user_id"]
    contents = {"m.room.name": {"name": "x"}, "m.room.topic": {"topic": "x"}, "m.room.avatar": {"url": "mxc://a/b"}, "m.room.encryption": {"algorithm": "m.megolm.v1.aes-sha2"}}
    for n in range(40):
        create(owner, creation_content={"p": BIG[:58_000]}, invite=[listener_id],
               initial_state=[{"type": kind, "state_key": "", "content": {**content, "p": BIG[:58_000]}} for kind, content in contents.items()])
    lists = lambda **filters: {"conn_id": "x", "lists": {f"l{n}": {"ranges": [[0, 99]], "timeline_limit": 1, "required_state": [], "filters": filters} for n in range(20)}}
    yield "invites in sliding syncs", [("POST", SLIDING, listener.token, lists())] * 40
    yield "invites in syncs", [("GET", f"{CLIENT}/sync", listener.token, None)] * 40

    for n in range(80):
        create(owner, preset="public_chat", visibility="public", name="a" * 58_000, topic="t" * 28_000)
    yield "long names in sliding syncs", [("POST", SLIDING, owner.token, lists())] * 40
    yield "searches of long names", [("POST", SLIDING, owner.token, lists(room_name_like="a" * 30_000 + "b"))] * 40
    yield "public rooms", [("GET", f"{CLIENT}/publicRooms?limit=500", owner.token, None)] * 40
    yield "questions for many keys", [("POST", f"{CLIENT}/keys/query", owner.token, {"device_keys": {f"@u{n}:x": [] for n in range(30_000)}})] * 40


def cases(server, owner, listener, quote):
    """Name and requests (method, path, token, body), one after the other so that the last one finds what it needs."""
    room, root, last = fill(server, owner, quote)
    base, get = f"{CLIENT}/rooms/{quote(room)}", lambda path: [("GET", path, owner.token, None)] * 40
    limit = quote('{"room":{"timeline":{"limit":1000}}}')
    yield "relations", get(f"/_matrix/client/v1/rooms/{quote(room)}/relations/{quote(root)}?limit=1000&recurse=true")
    yield "context", get(f"{base}/context/{quote(last)}?limit=1000")
    yield "messages", get(f"{base}/messages?dir=b&limit=200")
    yield "initialSync of a room", get(f"{base}/initialSync?limit=1000")
    yield "events", get(f"{CLIENT}/events?from=s0_0&timeout=0")
    yield "sync", get(f"{CLIENT}/sync?filter={limit}")
    yield "edited event", get(f"{base}/event/{quote(root)}")

    pairs = [[f"t{n}", "k"] for n in range(60_000)]
    wish = lambda **fields: {"conn_id": "x", "lists": {"l": {"ranges": [[0, 99]], "timeline_limit": 1, "required_state": [], **fields}}}
    yield "sliding wishes", [("POST", SLIDING, owner.token, wish(required_state=pairs))] * 20
    yield "sliding ranges", [("POST", SLIDING, owner.token, wish(ranges=[[0, 9]] * 90_000))] * 20
    state = [{"type": "m.space.child", "state_key": f"!{n:05x}", "content": {"via": ["t"]}} for n in range(9000)]
    yield "initial_state", [("POST", f"{CLIENT}/createRoom", owner.token, {"initial_state": state})] * 8

    for n in range(200):
        owner.call("PUT", f"{CLIENT}/pushrules/global/override/r{n}", {"actions": ["notify"], "conditions": [
            {"kind": "event_match", "key": "content.body", "pattern": "*a" * 60 + "b"}]})
    listener.call("POST", f"{CLIENT}/join/{quote(room)}", {})
    for n in range(30):
        listener.call("PUT", f"{base}/send/m.room.message/rule{n}", {"msgtype": "m.text", "body": "a" * 50_000})
    yield "rules in syncs", get(f"{CLIENT}/sync?filter={quote(json.dumps({'room': {'timeline': {'limit': 1}}}))}")
    yield "rules in notifications", get(f"{CLIENT}/notifications?only=highlight&limit=50")

    version = owner.call("POST", f"{CLIENT}/room_keys/version", {"algorithm": "m.megolm_backup.v1.curve25519-aes-sha2", "auth_data": {}})["version"]
    session = {"first_message_index": 0, "forwarded_count": 0, "is_verified": False, "session_data": {"c": BIG}}
    for n in range(30):
        owner.call("PUT", f"{CLIENT}/room_keys/keys?version={version}", {"rooms": {f"!r{n}:x": {"sessions": {f"s{one}": session for one in range(15)}}}})
    yield "backups", get(f"{CLIENT}/room_keys/keys?version={version}")

    devices = listener.call("GET", f"{CLIENT}/devices")["devices"]
    user, device = listener.call("GET", f"{CLIENT}/account/whoami")["user_id"], devices[0]["device_id"]
    refused = 0
    for n in range(320):
        status, _ = owner.request("PUT", f"{CLIENT}/sendToDevice/m.x/{n}", {"messages": {user: {device: {"c": BIG}}}})
        refused += status in (413, 429)
    assert refused > 10, "a stranger fills an inbox without end"
    yield "inbox", [("GET", f"{CLIENT}/sync", listener.token, None)] * 40

    yield from large_rooms(owner, listener, quote)

    for n in range(16):
        owner.call("PUT", f"{CLIENT}/user/{quote(owner.user)}/account_data/m.q{n}", {"d": "x" * 510_000})
    yield "account data", get(f"{CLIENT}/sync?since=s1_0")
