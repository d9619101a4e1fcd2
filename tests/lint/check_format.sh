#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Fails if clang-format 19 would change any C++ file.
set -u
cd "$(dirname "$0")/../.." || exit 2
command -v clang-format-19 >/dev/null || { echo "clang-format-19 is missing"; exit 2; }
mapfile -t files < <(find server app ui tests \( -name '*.cpp' -o -name '*.hpp' \) -not -path '*/node_modules/*' | sort)
[ "${#files[@]}" -gt 0 ] || { echo "no file was checked"; exit 2; }
bad=$(clang-format-19 --dry-run "${files[@]}" 2>&1 | grep -oE '^[^:]+\.(cpp|hpp)' | sort -u)
[ -z "$bad" ] || { echo "clang-format would change:"; echo "$bad"; exit 1; }
echo "format: ${#files[@]} files, 0 problems"
