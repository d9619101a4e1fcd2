// SPDX-License-Identifier: Apache-2.0
// What the client scenarios share: accounts, clients with crypto, waiting for things to happen.
import * as sdk from "matrix-js-sdk";
import { logger } from "matrix-js-sdk/lib/logger.js";
import { webcrypto, createHash, randomBytes } from "node:crypto";

logger.setLevel?.("silent");
for (const name of ["debug", "info", "log", "trace", "warn"]) console[name === "log" ? "debug" : name] = () => {};

export const baseUrl = process.env.HEARTH_BASE_URL;
export const password = "a long enough password 1!";
const started = [];

export function step(text) {
    process.stdout.write(`ok - ${text}\n`);
}

/** Resolves with what look() gives once it is truthy; fails after the time with what was awaited. */
export async function until(what, look, milliseconds = 30000) {
    const end = Date.now() + milliseconds;
    for (;;) {
        const found = await look();
        if (found) return found;
        if (Date.now() > end) throw new Error(`not seen within ${milliseconds} ms: ${what}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}

export async function register(username) {
    const anonymous = sdk.createClient({ baseUrl });
    let session;
    try {
        await anonymous.registerRequest({ username, password });
        throw new Error("registration did not ask for interactive authentication");
    } catch (problem) {
        if (problem.httpStatus !== 401) throw problem;
        session = problem.data.session;
    }
    return anonymous.registerRequest({ username, password, auth: { type: "m.login.dummy", session } });
}

export async function login(user, deviceName) {
    return sdk.createClient({ baseUrl }).loginRequest({
        type: "m.login.password",
        identifier: { type: "m.id.user", user },
        password,
        initial_device_display_name: deviceName,
    });
}

/** A started client with Rust crypto. secrets holds the secret-storage key for its callbacks. */
export async function startClient(credentials, secrets = {}) {
    const client = sdk.createClient({
        baseUrl,
        accessToken: credentials.access_token,
        userId: credentials.user_id,
        deviceId: credentials.device_id,
        cryptoCallbacks: {
            getSecretStorageKey: async ({ keys }) => {
                const id = Object.keys(keys).find((key) => key === secrets.id) ?? Object.keys(keys)[0];
                return secrets.key ? [id, secrets.key] : null;
            },
            cacheSecretStorageKey: (id, info, key) => {
                secrets.id = id;
                secrets.key = key;
            },
        },
    });
    await client.initRustCrypto({ useIndexedDB: false });
    await client.startClient({ initialSyncLimit: 20, threadSupport: true });
    started.push(client);
    await until("the first sync", () => client.isInitialSyncComplete());
    return client;
}

export const authenticate = (userId) => async (makeRequest) => {
    try {
        return await makeRequest(null);
    } catch (problem) {
        if (problem.httpStatus !== 401) throw problem;
        return makeRequest({
            type: "m.login.password",
            identifier: { type: "m.id.user", user: userId },
            password,
            session: problem.data.session,
        });
    }
};

export async function decrypted(client, roomId, body) {
    const event = await until(`"${body}" decrypted by ${client.getUserId()} ${client.getDeviceId()}`, () =>
        client
            .getRoom(roomId)
            ?.getLiveTimeline()
            .getEvents()
            .find((candidate) => candidate.getContent().body === body && !candidate.isBeingDecrypted()),
    );
    if (!event.isEncrypted()) throw new Error(`"${body}" came in the clear`);
    if (event.isDecryptionFailure()) throw new Error(`"${body}" could not be decrypted`);
    return event;
}

/** Encrypts a file as the spec says ("Sending encrypted attachments"). */
export async function encryptAttachment(bytes) {
    const key = await webcrypto.subtle.generateKey({ name: "AES-CTR", length: 256 }, true, ["encrypt", "decrypt"]);
    const iv = Buffer.concat([randomBytes(8), Buffer.alloc(8)]);
    const data = Buffer.from(await webcrypto.subtle.encrypt({ name: "AES-CTR", counter: iv, length: 64 }, key, bytes));
    const unpadded = (buffer) => Buffer.from(buffer).toString("base64").replace(/=+$/, "");
    return {
        data,
        file: {
            v: "v2",
            key: { ...(await webcrypto.subtle.exportKey("jwk", key)), alg: "A256CTR", key_ops: ["encrypt", "decrypt"], ext: true },
            iv: unpadded(iv),
            hashes: { sha256: unpadded(createHash("sha256").update(data).digest()) },
        },
    };
}

export async function decryptAttachment(data, file) {
    const digest = createHash("sha256").update(data).digest("base64").replace(/=+$/, "");
    if (digest !== file.hashes.sha256) throw new Error("the attachment's hash is wrong");
    const key = await webcrypto.subtle.importKey("jwk", file.key, { name: "AES-CTR" }, false, ["decrypt"]);
    const iv = Buffer.from(file.iv, "base64");
    return Buffer.from(await webcrypto.subtle.decrypt({ name: "AES-CTR", counter: iv, length: 64 }, key, data));
}

export function stopAll() {
    for (const client of started) client.stopClient();
}

export { sdk };
