# SPDX-License-Identifier: Apache-2.0
# Shared by installer/run and tests/run: says what happens, installs Debian packages once.

say() { printf '%s\n' "$*"; }
stop() { printf '%s\n' "$*" >&2; exit 1; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        stop "Some packages are missing and this account may not install them. What to do: run this as root, or install sudo."
    fi
}

# need_packages LIST...: installs what is not there yet of the packages in the given files.
need_packages() {
    local missing
    command -v apt-get >/dev/null || stop "This needs Debian 12 (apt-get was not found)."
    missing=$(cat "$@" | sort -u | while read -r package; do
        [ -n "$package" ] || continue
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || echo "$package"
    done)
    [ -n "$missing" ] || return 0
    say "Installing $(printf '%s\n' "$missing" | wc -l) packages ..."
    export DEBIAN_FRONTEND=noninteractive
    as_root apt-get update -qq || stop "The package lists could not be fetched. What to do: check this computer's connection, then run this again."
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/tmp/hearth-apt.$$.log 2>&1 ||
        { tail -n 20 /tmp/hearth-apt.$$.log >&2; stop "Some packages could not be installed; the lines above say why."; }
    rm -f /tmp/hearth-apt.$$.log
}
