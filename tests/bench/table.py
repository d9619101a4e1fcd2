# SPDX-License-Identifier: Apache-2.0
"""Prints the figures of hearthd and Synapse side by side as a Markdown table."""
import json
import os
import sys

ROWS = [
    ("sends_per_second", "Durable sends a second, 64 connections", "higher"),
    ("sends_p50_ms", "… p50, ms", "lower"),
    ("sends_p99_ms", "… p99, ms", "lower"),
    ("sends_failed", "… failed", None),
    ("sync_8_p50_ms", "Send to sync, 8 waiting, p50, ms", "lower"),
    ("sync_8_p99_ms", "… p99, ms", "lower"),
    ("sync_100_p50_ms", "Send to sync, 100 waiting, p50, ms", "lower"),
    ("sync_100_p99_ms", "… p99, ms", "lower"),
    ("rooms_created_per_second", "Rooms created a second", "higher"),
    ("initial_sync_rooms", "Initial sync, rooms", None),
    ("initial_sync_ms", "… ms", "lower"),
    ("initial_sync_bytes", "… bytes", None),
    ("initial_sync_gzip_ms", "… once more, as gzip, ms", "lower"),
    ("initial_sync_gzip_bytes", "… bytes", None),
    ("rss_idle_mib", "Memory (RSS) idle, MiB", "lower"),
    ("rss_after_sends_mib", "… after the sends, MiB", "lower"),
    ("rss_end_mib", "… at the end, MiB", "lower"),
]

runs = []
for path in sys.argv[1:3]:
    runs.append(json.load(open(path)) if os.path.exists(path) else {})


def show(value):
    if value is None:
        return "-"
    return f"{value:,.1f}" if isinstance(value, float) and value < 1000 else f"{value:,.0f}"


print("| | hearthd | Synapse | times better |")
print("|---|---:|---:|---:|")
for key, name, better in ROWS:
    ours, theirs = (run.get(key) for run in runs)
    times = ""
    if better and ours and theirs:
        times = f"{ours / theirs if better == 'higher' else theirs / ours:,.1f}"
    print(f"| {name} | {show(ours)} | {show(theirs)} | {times} |")
