# SPDX-License-Identifier: Apache-2.0
"""Carol with matrix-nio: joins the encrypted room, reads a message, answers, sends an encrypted image.

Reads {"user", "password", "room"} from standard input, so that no secret stands in an argument list.
"""
import asyncio
import base64
import io
import json
import os
import sys
import tempfile

from nio import AsyncClient, AsyncClientConfig, JoinResponse, LoginResponse, RoomMessageText, RoomSendResponse, UploadResponse

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==")


def check(answer, kind):
    if not isinstance(answer, kind):
        raise SystemExit(f"nio: expected {kind.__name__}, got {answer}")
    return answer


async def main():
    wanted = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as store:
        client = AsyncClient(os.environ["HEARTH_BASE_URL"], wanted["user"], device_id="NIOPEER", store_path=store,
                             config=AsyncClientConfig(encryption_enabled=True, store_sync_tokens=False))
        seen = asyncio.Event()

        async def on_message(room, event):
            if event.body == "hello Carol" and event.decrypted:
                seen.set()

        client.add_event_callback(on_message, RoomMessageText)
        check(await client.login(wanted["password"], device_name="nio"), LoginResponse)
        await client.sync(timeout=3000, full_state=True)
        if client.should_upload_keys:
            await client.keys_upload()
        check(await client.join(wanted["room"]), JoinResponse)
        await client.sync(timeout=3000, full_state=True)
        print("joined", flush=True)
        forever = asyncio.create_task(client.sync_forever(timeout=5000))
        await asyncio.wait_for(seen.wait(), 30)
        print("ok - nio decrypted a message of js-sdk", flush=True)

        check(await client.room_send(wanted["room"], "m.room.message", {"msgtype": "m.text", "body": "hello from nio"},
                                     ignore_unverified_devices=True), RoomSendResponse)
        uploaded, keys = await client.upload(lambda *_: io.BytesIO(PNG), content_type="image/png", filename="nio.png",
                                             encrypt=True, filesize=len(PNG))
        check(uploaded, UploadResponse)
        check(await client.room_send(wanted["room"], "m.room.message", {
            "msgtype": "m.image", "body": "nio.png", "info": {"mimetype": "image/png", "size": len(PNG)},
            "file": {"url": uploaded.content_uri, "key": keys["key"], "iv": keys["iv"], "hashes": keys["hashes"], "v": keys["v"]},
        }, ignore_unverified_devices=True), RoomSendResponse)
        forever.cancel()
        await client.logout()
        await client.close()


asyncio.run(main())
