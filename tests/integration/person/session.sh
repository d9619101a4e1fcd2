#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A desktop session without a screen: X server, session bus, window manager, accessibility.
#   session.sh COMMAND...
# HEARTH_SCREEN is its size (1440x960); HEARTH_SCALE enlarges everything, as on a fine screen.
set -euo pipefail
if [ "${HEARTH_SESSION:-}" != inside ]; then
    export HEARTH_SESSION=inside
    exec xvfb-run -a -s "-screen 0 ${HEARTH_SCREEN:-1440x960}x24" dbus-run-session -- bash "$0" "$@"
fi
export XDG_RUNTIME_DIR=$(mktemp -d)
export QT_SCALE_FACTOR=${HEARTH_SCALE:-1}
export QT_LINUX_ACCESSIBILITY_ALWAYS_ON=1 QT_QPA_PLATFORM=xcb LANG=C.UTF-8
openbox >/dev/null 2>&1 &
manager=$!
trap 'kill $manager 2>/dev/null || true; rm -rf "$XDG_RUNTIME_DIR"' EXIT
for property in IsEnabled ScreenReaderEnabled; do
    gdbus call --session --dest org.a11y.Bus --object-path /org/a11y/bus \
        --method org.freedesktop.DBus.Properties.Set org.a11y.Status "$property" '<true>' >/dev/null
done
"$@"
