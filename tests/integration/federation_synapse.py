# SPDX-License-Identifier: Apache-2.0
"""hearthd and a real Synapse, in both directions.   federation_synapse.py HEARTHD"""
import http.client
import json
import pathlib
import sys
import tempfile

from federation_net import Net
from servers import Api, quote


def upload(port, token):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", "/_matrix/media/v3/upload", b"some media", {"Authorization": f"Bearer {token}", "Content-Type": "text/plain"})
    return json.loads(connection.getresponse().read())["content_uri"][len("mxc://"):]


def download(api, uri):
    connection = http.client.HTTPConnection("127.0.0.1", api.port, timeout=60)
    connection.request("GET", f"/_matrix/client/v1/media/download/{uri}", None, {"Authorization": f"Bearer {api.token}"})
    return connection.getresponse().read()


def main(binary):
    with tempfile.TemporaryDirectory(prefix="hearth-synapse-") as folder, Net(pathlib.Path(folder)) as net:
        hearth, synapse = net.hearthd(binary, None), net.synapse()
        hearth.start()
        synapse.start()
        alice = hearth.user("alice")
        account = synapse.register("bob", "a password")
        bob = Api(synapse.port, account["access_token"])
        bob.user = account["user_id"]
        rooms = {}
        for api, name in ((alice, hearth.name), (bob, synapse.name)):
            rooms[name] = api.call("POST", "/_matrix/client/v3/createRoom", {
                "room_alias_name": "room", "preset": "public_chat", "visibility": "public", "name": "Room", "room_version": "11", "creation_content": {"type": "m.space"}})["room_id"]
        for api, other, server, api_there in ((alice, bob.user, synapse.name, bob), (bob, alice.user, hearth.name, alice)):
            assert api.call("GET", f"/_matrix/client/v3/profile/{quote(other)}")["displayname"] in ("alice", "bob")
            assert api.request("GET", f"/_matrix/client/v3/profile/{quote('@nobody:' + server)}")[0] == 404
            assert api.call("GET", f"/_matrix/client/v3/directory/room/{quote('#room:' + server)}")["room_id"] == rooms[server]
            assert [room["room_id"] for room in api.call("GET", f"/_matrix/client/v3/publicRooms?server={quote(server)}")["chunk"]] == [rooms[server]]
            keys = api.call("POST", "/_matrix/client/v3/keys/query", {"device_keys": {other: []}})
            assert keys["failures"] == {} and keys["device_keys"][other] == {}, keys
            assert download(api, upload(api_there.port, api_there.token)) == b"some media"
        walked = alice.call("GET", f"/_matrix/client/v1/rooms/{quote(rooms[synapse.name])}/hierarchy")
        assert [room["room_id"] for room in walked["rooms"]] == [rooms[synapse.name]], walked
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
