// SPDX-License-Identifier: Apache-2.0
// Two people with matrix-js-sdk and one with matrix-nio: registration, an encrypted room, messages
// both ways, verification by emoji and cross-signing, key backup restored on a third device, an
// encrypted image.  HEARTH_BASE_URL=… HEARTH_NIO_PYTHON=… node scenario.mjs
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import {
    authenticate, baseUrl, decrypted, decryptAttachment, encryptAttachment, login, password, register, sdk, startClient, step,
    stopAll, until,
} from "./support.mjs";

const run = Math.random().toString(36).slice(2, 8);
// The smallest PNG: one red pixel.
const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
    "base64",
);

async function bootstrap(client, secrets) {
    const crypto = client.getCrypto();
    await crypto.bootstrapCrossSigning({ authUploadDeviceSigningKeys: authenticate(client.getUserId()) });
    await crypto.bootstrapSecretStorage({
        createSecretStorageKey: async () => {
            const created = await crypto.createRecoveryKeyFromPassphrase();
            secrets.key = created.privateKey;
            return created;
        },
        setupNewSecretStorage: true,
        setupNewKeyBackup: true,
    });
    await until("cross-signing ready", () => crypto.isCrossSigningReady());
    await until("key backup in use", () => crypto.getActiveSessionBackupVersion());
}

/** One side of an emoji verification: starts or follows, and confirms. */
async function verifyWith(request, starts) {
    const { VerificationPhase, VerifierEvent } = await import("matrix-js-sdk/lib/crypto-api/verification.js");
    await until("both sides ready", () => request.phase >= VerificationPhase.Ready);
    const verifier = starts
        ? await request.startVerification("m.sas.v1")
        : await until("a verifier", () => request.verifier);
    const shown = new Promise((resolve) => {
        const known = verifier.getShowSasCallbacks();
        if (known) resolve(known);
        else verifier.once(VerifierEvent.ShowSas, resolve);
    });
    const finished = verifier.verify();
    const sas = await shown;
    return { sas, finished };
}

async function verifyEachOther(alice, bob, roomId) {
    const asked = await alice.getCrypto().requestVerificationDM(bob.getUserId(), roomId);
    const received = await until("the verification request", () =>
        bob.getCrypto().findVerificationRequestDMInProgress(roomId, alice.getUserId()),
    );
    await received.accept();
    const [first, second] = await Promise.all([verifyWith(asked, true), verifyWith(received, false)]);
    if (JSON.stringify(first.sas.sas.emoji) !== JSON.stringify(second.sas.sas.emoji))
        throw new Error("the emoji differ");
    await Promise.all([first.sas.confirm(), second.sas.confirm()]);
    await Promise.all([first.finished, second.finished]);
    await until("Bob verified by cross-signing", async () =>
        (await alice.getCrypto().getUserVerificationStatus(bob.getUserId())).isCrossSigningVerified(),
    );
}

async function main() {
    const [aliceLogin, bobLogin, carolLogin] = await Promise.all([
        register(`alice-${run}`), register(`bob-${run}`), register(`carol-${run}`),
    ]);
    step("three people registered through interactive authentication");

    const aliceSecrets = {};
    const alice = await startClient(aliceLogin, aliceSecrets);
    const bob = await startClient(bobLogin);
    await bootstrap(alice, aliceSecrets);
    await bootstrap(bob, {});
    step("cross-signing, secret storage and key backup set up for both");

    const { room_id: roomId } = await alice.createRoom({
        name: "Encrypted",
        preset: "private_chat",
        invite: [bob.getUserId(), carolLogin.user_id],
        initial_state: [
            { type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } },
        ],
    });
    await until("Bob's invite", () => bob.getRoom(roomId)?.getMyMembership() === "invite");
    await bob.joinRoom(roomId);
    await until("Bob in Alice's room", () => alice.getRoom(roomId)?.getMember(bob.getUserId())?.membership === "join");
    await until("encryption seen by Bob", () => bob.getCrypto().isEncryptionEnabledInRoom(roomId));
    step("an encrypted room created and joined");

    await alice.sendTextMessage(roomId, "hello Bob");
    await decrypted(bob, roomId, "hello Bob");
    await bob.sendTextMessage(roomId, "hello Alice");
    await decrypted(alice, roomId, "hello Alice");
    step("encrypted messages both ways");

    await verifyEachOther(alice, bob, roomId);
    step("Alice and Bob verified each other by emoji, signed with cross-signing keys");

    const { data, file } = await encryptAttachment(png);
    const { content_uri: url } = await alice.uploadContent(data, { type: "application/octet-stream", includeFilename: false });
    await alice.sendMessage(roomId, {
        msgtype: "m.image", body: "pixel.png", info: { mimetype: "image/png", w: 1, h: 1, size: png.length },
        file: { ...file, url },
    });
    const image = (await decrypted(bob, roomId, "pixel.png")).getContent();
    const address = bob.mxcUrlToHttp(image.file.url, undefined, undefined, undefined, false, true, true);
    const answer = await fetch(address, { headers: { Authorization: `Bearer ${bob.getAccessToken()}` } });
    if (!answer.ok) throw new Error(`download answered ${answer.status}`);
    const clear = await decryptAttachment(Buffer.from(await answer.arrayBuffer()), image.file);
    if (!clear.equals(png)) throw new Error("the image changed on its way");
    step("an encrypted image sent, downloaded and decrypted");

    const aliceSecond = await startClient(await login(`alice-${run}`, "second"), { ...aliceSecrets });
    await until("Alice's public keys", () => aliceSecond.getCrypto().userHasCrossSigningKeys(alice.getUserId(), true));
    await aliceSecond.getCrypto().bootstrapCrossSigning({ authUploadDeviceSigningKeys: authenticate(alice.getUserId()) });
    await until("the second device signed", async () =>
        (await alice.getCrypto().getDeviceVerificationStatus(alice.getUserId(), aliceSecond.getDeviceId()))?.crossSigningVerified,
    );
    step("a second device verified by cross-signing, from secret storage");

    await until("keys in the backup", async () => (await alice.http.authedRequest("GET", "/room_keys/version")).count > 1, 60000);
    const third = await startClient(await login(`alice-${run}`, "third"), { ...aliceSecrets });
    await third.getCrypto().loadSessionBackupPrivateKeyFromSecretStorage();
    const restored = await third.getCrypto().restoreKeyBackup();
    if (restored.imported < 1) throw new Error("no key was restored");
    for (const event of third.getRoom(roomId).getLiveTimeline().getEvents())
        await event.attemptDecryption?.(third.getCrypto(), { isRetry: true }).catch(() => {});
    await decrypted(third, roomId, "hello Alice");
    await decrypted(third, roomId, "hello Bob");
    step("key backup restored on a third device: old messages read");

    await withNio(alice, roomId, carolLogin);
    await moreOfTheApi(alice, bob, roomId);
}

/** matrix-nio joins the same room: messages both ways and an encrypted image back. */
async function withNio(alice, roomId, carolLogin) {
    const python = process.env.HEARTH_NIO_PYTHON;
    if (!python) return;
    const peer = spawn(python, [fileURLToPath(new URL("nio_peer.py", import.meta.url))], {
        stdio: ["pipe", "pipe", "inherit"],
        env: { ...process.env, HEARTH_BASE_URL: baseUrl },
    });
    const ended = new Promise((resolve) => peer.on("exit", resolve));
    peer.stdin.end(JSON.stringify({ user: carolLogin.user_id, password, room: roomId }));
    const lines = createInterface({ input: peer.stdout });
    for await (const line of lines) {
        if (line === "joined") {
            await until("Carol in the room", () => alice.getRoom(roomId)?.getMember(carolLogin.user_id)?.membership === "join");
            await alice.sendTextMessage(roomId, "hello Carol");
        } else if (line.startsWith("ok")) {
            process.stdout.write(`${line}\n`);
        }
    }
    if ((await ended) !== 0) throw new Error("the matrix-nio peer failed");
    await decrypted(alice, roomId, "hello from nio");
    const image = (await decrypted(alice, roomId, "nio.png")).getContent();
    const address = alice.mxcUrlToHttp(image.file.url, undefined, undefined, undefined, false, true, true);
    const answer = await fetch(address, { headers: { Authorization: `Bearer ${alice.getAccessToken()}` } });
    await decryptAttachment(Buffer.from(await answer.arrayBuffer()), image.file);
    step("matrix-js-sdk and matrix-nio read each other's messages and image");
}

/** Other calls that a client makes in a day. */
async function moreOfTheApi(alice, bob, roomId) {
    await alice.setDisplayName("Alice A.");
    await until("the new name", () => bob.getRoom(roomId)?.getMember(alice.getUserId())?.name === "Alice A.");
    const { event_id: target } = await alice.sendTextMessage(roomId, "react to this");
    await decrypted(bob, roomId, "react to this");
    await bob.sendEvent(roomId, "m.reaction", { "m.relates_to": { rel_type: "m.annotation", event_id: target, key: "+1" } });
    await bob.sendReadReceipt(bob.getRoom(roomId).findEventById(target));
    await until("Bob's receipt", () => alice.getRoom(roomId).getReadReceiptForUserId(bob.getUserId(), true)?.eventId === target);
    await bob.sendTyping(roomId, true, 5000);
    await until("Bob typing", () => alice.getRoom(roomId).getMember(bob.getUserId()).typing);
    await alice.redactEvent(roomId, target, undefined, { reason: "a test" });
    await until("the redaction", () => bob.getRoom(roomId).findEventById(target)?.isRedacted());
    await alice.setRoomTag(roomId, "m.favourite", { order: 0.5 });
    await until("the tag", () => alice.getRoom(roomId).tags["m.favourite"]);
    await alice.setPresence({ presence: "online", status_msg: "testing" });
    const { chunk } = await bob.relations(roomId, target, "m.annotation", "m.reaction").then((r) => ({ chunk: r.events }));
    if (!Array.isArray(chunk)) throw new Error("no relations");
    const filter = new sdk.Filter(bob.getUserId());
    filter.setTimelineLimit(5);
    await bob.getOrCreateFilter(`hearth_test_${run}`, filter);
    await bob.leave(roomId);
    await until("Bob gone", () => alice.getRoom(roomId).getMember(bob.getUserId()).membership === "leave");
    await bob.forget(roomId);
    await bob.logout(true);
    step("names, reactions, receipts, typing, redaction, tags, presence, filters, leaving, signing out");
}

try {
    await main();
    stopAll();
    process.stdout.write("scenario passed\n");
    process.exit(0);
} catch (problem) {
    process.stdout.write(`not ok - ${problem?.stack ?? problem}\n`);
    process.exit(1);
}
