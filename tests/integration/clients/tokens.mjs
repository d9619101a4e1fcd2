// SPDX-License-Identifier: Apache-2.0
// Registers two accounts and prints their access tokens, for the coverage run.
import { register } from "./support.mjs";

const run = Math.random().toString(36).slice(2, 8);
const first = await register(`cover-${run}`);
const second = await register(`throwaway-${run}`);
process.stdout.write(`${JSON.stringify({ token: first.access_token, throwaway: second.access_token })}\n`);
process.exit(0);
