# SPDX-License-Identifier: Apache-2.0
"""How servers find, trust and ask one another.   federation.py HEARTHD sqlite|postgres discovery|trust|keys|pauses|inbound|lookups|media|rooms

Real servers on loopback with a name server and an authority of their own (federation_net.py)."""
import base64
import contextlib
import http.client
import json
import os
import pathlib
import sys
import tempfile
import threading
import time

from federation_net import Authority, Net, unpadded
from servers import Api, private_postgres, quote, wait_until

JSON = {"Content-Type": "application/json"}


def profile_of(api, user):
    return api.request("GET", f"/_matrix/client/v3/profile/{quote(user)}")


def fields(name):
    return {"displayname": name}


def answers_profiles(web, name="Somebody"):
    web.answers["/_matrix/federation/v1/query/profile"] = lambda handler, body: (200, JSON, {"displayname": name})


def asked_host(web):
    return [headers["Host"] for _, path, headers, _ in web.asked if "/query/profile" in path]


def discovery(net, binary, database):
    """Every row of the specification's table, seen from the server that is asked."""
    one = net.hearthd(binary, "one.test", database)
    one.start()
    api = one.user("alice")

    def visit(server, expected_host, web, sni):
        answers_profiles(web)
        before = len(web.asked)
        status, answer = profile_of(api, f"@x:{server}")
        assert status == 200 and answer == fields("Somebody"), (server, status, answer)
        assert len(web.asked) > before, server
        assert asked_host(web)[-1] == expected_host, (server, asked_host(web))
        assert web.seen_names[-1] == sni, (server, web.seen_names)

    # An IP literal with and without a port: no SNI, the certificate is for the address.
    web = net.web(port=8448)
    visit(web.address, web.address, web, None)
    other = net.web(port=7001)
    visit(f"{other.address}:7001", f"{other.address}:7001", other, None)
    # A name with a port: no well-known file, no SRV records.
    web = net.web("ported.test", port=7002)
    net.names.a("ported.test", web.address)
    net.names.srv("_matrix-fed._tcp", "ported.test", (0, 0, 1, "nowhere.test"))
    visit("ported.test:7002", "ported.test:7002", web, "ported.test")
    assert net.names.count("_matrix-fed._tcp.ported.test") == 0
    # Nothing but a name: port 8448.
    web = net.web("plain.test", port=8448)
    net.names.a("plain.test", web.address)
    visit("plain.test", "plain.test", web, "plain.test")
    assert net.names.count("_matrix-fed._tcp.plain.test") == 1 and net.names.count("_matrix._tcp.plain.test") == 1
    # SRV with the new name; with the old one; the first of two that does not answer.
    web = net.web("srv.test", port=7003)
    net.names.a("target.test", web.address)
    net.names.srv("_matrix-fed._tcp", "srv.test", (10, 0, 7003, "target.test"), (5, 0, 1, "target.test"))
    visit("srv.test", "srv.test", web, "srv.test")
    assert net.names.count("_matrix._tcp.srv.test") == 0
    web = net.web("old.test", port=7004)
    net.names.a("target4.test", web.address)
    net.names.srv("_matrix._tcp", "old.test", (10, 5, 7004, "target4.test"))
    visit("old.test", "old.test", web, "old.test")
    # A target of "." says that there is no such service, and trouble with the name is not the same as no name.
    net.names.srv("_matrix-fed._tcp", "no.test", (0, 0, 0, "."))
    net.names.a("no.test", web.address)
    assert profile_of(api, "@x:no.test")[0] == 502
    web = net.web("trouble.test", port=8448)
    net.names.a("trouble.test", web.address)
    net.names.failing.add("_matrix-fed._tcp.trouble.test")
    answers_profiles(web)
    assert profile_of(api, "@x:trouble.test")[0] == 502 and not web.asked

    # Well-known files: to a name with a port, to an address, to a name with SRV, to a plain name.
    def delegate(name, to, web=None, headers=None):
        web = web or net.web(name)
        net.names.a(name, web.address)
        web.answers["/.well-known/matrix/server"] = (200, headers or {}, {"m.server": to})
        return web

    web = net.web("real.test", port=7005)
    net.names.a("real.test", web.address)
    known = delegate("wk-port.test", "real.test:7005")
    visit("wk-port.test", "real.test:7005", web, "real.test")
    profile_of(api, "@y:wk-port.test")
    assert known.paths() == ["/.well-known/matrix/server"], "it is believed for a day"
    web = net.web(port=7006)
    delegate("wk-ip.test", f"{web.address}:7006")
    visit("wk-ip.test", f"{web.address}:7006", web, None)
    web = net.web("wk-target.test", port=7007)
    net.names.a("wk-srv-target.test", web.address)
    net.names.srv("_matrix-fed._tcp", "wk-target.test", (0, 0, 7007, "wk-srv-target.test"))
    delegate("wk-srv.test", "wk-target.test")
    visit("wk-srv.test", "wk-target.test", web, "wk-target.test")
    web = net.web("wk-plain-target.test", port=8448)
    net.names.a("wk-plain-target.test", web.address)
    delegate("wk-plain.test", "wk-plain-target.test")
    visit("wk-plain.test", "wk-plain-target.test", web, "wk-plain-target.test")
    # Redirects, and what is no delegation: a loop, an address in plain text, no JSON, no server name.
    web = net.web("moved-target.test", port=7008)
    net.names.a("moved-target.test", web.address)
    moved = delegate("moved.test", "moved-target.test:7008")
    moved.answers["/there"] = moved.answers["/.well-known/matrix/server"]
    moved.answers["/.well-known/matrix/server"] = (301, {"Location": "/there"}, b"")
    visit("moved.test", "moved-target.test:7008", web, "moved-target.test")
    for name, answer in (("loop.test", (302, {"Location": "/.well-known/matrix/server"}, b"")),
                         ("http.test", (302, {"Location": "http://http.test/x"}, b"")), ("text.test", (200, {}, b"<html>")),
                         ("odd.test", (200, {}, {"m.server": "a b"})), ("large.test", (200, {}, b"{" + b" " * 100_000 + b"}"))):
        known = delegate(name, "")
        known.answers["/.well-known/matrix/server"] = answer
        web = net.web(name, address=known.address, port=8448)
        visit(name, name, web, name)
        assert known.asked, name
    assert len([1 for _ in known.asked]) == 1


def trust(net, binary, database):
    """Certificates, networks, and who is spoken to at all."""
    one = net.hearthd(binary, "one.test", database)
    one.start()
    api = one.user("alice")

    def reached(name, web):
        answers_profiles(web)
        net.names.a(name, web.address)
        return profile_of(api, f"@x:{name}")[0] == 200

    assert reached("good.test", net.web("good.test", port=8448))
    assert not reached("wrong.test", net.web("other.test", port=8448))
    assert not reached("old.test", net.web(port=8448, certificate=net.certificate("old.test", expired=True)))
    assert not reached("stranger.test", net.web(port=8448, certificate=Authority(net.folder / "stranger").issue("stranger.test")))
    # Addresses of private networks are not visited: not by name, not as a literal, not after a redirect, not by SRV.
    one.stop()
    one.set(ip_range_whitelist=["127.77.1.0/24", "127.77.2.0/24"])
    one.start()
    api = Api(one.port, api.token)
    allowed = net.web("allowed.test", address="127.77.2.200", port=8448)
    assert reached("allowed.test", allowed)
    inside = net.web("inside.test", "redirected.test", address="127.77.99.1", port=8448)
    files = net.web("inside.test", address="127.77.99.1")
    assert not reached("inside.test", inside) and profile_of(api, "@x:127.77.99.1")[0] == 502
    net.names.srv("_matrix-fed._tcp", "by-srv.test", (0, 0, 8448, "inside.test"))
    net.names.a("by-srv.test", allowed.address)
    assert profile_of(api, "@x:by-srv.test")[0] == 502
    redirecting = net.web("redirected.test", address="127.77.2.201")
    redirecting.answers["/.well-known/matrix/server"] = (302, {"Location": "https://inside.test/.well-known/matrix/server"}, b"")
    net.names.a("redirected.test", redirecting.address)
    profile_of(api, "@x:redirected.test")
    assert redirecting.asked and not files.asked and not inside.asked
    # federation_domain_whitelist, both ways.
    peer = net.peer("peer.test")
    one.stop()
    one.set(federation_domain_whitelist=["good.test"], ip_range_whitelist=["127.77.0.0/16"])
    one.start()
    api = Api(one.port, api.token)
    assert profile_of(api, "@x:good.test")[0] == 200
    assert profile_of(api, "@x:allowed.test")[0] == 502
    status, answer = peer.request(one, "GET", f"/_matrix/federation/v1/query/profile?user_id={quote('@alice:one.test')}")
    assert status == 403 and answer["errcode"] == "M_FORBIDDEN", (status, answer)
    assert not [path for path in peer.web.paths() if "key" in path]


def keys(net, binary, database):
    """Publishing, asking, notaries."""
    one = net.hearthd(binary, "one.test", database, settings={"old_signing_keys": {"ed25519:before": {"key": unpadded(b"k" * 32), "expired_ts": 1000}}})
    two = net.hearthd(binary, "two.test", settings={"trusted_key_servers": [{"server_name": "one.test"}]})
    one.start()
    two.start()
    peer = net.peer("peer.test")
    status, own = peer.request(one, "GET", "/_matrix/key/v2/server", authorization="")
    assert status == 200 and own["server_name"] == "one.test" and own["old_verify_keys"]["ed25519:before"]["expired_ts"] == 1000, own
    left = own["valid_until_ts"] - time.time() * 1000
    assert 23 * 3_600_000 < left <= 24 * 3_600_000 + 1000, left
    assert list(own["signatures"]["one.test"]) == list(own["verify_keys"])
    # As a notary: both have signed, it was fetched once, and other notaries' signatures are gone.
    for path in ("/_matrix/key/v2/query/peer.test", "/_matrix/key/v2/query/peer.test?minimum_valid_until_ts=1"):
        status, answer = peer.request(one, "GET", path, authorization="")
        assert status == 200, answer
        (found,) = answer["server_keys"]
        assert set(found["signatures"]) == {"peer.test", "one.test"} and found["verify_keys"] == {"ed25519:peer": {"key": peer.public_key()}}
    assert peer.web.paths().count("/_matrix/key/v2/server") == 1
    status, answer = peer.request(one, "POST", "/_matrix/key/v2/query", {"server_keys": {"peer.test": {}, "one.test": {}, "gone.test": {}}}, authorization="")
    assert status == 200 and {found["server_name"] for found in answer["server_keys"]} == {"peer.test", "one.test"}, answer
    # A key that its server does not give any more is had from the notary.
    del peer.web.answers["/_matrix/key/v2/server"]
    path = f"/_matrix/federation/v1/query/profile?user_id={quote('@nobody:two.test')}"
    status, answer = peer.request(two, "GET", path)
    assert status == 404 and answer["errcode"] == "M_NOT_FOUND", (status, answer)
    # What is known survives a restart; a key of somebody else, or one that is not signed, does not count.
    two.stop()
    one.stop()
    two.start()
    assert peer.request(two, "GET", path)[0] == 404
    forged = net.peer("forged.test")
    forged.web.answers["/_matrix/key/v2/server"] = lambda handler, body: (200, JSON, {
        "server_name": "forged.test", "valid_until_ts": int(time.time() * 1000) + 1_000_000, "old_verify_keys": {},
        "verify_keys": {"ed25519:peer": {"key": forged.public_key()}}, "signatures": {"forged.test": {"ed25519:peer": unpadded(b"x" * 64)}}})
    status, answer = forged.request(two, "GET", path)
    assert status == 401 and answer["errcode"] == "M_UNAUTHORIZED", (status, answer)
    asked = len(forged.web.asked)
    assert forged.request(two, "GET", path)[0] == 401 and len(forged.web.asked) == asked, "that it failed is remembered"
    expired = net.peer("expired.test")
    expired.publish(valid_for=-1000)
    assert expired.request(two, "GET", path)[0] == 401


def pauses(net, binary, database):
    """Servers that do not answer are left alone, also after a restart, until they are heard from."""
    one = net.hearthd(binary, "one.test", database)
    one.start()
    api = one.user("alice")
    peer = net.peer("peer.test")
    peer.web.answers["/_matrix/federation/v1/query/profile"] = (500, JSON, {"errcode": "M_UNKNOWN", "error": "broken"})
    asked = lambda: len([path for path in peer.web.paths() if "/query/profile" in path])
    assert profile_of(api, "@a:peer.test")[0] == 502
    assert asked() == 1
    status, answer = profile_of(api, "@b:peer.test")
    assert status == 502 and "lately" in answer["error"], answer
    assert asked() == 1
    admin = one.user("root", admin=True)
    row = admin.call("GET", "/_synapse/admin/v1/federation/destinations/peer.test")
    assert row["failure_ts"] and row["retry_last_ts"], row
    one.kill()
    one.start()
    api = Api(one.port, api.token)
    assert "lately" in profile_of(api, "@c:peer.test")[1]["error"] and asked() == 1
    answers_profiles(peer.web)
    assert peer.request(one, "GET", f"/_matrix/federation/v1/query/profile?user_id={quote('@alice:one.test')}")[0] == 200
    assert profile_of(api, "@d:peer.test")[0] == 200, "it was heard from"


def inbound(net, binary, database):
    """Who asks is checked; the header in all its forms; fairness."""
    one = net.hearthd(binary, "one.test", database)
    one.start()
    one.user("alice")
    peer = net.peer("peer.test")
    path = f"/_matrix/federation/v1/query/profile?user_id={quote('@alice:one.test')}"
    good = peer.authorization("GET", path, "one.test")
    assert peer.request(one, "GET", path, authorization=good)[0] == 200
    signature = good.split('sig="')[1][:-1]
    for header, expected in (
            (f'x-matrix  ORIGIN=peer.test , destination="one.test"\t,key=ed25519:peer,sig={signature}', 200),
            (f'X-Matrix origin="peer.test",destination="one.test",key="ed25519:peer",extra="a,b\\"c",sig="{signature}"', 200),
            (f'X-Matrix origin="peer.test",destination="one.test",destination="one.test",key="ed25519:peer",sig="{signature}"', 401),
            (f'X-Matrix origin="peer.test",destination="two.test",key="ed25519:peer",sig="{signature}"', 401),
            (f'X-Matrix origin="one.test",destination="one.test",key="ed25519:peer",sig="{signature}"', 401),
            (f'X-Matrix origin="peer.test",destination="one.test",key="ed25519:other",sig="{signature}"', 401),
            ('X-Matrix origin="peer.test"', 401), ("Bearer x", 401), ("", 401)):
        status, answer = peer.request(one, "GET", path, authorization=header)
        assert status == expected, (header, status, answer)
    assert peer.request(one, "GET", path + "&x=1", authorization=good)[0] == 401, "the whole address is signed"
    # Bodies are signed too.
    body = {"device_keys": {"@alice:one.test": []}}
    query = "/_matrix/federation/v1/user/keys/query"
    assert peer.request(one, "POST", query, body)[0] == 200
    assert peer.request(one, "POST", query, body, authorization=peer.authorization("POST", query, "one.test", {"device_keys": {}}))[0] == 401
    # A server whose keys come late gets its answer then; others do not wait for it, and no thread does.
    late, release = net.peer("late.test"), threading.Event()
    publish = late.web.answers["/_matrix/key/v2/server"]
    late.web.answers["/_matrix/key/v2/server"] = lambda handler, body: (release.wait(4), publish(handler, body))[1]
    results = []
    threads = [threading.Thread(target=lambda: results.append(late.request(one, "GET", path, authorization=late.authorization("GET", path, "one.test"))[0])) for _ in range(60)]
    for thread in threads:
        thread.start()
    wait_until("the key is asked for", lambda: late.web.paths())
    begun = time.monotonic()
    assert peer.request(one, "GET", path)[0] == 200 and time.monotonic() - begun < 2
    release.set()
    for thread in threads:
        thread.join()
    # Of 60 at once, as many as may wait are answered, the others are told to come later (rc_federation).
    assert results.count(200) >= 50 and set(results) <= {200, 429}, results
    assert len(late.web.paths()) == 1, late.web.paths()


def lookups(net, binary, database):
    """What clients of one server see of another."""
    one = net.hearthd(binary, "one.test", database)
    two = net.hearthd(binary, "two.test")
    one.start()
    two.start()
    alice, bob = one.user("alice"), two.user("bob")
    bob.call("PUT", f"/_matrix/client/v3/profile/{quote(bob.user)}/displayname", {"displayname": "Bob ☂"})
    status, answer = profile_of(alice, bob.user)
    assert status == 200 and answer["displayname"] == "Bob ☂", (status, answer)
    assert alice.request("GET", f"/_matrix/client/v3/profile/{quote(bob.user)}/displayname") == (200, {"displayname": "Bob ☂"})
    assert profile_of(alice, "@nobody:two.test")[0] == 404
    assert profile_of(alice, "@x:nowhere.test")[0] == 502
    room = bob.call("POST", "/_matrix/client/v3/createRoom", {"name": "A room", "room_alias_name": "room", "preset": "public_chat", "visibility": "public"})["room_id"]
    found = alice.call("GET", f"/_matrix/client/v3/directory/room/{quote('#room:two.test')}")
    assert found == {"room_id": room, "servers": ["two.test"]}, found
    assert alice.request("GET", f"/_matrix/client/v3/directory/room/{quote('#other:two.test')}")[0] == 404
    for listed in (alice.call("GET", "/_matrix/client/v3/publicRooms?server=two.test"),
                   alice.call("POST", "/_matrix/client/v3/publicRooms?server=two.test", {"filter": {"generic_search_term": "room"}})):
        assert [entry["room_id"] for entry in listed["chunk"]] == [room], listed
    assert alice.call("POST", "/_matrix/client/v3/publicRooms?server=two.test", {"filter": {"generic_search_term": "nothing"}})["chunk"] == []
    # Keys of devices.
    device = bob.call("GET", "/_matrix/client/v3/account/whoami")["device_id"]
    keys_of_bob = {"user_id": bob.user, "device_id": device, "algorithms": ["m.olm.v1.curve25519-aes-sha2"], "keys": {f"ed25519:{device}": "abc"}, "signatures": {bob.user: {f"ed25519:{device}": "sig"}}}
    bob.call("POST", "/_matrix/client/v3/keys/upload", {"device_keys": keys_of_bob, "one_time_keys": {f"signed_curve25519:{i}": {"key": f"k{i}"} for i in range(3)}})
    answer = alice.call("POST", "/_matrix/client/v3/keys/query", {"device_keys": {bob.user: [], alice.user: [], "@x:nowhere.test": []}})
    assert answer["device_keys"][bob.user][device]["keys"] == {f"ed25519:{device}": "abc"}, answer
    assert answer["device_keys"][alice.user] == {} and set(answer["failures"]) == {"nowhere.test"}, answer
    # A space with rooms of both servers, below a space of the other one.
    new = lambda api, **more: api.call("POST", "/_matrix/client/v3/createRoom", {"preset": "public_chat", **more})["room_id"]
    space_type = {"type": "m.space"}
    top, below, secret = new(alice, creation_content=space_type, name="top"), new(bob, creation_content=space_type, name="below", room_version="11"), new(bob, preset="private_chat")
    alices = new(alice, name="alice's")
    put = lambda api, space, child, order, via: api.call("PUT", f"/_matrix/client/v3/rooms/{quote(space)}/state/m.space.child/{quote(child)}", {"via": via, "order": order})
    put(alice, top, below, "a", ["gone.test", "two.test"])
    put(alice, top, alices, "b", ["one.test"])
    for order, child in (("a", room), ("b", secret), ("c", alices)):
        put(bob, below, child, order, ["one.test" if child == alices else "two.test"])
    walked = alice.call("GET", f"/_matrix/client/v1/rooms/{quote(top)}/hierarchy")
    assert [entry["room_id"] for entry in walked["rooms"]] == [top, below, room, alices], walked
    assert walked["rooms"][1]["name"] == "below" and len(walked["rooms"][1]["children_state"]) == 3 and "allowed_room_ids" not in walked["rooms"][1]
    assert [entry["room_id"] for entry in alice.call("GET", f"/_matrix/client/v1/rooms/{quote(below)}/hierarchy")["rooms"]] == [below, room, alices]
    assert alice.request("GET", f"/_matrix/client/v1/rooms/{quote(secret)}/hierarchy")[0] == 403
    seen = set()
    for _ in range(3):
        answer = alice.call("POST", "/_matrix/client/v3/keys/claim", {"one_time_keys": {bob.user: {device: "signed_curve25519"}}})
        seen |= set(answer["one_time_keys"][bob.user][device])
    assert len(seen) == 3, seen
    assert alice.call("POST", "/_matrix/client/v3/keys/claim", {"one_time_keys": {bob.user: {device: "signed_curve25519"}}})["one_time_keys"] == {}
    # Directly: devices, and what is switched off.
    peer = net.peer("peer.test")
    status, answer = peer.request(two, "GET", f"/_matrix/federation/v1/user/devices/{quote(bob.user)}")
    assert status == 200 and answer["stream_id"] > 0 and answer["devices"][0]["device_id"] == device and "device_display_name" not in answer["devices"][0], answer
    assert peer.request(two, "GET", f"/_matrix/federation/v1/user/devices/{quote('@nobody:two.test')}")[0] == 404
    assert peer.request(two, "GET", f"/_matrix/federation/v1/query/profile?user_id={quote(alice.user)}")[0] == 400
    assert peer.request(two, "GET", "/_matrix/federation/v1/version", authorization="")[1]["server"]["name"] == "Hearth"
    token = bob.call("POST", f"/_matrix/client/v3/user/{quote(bob.user)}/openid/request_token", {})
    assert peer.request(two, "GET", f"/_matrix/federation/v1/openid/userinfo?access_token={token['access_token']}", authorization="") == (200, {"sub": bob.user})
    two.stop()
    two.set(allow_public_rooms_over_federation=False, allow_profile_lookup_over_federation=False)
    two.start()
    assert profile_of(alice, "@other:two.test")[0] == 403
    assert alice.request("GET", "/_matrix/client/v3/publicRooms?server=two.test&limit=3")[0] == 403


def media(net, binary, database):
    """Media of another server: fetched once, kept, thumbnails made here; the other ways of giving them."""
    one = net.hearthd(binary, "one.test", database, settings={"max_upload_size": "1M", "prevent_media_downloads_from": ["refused.test"]})
    two = net.hearthd(binary, "two.test")
    one.start()
    two.start()
    alice, bob = one.user("alice"), two.user("bob")

    def upload(api, server, content, kind, name):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        connection.request("POST", f"/_matrix/media/v3/upload?filename={quote(name)}", content, {"Authorization": f"Bearer {api.token}", "Content-Type": kind})
        return json.loads(connection.getresponse().read())["content_uri"][len("mxc://"):]

    def get(path, token=alice.token):
        connection = http.client.HTTPConnection("127.0.0.1", one.port, timeout=60)
        connection.request("GET", path, None, {"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()

    content = os.urandom(700_000)
    uri = upload(bob, two, content, "application/x-test", "a ☂.bin")
    for _ in range(2):
        status, headers, body = get(f"/_matrix/client/v1/media/download/{uri}")
        assert status == 200 and body == content and headers["Content-Type"] == "application/x-test", (status, body[:200])
        assert "%E2%98%82" in headers["Content-Disposition"], headers["Content-Disposition"]
    two.stop()
    assert get(f"/_matrix/client/v1/media/download/{uri}")[2] == content, "it was kept"
    two.start()
    picture = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==")
    status, headers, body = get(f"/_matrix/client/v1/media/thumbnail/{upload(bob, two, picture, 'image/png', 'x.png')}?width=32&height=32")
    assert status == 200 and headers["Content-Type"].startswith("image/"), (status, body)
    assert get("/_matrix/client/v1/media/download/two.test/nothing")[0] == 404
    assert get("/_matrix/media/v3/download/two.test/whatever?allow_remote=false")[0] == 404
    large = upload(bob, two, os.urandom(1_500_000), "a/b", "large")
    assert get(f"/_matrix/client/v1/media/download/{large}")[0] == 502
    # A server that sends elsewhere, one that knows only the old way, and one that is not asked.
    peer = net.peer("peer.test")
    peer.web.answers["/_matrix/federation/v1/media/download/old"] = (404, JSON, {"errcode": "M_UNRECOGNIZED", "error": "?"})
    peer.web.answers["/_matrix/media/v3/download/peer.test/old"] = (200, {"Content-Type": "text/plain", "Content-Disposition": 'attachment; filename="b.txt"'}, b"old way")
    assert get("/_matrix/client/v1/media/download/peer.test/old")[2] == b"old way"
    boundary = {"Content-Type": "multipart/mixed; boundary=\"b b\""}
    peer.web.answers["/_matrix/federation/v1/media/download/here"] = (200, boundary, b"\r\n--b b\r\nContent-Type: application/json\r\n\r\n{}\r\n--b b\r\nContent-Type: text/plain\r\n\r\nright here\r\n--b b--\r\n")
    assert get("/_matrix/client/v1/media/download/peer.test/here")[2] == b"right here"
    peer.web.answers["/_matrix/federation/v1/media/download/torn"] = (200, boundary, b"--b b\r\n\r\n{}\r\n--b b\r\n\r\nhalf of it")
    assert get("/_matrix/client/v1/media/download/peer.test/torn")[0] == 502
    peer.web.answers["/_matrix/federation/v1/media/download/away"] = (200, boundary, b"--b b\r\n\r\n{}\r\n--b b\r\nLocation: http://127.0.0.1:1/x\r\n\r\n\r\n--b b--")
    assert get("/_matrix/client/v1/media/download/peer.test/away")[0] == 502, "networks that must not be reached"
    assert get("/_matrix/client/v1/media/download/refused.test/x")[0] == 404 and net.names.count("refused.test") == 0
    # Directly: two parts, signed requests only.
    path = f"/_matrix/federation/v1/media/download/{uri.split('/')[1]}"
    assert peer.request(two, "GET", path, authorization="")[0] == 401
    status, body = peer.request(two, "GET", path)
    assert status == 200 and content in body and peer.headers["Content-Type"].startswith("multipart/mixed")


def rooms(net, binary, database):
    """What a server reads of a room that it is in, and what not. Its users wrote while the server had that server's name:
    that is how foreign members get into a room here without any join."""
    one = net.hearthd(binary, "peer.test", database)
    one.start()
    bob = one.user("bob")
    new_room = lambda api, **more: api.call("POST", "/_matrix/client/v3/createRoom", {"preset": "public_chat", "room_version": "10", **more})["room_id"]
    room, closed = new_room(bob), new_room(bob)
    bob.call("PUT", f"/_matrix/client/v3/rooms/{quote(closed)}/state/m.room.server_acl/", {"allow": ["*"], "deny": ["STRANGER.*"]})

    def send(api, text, where):
        return api.call("PUT", f"/_matrix/client/v3/rooms/{quote(where)}/send/m.room.message/{text}", {"msgtype": "m.text", "body": text})["event_id"]

    events, elsewhere = [send(bob, f"m{number}", room) for number in range(5)], send(bob, "x", closed)
    one.stop()
    one.set(server_name="one.test")
    one.name = "one.test"
    certificate = net.certificate("one.test", one.address)
    one.set(tls_certificate_path=str(certificate[0]), tls_private_key_path=str(certificate[1]))
    net.names.a("one.test", one.address)
    one.start()
    alice = one.user("alice")
    peer, stranger = net.peer("peer.test"), net.peer("stranger.test")
    base = "/_matrix/federation/v1"

    def ask(method, path, body=None, by=peer, expected=200):
        status, answer = by.request(one, method, base + path, body)
        assert status == expected, (path, status, answer)
        return answer

    where = quote(room)
    asked = (("GET", f"/event/{quote(events[0])}", None), ("GET", f"/state/{where}?event_id={quote(events[0])}", None),
             ("GET", f"/state_ids/{where}?event_id={quote(events[0])}", None), ("GET", f"/event_auth/{where}/{quote(events[0])}", None),
             ("GET", f"/backfill/{where}?v={quote(events[-1])}&limit=3", None), ("GET", f"/timestamp_to_event/{where}?ts=0&dir=f", None),
             ("POST", f"/get_missing_events/{where}", {"earliest_events": [events[0]], "latest_events": [events[-1]], "limit": 10}))
    answers = [ask(*one_of) for one_of in asked]
    for one_of in asked:
        assert ask(*one_of, by=stranger, expected=403)["errcode"] == "M_FORBIDDEN"
    found, state, ids, reasons, before, first, missing = answers
    assert found["pdus"][0]["content"]["body"] == "m0" and found["origin"] == "one.test" and "event_id" not in found["pdus"][0], found
    assert {pdu["type"] for pdu in state["pdus"]} >= {"m.room.create", "m.room.member", "m.room.join_rules"}, state
    assert len(ids["pdu_ids"]) == len(state["pdus"]) and len(ids["auth_chain_ids"]) == len(state["auth_chain"]) > 2
    assert {pdu["type"] for pdu in reasons["auth_chain"]} == {"m.room.create", "m.room.member", "m.room.power_levels"}, reasons
    assert [pdu["content"]["body"] for pdu in before["pdus"]] == ["m4", "m3", "m2"], before
    assert [pdu["content"]["body"] for pdu in missing["events"]] == ["m1", "m2", "m3"], missing
    assert ask("GET", f"/event/{quote(first['event_id'])}")["pdus"][0]["type"] == "m.room.create", first
    assert set(found["pdus"][0]["signatures"]) == {"peer.test"} and found["pdus"][0]["hashes"]
    # An event of another room is not given out by asking for it in this one.
    for path in (f"/state/{quote(closed)}?event_id={quote(events[0])}", f"/state_ids/{quote(closed)}?event_id={quote(events[0])}",
                 f"/event_auth/{quote(closed)}/{quote(events[0])}"):
        ask("GET", path, expected=404)
    assert ask("GET", f"/backfill/{quote(closed)}?v={quote(events[-1])}&limit=3")["pdus"] == []
    ask("GET", f"/event/{quote('$unknown')}", expected=404)
    # Rooms without anybody of that server are none of its business, and a server access control list shuts out.
    own = new_room(alice)
    said = send(alice, "alone", own)
    assert ask("GET", f"/backfill/{quote(own)}?v={quote(said)}&limit=3", expected=403)["errcode"] == "M_FORBIDDEN"
    ask("GET", f"/event/{quote(said)}", expected=403)
    assert ask("GET", f"/state_ids/{quote(closed)}?event_id={quote(elsewhere)}", by=stranger, expected=403)["error"] == "Server is banned from room"
    # Rooms that others may find are shown in a hierarchy without being in them.
    space = alice.call("POST", "/_matrix/client/v3/createRoom", {"preset": "public_chat", "creation_content": {"type": "m.space"}, "name": "Space"})["room_id"]
    hidden = alice.call("POST", "/_matrix/client/v3/createRoom", {"preset": "private_chat"})["room_id"]
    for child in (room, hidden):
        alice.call("PUT", f"/_matrix/client/v3/rooms/{quote(space)}/state/m.space.child/{quote(child)}", {"via": ["one.test"]})
    answer = ask("GET", f"/hierarchy/{quote(space)}", by=stranger)
    assert answer["room"]["name"] == "Space" and len(answer["room"]["children_state"]) == 2, answer
    assert [child["room_id"] for child in answer["children"]] == [room] and answer["inaccessible_children"] == [hidden], answer
    ask("GET", f"/hierarchy/{quote(hidden)}", by=stranger, expected=404)
    ask("GET", f"/hierarchy/{quote('!nothing:one.test')}", by=stranger, expected=404)


STORIES = {function.__name__: function for function in (discovery, trust, keys, pauses, inbound, lookups, media, rooms)}


def main(binary, kind, story):
    with contextlib.ExitStack() as stack:
        database = stack.enter_context(private_postgres()) if kind == "postgres" else None
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="hearth-federation-"))
        net = stack.enter_context(Net(pathlib.Path(folder)))
        STORIES[story](net, binary, database)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
