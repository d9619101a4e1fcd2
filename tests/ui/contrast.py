#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compute WCAG 2.2 contrast for every text/background pair the design uses, from tokens.json.
Exits 1 when a pair misses its minimum. Usage: python3 contrast.py [--md]"""
import json, os, sys
T = json.load(open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "resources", "tokens.json")))
def lum(h):
    c = [int(h[i:i+2], 16) / 255 for i in (1, 3, 5)]
    c = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in c]
    return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]
def ratio(a, b):
    a, b = sorted((lum(a), lum(b)), reverse=True)
    return (a + 0.05) / (b + 0.05)
# (foreground, [backgrounds], minimum): the worst background is what is reported
PAIRS = [
 ("text", ["window", "sidebar", "surface", "surface-alt", "raised", "hover", "selected", "selected-idle", "sidebar-hover", "sidebar-selected", "trace", "match", "diff-add", "diff-del", "error-bg", "warn-bg", "ok-bg", "info-bg", "neutral-bg", "button", "button-hover", "button-pressed"], 4.5),
 ("text-2", ["window", "sidebar", "surface", "surface-alt", "raised", "hover", "selected", "selected-idle", "sidebar-hover", "sidebar-selected", "trace", "error-bg", "warn-bg", "ok-bg", "info-bg", "neutral-bg", "diff-add", "diff-del"], 4.5),
 ("text-3", ["window", "sidebar", "surface", "surface-alt", "raised", "hover", "selected", "selected-idle"], 4.5),
 ("accent", ["window", "sidebar", "surface", "surface-alt", "raised", "hover", "selected", "sidebar-selected", "info-bg", "trace"], 4.5),
 ("on-accent", ["accent-fill", "accent-fill-hover", "accent-fill-pressed"], 4.5),
 ("on-danger", ["danger-fill", "danger-fill-hover", "danger-fill-pressed"], 4.5),
 ("ok", ["ok-bg", "surface", "window", "surface-alt", "selected", "diff-add", "raised", "trace"], 4.5),
 ("warn", ["warn-bg", "surface", "window", "surface-alt", "selected", "raised", "trace"], 4.5),
 ("error", ["error-bg", "surface", "window", "surface-alt", "selected", "diff-del", "raised", "trace"], 4.5),
 ("info", ["info-bg", "surface", "window", "selected"], 4.5),
 ("on-toast", ["toast"], 4.5), ("toast-link", ["toast"], 4.5),
 ("border-strong", ["surface", "window", "raised", "surface-alt"], 3.0),
 ("focus", ["window", "sidebar", "surface", "raised", "selected", "sidebar-selected", "button"], 3.0),
 ("accent-edge", ["window", "surface", "raised", "surface-alt"], 3.0),
 ("danger-edge", ["window", "surface", "raised"], 3.0),
 ("check", ["window", "surface", "raised", "selected"], 3.0), ("on-check", ["check"], 3.0),
 ("chart-1", ["surface", "chart-fill"], 3.0), ("chart-2", ["surface"], 3.0),
 ("chart-3", ["surface"], 3.0), ("chart-4", ["surface"], 3.0),
]
bad = 0; rows = []
for fg, bgs, need in PAIRS:
    r = [fg, need]
    for th in ("light", "dark"):
        w = min(bgs, key=lambda b: ratio(T[th][fg], T[th][b])); v = ratio(T[th][fg], T[th][w])
        r += [v, w]; bad += v < need
        if "-v" in sys.argv: print(th, fg, {b: round(ratio(T[th][fg], T[th][b]), 2) for b in bgs})
    rows.append(r)
print("| Foreground | Needs | Light: worst pair | Dark: worst pair |\n|---|---|---|---|")
for fg, need, lv, lw, dv, dw in rows:
    m = lambda v: "" if v >= need else " **FAIL**"
    print(f"| `{fg}` | {need} | {lv:.2f} on `{lw}`{m(lv)} | {dv:.2f} on `{dw}`{m(dv)} |")
print(f"\n{sum(len(p[1]) for p in PAIRS)*2} pairs, {bad} below their minimum")
sys.exit(1 if bad else 0)
