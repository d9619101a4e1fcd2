# SPDX-License-Identifier: Apache-2.0
"""Bodies that are nearly right: each is a good one with a few parts taken away or put in another's place. Unlike the ones
of hostile.py they reach deep into the rules. Nothing may answer 5xx, neither the request nor reading what it left behind.
odd_values.py HEARTHD sqlite|postgres [SEED [REQUESTS]]"""
import copy
import json
import random
import sys
import tempfile
import contextlib

from servers import Api, Hearthd, private_postgres, quote

CLIENT = "/_matrix/client/v3"
ODD = [None, True, False, 0, -1, 1, 1.5, -0.0, 1e300, 1 << 53, (1 << 63) - 1, -(1 << 63), 1 << 70, "", " ", "x" * 300, "x" * 70000, "a\u0000b", "\ud83d\ude00", "\u202e", "*", "?", "%", "@", "@:", "@a:b", "!",
       "!a:b", "#a:b", "$x", "mxc://", "join", "m.room.member", ".", "..", "a.b", "\\", [], {}, [[]], [{}], [None], {"": ""}, {"": None}, {"a": {"b": {"c": {"d": {}}}}}, ["x"] * 500]


def state_events(me, other, room, event):
    return [
        ("m.room.member", me, {"membership": "join", "displayname": "Me", "avatar_url": "mxc://a/b", "reason": "r", "is_direct": True, "join_authorised_via_users_server": me, "third_party_invite": {"display_name": "x", "signed": {"mxid": me, "token": "t", "signatures": {}}}}),
        ("m.room.member", other, {"membership": "invite"}), ("m.room.member", other, {"membership": "ban"}), ("m.room.member", other, {"membership": "knock"}), ("m.room.member", "@nobody:itest.local", {"membership": "leave"}),
        ("m.room.create", "", {"room_version": "11", "creator": me, "predecessor": {"room_id": room, "event_id": event}, "additional_creators": [other], "type": "m.space", "m.federate": False}),
        ("m.room.power_levels", "", {"ban": 50, "events": {"m.room.name": 50}, "events_default": 0, "invite": 0, "kick": 50, "redact": 50, "state_default": 50, "users": {me: 100}, "users_default": 0, "notifications": {"room": 50}}),
        ("m.room.join_rules", "", {"join_rule": "restricted", "allow": [{"type": "m.room_membership", "room_id": room}]}), ("m.room.history_visibility", "", {"history_visibility": "shared"}),
        ("m.room.guest_access", "", {"guest_access": "can_join"}), ("m.room.name", "", {"name": "Name"}), ("m.room.topic", "", {"topic": "Topic", "m.topic": {"m.text": [{"body": "T", "mimetype": "text/plain"}]}}),
        ("m.room.avatar", "", {"url": "mxc://a/b", "info": {"w": 1, "h": 1, "thumbnail_info": {}}}), ("m.room.canonical_alias", "", {"alias": "#x:itest.local", "alt_aliases": ["#y:itest.local"]}),
        ("m.room.encryption", "", {"algorithm": "m.megolm.v1.aes-sha2", "rotation_period_ms": 1, "rotation_period_msgs": 1}), ("m.room.server_acl", "", {"allow": ["*"], "deny": ["a.b"], "allow_ip_literals": True}),
        ("m.room.tombstone", "", {"body": "x", "replacement_room": room}), ("m.room.pinned_events", "", {"pinned": [event]}), ("m.room.third_party_invite", "token", {"display_name": "x", "key_validity_url": "https://x", "public_key": "x", "public_keys": [{"public_key": "x"}]}),
        ("m.space.child", room, {"via": ["itest.local"], "order": "a", "suggested": True}), ("m.space.parent", room, {"via": ["itest.local"], "canonical": True}), ("m.room.retention", "", {"min_lifetime": 1, "max_lifetime": 2}),
        ("org.example.state", "key", {"a": {"b": [1, 2, 3]}}), ("m.room.message", "", {"msgtype": "m.text", "body": "state"}), ("m.room.redaction", "", {"redacts": event}), ("m.room.aliases", "itest.local", {"aliases": ["#x:itest.local"]}),
    ]


def messages(me, event):
    return [
        ("m.room.message", {"msgtype": "m.text", "body": "hi", "format": "org.matrix.custom.html", "formatted_body": "<b>hi</b>", "m.mentions": {"user_ids": [me], "room": True}}),
        ("m.room.message", {"msgtype": "m.text", "body": "* hi", "m.new_content": {"msgtype": "m.text", "body": "hi"}, "m.relates_to": {"rel_type": "m.replace", "event_id": event}}),
        ("m.room.message", {"msgtype": "m.text", "body": "t", "m.relates_to": {"rel_type": "m.thread", "event_id": event, "is_falling_back": True, "m.in_reply_to": {"event_id": event}}}),
        ("m.room.message", {"msgtype": "m.image", "body": "i", "url": "mxc://a/b", "info": {"mimetype": "image/png", "size": 1, "w": 1, "h": 1, "thumbnail_url": "mxc://a/b", "thumbnail_info": {"w": 1}}, "file": {"url": "mxc://a/b", "key": {"k": "x"}, "hashes": {"sha256": "x"}}}),
        ("m.reaction", {"m.relates_to": {"rel_type": "m.annotation", "event_id": event, "key": "+"}}), ("m.room.redaction", {"redacts": event, "reason": "r"}),
        ("m.room.encrypted", {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x", "sender_key": "x", "device_id": "x", "session_id": "x"}), ("m.poll.start", {"m.poll": {"question": {"m.text": "q"}, "answers": [{"m.id": "1"}]}}),
        ("m.reference", {"m.relates_to": {"rel_type": "m.reference", "event_id": event}}), ("m.call.invite", {"call_id": "x", "lifetime": 1, "version": 0, "offer": {"sdp": "x", "type": "offer"}}), ("m.room.member", {"membership": "join"}), ("m.sticker", {"body": "x"}),
    ]


def events_filter(me, room):
    return {"limit": 5, "types": ["m.room.*"], "not_types": ["x"], "senders": [me], "not_senders": ["@x:y"], "rooms": [room], "not_rooms": ["!x:y"], "contains_url": False, "lazy_load_members": True, "include_redundant_members": False, "unread_thread_notifications": True,
            "related_by_rel_types": ["m.thread"], "related_by_senders": [me], "org.matrix.labels": ["x"]}


def requests(me, other, device, room, event):
    """(method, path, body) of everything with a body."""
    condition = [{"kind": "event_match", "key": "content.body", "pattern": "x*y"}, {"kind": "contains_display_name"}, {"kind": "room_member_count", "is": ">2"}, {"kind": "sender_notification_permission", "key": "room"},
                 {"kind": "event_property_is", "key": "content.a", "value": 1}, {"kind": "event_property_contains", "key": "content.m\\.mentions.user_ids", "value": me}]
    actions = ["notify", {"set_tweak": "sound", "value": "default"}, {"set_tweak": "highlight"}]
    state = state_events(me, other, room, event)
    base = f"{CLIENT}/rooms/{quote(room)}"
    user = f"{CLIENT}/user/{quote(me)}"
    room_filter = {"rooms": [room], "not_rooms": ["!x:y"], "include_leave": True, "ephemeral": events_filter(me, room), "state": events_filter(me, room), "timeline": events_filter(me, room), "account_data": events_filter(me, room)}
    whole = {"event_fields": ["type", "content.body"], "event_format": "client", "presence": events_filter(me, room), "account_data": events_filter(me, room), "room": room_filter}
    wish = {"timeline_limit": 3, "required_state": [["m.room.name", ""], ["m.room.member", "$LAZY"], ["*", "$ME"]]}
    out = [
        ("POST", f"{CLIENT}/createRoom", {"visibility": "public", "room_alias_name": "alias", "name": "n", "topic": "t", "invite": [other], "invite_3pid": [], "room_version": "11", "preset": "private_chat", "is_direct": True, "creation_content": {"m.federate": False, "type": "m.space", "predecessor": {"room_id": room, "event_id": event}},
                                          "initial_state": [{"type": t, "state_key": k, "content": c} for t, k, c in state], "power_level_content_override": state[6][2]}),
        ("PUT", f"{user}/account_data/m.direct", {other: [room]}), ("PUT", f"{user}/account_data/m.ignored_user_list", {"ignored_users": {"@spam:itest.local": {}}}), ("PUT", f"{user}/account_data/m.push_rules", {"global": {}}),
        ("PUT", f"{user}/account_data/m.invite_permission_config", {"default_action": "allow"}), ("PUT", f"{user}/account_data/org.example", {"a": {"b": 1}}), ("PUT", f"{user}/rooms/{quote(room)}/account_data/m.fully_read", {"event_id": event}),
        ("PUT", f"{user}/rooms/{quote(room)}/account_data/m.tag", {"tags": {"u.x": {"order": 0.5}}}), ("PUT", f"{user}/rooms/{quote(room)}/account_data/m.marked_unread", {"unread": True}), ("PUT", f"{user}/rooms/{quote(room)}/tags/u.y", {"order": 0.5}),
        ("POST", f"{user}/filter", whole), ("PUT", f"{CLIENT}/profile/{quote(me)}/displayname", {"displayname": "x"}), ("PUT", f"{CLIENT}/profile/{quote(me)}/avatar_url", {"avatar_url": "mxc://a/b"}), ("PUT", f"{CLIENT}/profile/{quote(me)}/org.example.f", {"org.example.f": {"x": 1}}), ("PUT", f"{CLIENT}/profile/{quote(me)}/m.tz", {"m.tz": "Europe/Berlin"}),
        ("PUT", f"{CLIENT}/presence/{quote(me)}/status", {"presence": "online", "status_msg": "x"}), ("PUT", f"{base}/typing/{quote(me)}", {"typing": True, "timeout": 100}), ("POST", f"{base}/receipt/m.read/{quote(event)}", {"thread_id": "main"}),
        ("POST", f"{base}/read_markers", {"m.fully_read": event, "m.read": event, "m.read.private": event}), ("POST", f"{base}/report/{quote(event)}", {"reason": "x", "score": -100}), ("POST", f"{base}/report", {"reason": "x"}), ("POST", f"{CLIENT}/users/{quote(other)}/report", {"reason": "x"}),
        ("POST", f"{base}/invite", {"user_id": other, "reason": "x"}), ("POST", f"{base}/kick", {"user_id": other, "reason": "x"}), ("POST", f"{base}/ban", {"user_id": other, "reason": "x"}), ("POST", f"{base}/unban", {"user_id": other, "reason": "x"}), ("POST", f"{base}/join", {"reason": "x", "third_party_signed": {"mxid": me, "token": "t", "sender": me, "signatures": {}}}),
        ("PUT", f"{base}/redact/{quote(event)}/t1", {"reason": "x", "redacts": event}), ("POST", f"{base}/upgrade", {"new_version": "11", "additional_creators": [other]}),
        ("POST", f"{CLIENT}/search", {"search_categories": {"room_events": {"search_term": "hi", "keys": ["content.body"], "filter": events_filter(me, room), "order_by": "recent", "event_context": {"before_limit": 1, "after_limit": 1, "include_profile": True}, "include_state": True, "groupings": {"group_by": [{"key": "room_id"}, {"key": "sender"}]}}}}),
        ("POST", f"{CLIENT}/publicRooms", {"limit": 5, "since": "x", "filter": {"generic_search_term": "n", "room_types": ["m.space", None]}, "include_all_networks": False, "third_party_instance_id": "x"}), ("POST", f"{CLIENT}/user_directory/search", {"search_term": "x", "limit": 5}),
        ("POST", f"{CLIENT}/keys/upload", {"device_keys": {"user_id": me, "device_id": device, "algorithms": ["m.olm.v1.curve25519-aes-sha2"], "keys": {f"curve25519:{device}": "x", f"ed25519:{device}": "x"}, "signatures": {me: {f"ed25519:{device}": "x"}}}, "one_time_keys": {"signed_curve25519:AAAAHg": {"key": "x", "signatures": {}}, "curve25519:AAAAHQ": "x"}, "fallback_keys": {"signed_curve25519:AAAAGj": {"fallback": True, "key": "x", "signatures": {}}}}),
        ("POST", f"{CLIENT}/keys/query", {"device_keys": {me: [], other: [device]}, "timeout": 1}), ("POST", f"{CLIENT}/keys/claim", {"one_time_keys": {other: {device: "signed_curve25519"}}, "timeout": 1}),
        ("POST", f"{CLIENT}/keys/signatures/upload", {me: {device: {"user_id": me, "device_id": device, "algorithms": [], "keys": {}, "signatures": {me: {"ed25519:x": "x"}}}}}),
        ("POST", f"{CLIENT}/keys/device_signing/upload", {"master_key": {"user_id": me, "usage": ["master"], "keys": {"ed25519:x": "x"}, "signatures": {}}, "self_signing_key": {"user_id": me, "usage": ["self_signing"], "keys": {"ed25519:y": "y"}, "signatures": {me: {"ed25519:x": "x"}}}, "auth": {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": me}, "password": "wrong"}}),
        ("POST", f"{CLIENT}/room_keys/version", {"algorithm": "m.megolm_backup.v1.curve25519-aes-sha2", "auth_data": {"public_key": "x", "signatures": {}}}),
        ("PUT", f"{CLIENT}/room_keys/keys?version=1", {"rooms": {room: {"sessions": {"s": {"first_message_index": 1, "forwarded_count": 0, "is_verified": True, "session_data": {"ciphertext": "x"}}}}}}), ("PUT", f"{CLIENT}/room_keys/version/1", {"algorithm": "m.megolm_backup.v1.curve25519-aes-sha2", "auth_data": {}, "version": "1"}),
        ("PUT", f"{CLIENT}/sendToDevice/m.x/t2", {"messages": {me: {"*": {"a": 1}}, other: {device: {"b": 1}}}}), ("PUT", f"{CLIENT}/devices/{quote(device)}", {"display_name": "x"}), ("POST", f"{CLIENT}/pushers/set", {"kind": "http", "app_id": "a", "pushkey": "p", "app_display_name": "x", "device_display_name": "x", "lang": "en", "profile_tag": "x", "append": True, "data": {"url": "https://127.0.0.1:1/_matrix/push/v1/notify", "format": "event_id_only"}}),
        ("PUT", f"{CLIENT}/pushrules/global/override/a", {"conditions": condition, "actions": actions}), ("PUT", f"{CLIENT}/pushrules/global/underride/b", {"conditions": condition[:2], "actions": actions}), ("PUT", f"{CLIENT}/pushrules/global/content/c", {"pattern": "h*i", "actions": actions}),
        ("PUT", f"{CLIENT}/pushrules/global/room/{quote(room)}", {"actions": []}), ("PUT", f"{CLIENT}/pushrules/global/sender/{quote(other)}", {"actions": ["dont_notify"]}), ("PUT", f"{CLIENT}/pushrules/global/override/.m.rule.master/enabled", {"enabled": False}), ("PUT", f"{CLIENT}/pushrules/global/underride/.m.rule.message/actions", {"actions": actions}),
        ("POST", "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync?timeout=0", {"conn_id": "c", "lists": {"all": {"ranges": [[0, 9]], **wish, "filters": {"is_dm": False, "is_invite": False, "is_encrypted": False, "spaces": [room], "room_types": [None], "not_room_types": ["m.space"], "tags": ["u.x"], "not_tags": ["u.z"], "room_name_like": "n"}}, "free": {"ranges": [[0, 3]], **wish}},
                                                                                       "room_subscriptions": {room: wish}, "extensions": {"to_device": {"enabled": True, "since": "0", "limit": 5}, "e2ee": {"enabled": True}, "account_data": {"enabled": True, "lists": ["all"], "rooms": [room]}, "receipts": {"enabled": True, "rooms": ["*"]}, "typing": {"enabled": True}}}),
        ("POST", f"{CLIENT}/login", {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": "nobody"}, "password": "x", "device_id": "D", "initial_device_display_name": "x", "refresh_token": True}), ("POST", f"{CLIENT}/register", {"username": "x", "password": "x", "auth": {"type": "m.login.dummy", "session": "x"}, "inhibit_login": True, "device_id": "x"}),
        ("POST", f"{CLIENT}/account/password", {"new_password": "y", "logout_devices": False, "auth": {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": me}, "password": "wrong"}}), ("POST", f"{CLIENT}/delete_devices", {"devices": ["X"], "auth": {"type": "m.login.password", "password": "wrong", "user": me}}),
        ("PUT", f"{CLIENT}/directory/room/{quote('#alias2:itest.local')}", {"room_id": room}), ("PUT", f"{CLIENT}/directory/list/room/{quote(room)}", {"visibility": "public"}),
    ]
    for kind, key, content in state:
        out.append(("PUT", f"{base}/state/{quote(kind)}/{quote(key)}", content))
        out.append(("POST", f"{CLIENT}/createRoom", {"room_version": "11", "initial_state": [{"type": kind, "state_key": key, "content": content}]}))
        out.append(("POST", f"{CLIENT}/createRoom", {"room_version": "12", "initial_state": [{"type": kind, "state_key": key, "content": content}]}))
    for kind, content in messages(me, event):
        out.append(("PUT", f"{base}/send/{quote(kind)}/T", content))
        out.append(("PUT", f"{base}/send/{quote(kind)}/T?org.matrix.msc4140.delay=1", content))
    return out


def places(value, path=()):
    yield path
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in parts:
        yield from places(inner, (*path, key))


def changed(rng, body):
    """The body with up to two of its parts gone, odd, doubled or moved."""
    body = copy.deepcopy(body)
    for _ in range(rng.choice((0, 1, 1, 1, 2))):
        path = rng.choice([one for one in places(body) if one] or [()])
        if not path:
            return body
        holder = body
        for step in path[:-1]:
            holder = holder[step]
        kind = rng.random()
        if kind < 0.15:
            del holder[path[-1]]
        elif kind < 0.75:
            holder[path[-1]] = copy.deepcopy(rng.choice(ODD))
        elif kind < 0.85 and isinstance(holder, dict):
            holder[rng.choice([odd for odd in ODD if isinstance(odd, str)])] = holder.pop(path[-1])
        elif kind < 0.92 and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[path[-1]]))
        else:
            holder[path[-1]] = [holder[path[-1]]] if rng.random() < 0.5 else {"x": holder[path[-1]]}
    return body


def main(binary, kind="sqlite", seed="1", count="1500"):
    rng = random.Random(int(seed))
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="hearth-odd-"))
        limits = "{ per_second: 100000, burst_count: 100000 }"
        database = stack.enter_context(private_postgres()) if kind == "postgres" else None
        server = Hearthd(binary, folder + "/data", database, extra="".join(f"{key}: {limits}\n" for key in ("rc_room_creation", "rc_reports", "rc_user_directory")) + f"max_event_delay_duration: 1h\nrc_joins: {{ local: {limits}, remote: {limits} }}\n"
                         f"rc_invites: {{ per_room: {limits}, per_user: {limits}, per_issuer: {limits} }}")
        server.start()
        stack.callback(server.end)
        person, other = server.register("person"), server.register("other")
        me, token = person["user_id"], person["access_token"]
        bad = []

        def ask(method, path, body=None, who=token):
            status, answer = Api(server.port, who).request(method, path, body)
            if status >= 500:
                bad.append((status, method, path[:160], json.dumps(body)[:1500], answer))
            return status, answer

        def fresh():
            room = ask("POST", f"{CLIENT}/createRoom", {"preset": "public_chat", "room_version": rng.choice(("1", "6", "10", "11", "12"))})[1]["room_id"]
            ask("POST", f"{CLIENT}/join/{quote(room)}", {}, other["access_token"])
            return room, ask("PUT", f"{CLIENT}/rooms/{quote(room)}/send/m.room.message/{rng.random()}", {"msgtype": "m.text", "body": "hi"})[1]["event_id"]

        room, event = fresh()
        since, taken = "", 0
        for number in range(int(count)):
            if number % 60 == 0:
                room, event = fresh()
            method, path, body = rng.choice(requests(me, other["user_id"], person["device_id"], room, event))
            body = changed(rng, body)
            if not isinstance(body, dict):
                continue
            status, answer = ask(method, path.replace("/T", f"/{number}"), body)
            taken += status < 400
            made = answer.get("room_id") if isinstance(answer, dict) and status < 400 else None
            base = f"{CLIENT}/rooms/{quote(made or room)}"
            if made or number % 6 == 0:
                for reading in ("/state", "/members", "/messages?dir=b&limit=50", "/joined_members"):
                    ask("GET", base + reading)
                ask("GET", base.replace("/v3/", "/v1/") + "/hierarchy")
                ask("GET", base.replace("/v3/", "/v1/") + f"/relations/{quote(event)}")
                ask("GET", base.replace("/v3/", "/v1/") + "/threads")
                ask("GET", f"/_matrix/client/v1/room_summary/{quote(made or room)}")
                for who in (token, other["access_token"]):
                    ask("GET", f"{CLIENT}/sync?timeout=0&org.matrix.msc4222.use_state_after=true" + since, who=who)
                since = "" if rng.random() < 0.5 else "&filter=" + quote(json.dumps({"room": {"state": {"lazy_load_members": True}}}))
                ask("POST", "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync?timeout=0", {"lists": {"a": {"ranges": [[0, 20]], "timeline_limit": 3, "required_state": [["*", "*"]]}}})
                for reading in ("/notifications", "/pushrules/", "/publicRooms", "/devices", f"/profile/{quote(me)}", f"/user/{quote(me)}/filter/0", "/joined_rooms"):
                    ask("GET", CLIENT + reading)
        for entry in bad[:20]:
            print(*entry)
        print(f"seed {seed}: {count} bodies, {taken} taken, {len(bad)} answers of 5xx", flush=True)
        server.stop()
        server.check_database()
        assert not bad


main(*sys.argv[1:])
