#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Checks that the completions, and the generated parts of the man pages, are as `tlsbox --dump-cli`
# makes them, that mandoc accepts the pages, and that every command has one.
#
# Usage: cli.sh [update]
# With update, the files are rewritten instead.
set -eu

tlsbox=${TLSBOX:?} src=${top_srcdir:?} mode=${1-check}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0

# put NEW FILE: compares the two, or replaces FILE by NEW.
put() {
    if cmp -s "$1" "$2"; then
        return
    elif [ "$mode" = update ]; then
        cat "$1" >"$2"
    else
        diff -u "$2" "$1" || :
        echo "cli.sh: $2 is not what the option tables make: run 'make update-cli'" >&2
        failed=1
    fi
}

for shell in bash zsh fish; do
    "$tlsbox" --dump-cli $shell >"$tmp/new"
    put "$tmp/new" "$src/completions/tlsbox.$shell"
done

# The lines between `.\" BEGIN PART COMMAND` and `.\" END` are generated.
for page in "$src"/man/*.[15]; do
    while IFS= read -r line; do
        case $line in
        '.\" BEGIN '*)
            printf '%s\n' "$line"
            what=${line#??? BEGIN }
            "$tlsbox" --dump-cli "man-${what%% *}-${what#* }" || exit 1
            skip=1
            ;;
        '.\" END')
            skip=
            printf '%s\n' "$line"
            ;;
        *) [ -n "${skip-}" ] || printf '%s\n' "$line" ;;
        esac
    done <"$page" >"$tmp/new"
    put "$tmp/new" "$page"
done

# Each command has a page, and each page has its generated parts.
for name in tlsbox $("$tlsbox" --list | sed 's/^/tlsbox-/'); do
    page=$src/man/$name.1
    [ -f "$page" ] || { echo "cli.sh: $page is missing" >&2; failed=1; continue; }
    for part in options exits examples; do
        grep -qxF ".\\\" BEGIN $part ${name#tlsbox-}" "$page" ||
            { echo "cli.sh: $page has no part '$part'" >&2; failed=1; }
    done
done

for page in "$src"/man/*.[15]; do
    if ! mandoc -Tlint -W warning "$page"; then
        failed=1
    fi
done
exit $failed
