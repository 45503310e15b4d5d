# SPDX-License-Identifier: GPL-3.0-or-later
# What the tests of the guides in doc/ share: each runs the console blocks of its guide in a
# directory that is like the reader's, with servers of its own.  A `tlsbox` that is first in
# PATH adds what the guide asks the reader to add.
. "$top_srcdir/tests/scale/kit.sh"
. "$top_srcdir/tests/lint/blocks.sh"
top=$(cd "$top_srcdir" && pwd)
tlsbox=$(realpath "$TLSBOX")
mkdir "$work/bin" "$work/guide"
export PATH="$work/bin:$PATH" XDG_CACHE_HOME="$work/cache" COLUMNS=80 LC_ALL=C.UTF-8
unset SSL_CERT_FILE SSL_CERT_DIR NO_COLOR
cd "$work/guide"

# wrap CASE...: `tlsbox` is the program; each CASE is a pattern of its arguments, ')', and what
# runs.
wrap()
{
    {
        echo '#!/bin/sh'
        # shellcheck disable=SC2016  # for the script
        echo 'case $* in'
        printf '%s ;;\n' "$@"
        echo "*) exec $tlsbox \"\$@\" ;;"
        echo 'esac'
    } >"$work/bin/tlsbox"
    chmod +x "$work/bin/tlsbox"
}

# begin NAME OPTION...: a server of tlsbox, at $listen if that is set; its port is in $port.
begin()
{
    log=$work/$1.log
    shift
    "$tlsbox" serve "$@" "${listen-0}" >"$log" 2>&1 &
    is_started $!
    await 10 grep -q '^serving ' "$log"
    port=$(sed -n 's/^serving .* at .*:\([0-9]*\)$/\1/p' "$log")
}

# same FILE: dates, days, ports and addresses differ from run to run.
same()
{
    sed -E 's/[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:]{8})?/DATE/g
        s/[0-9]+ days/N days/g
        s/127\.0\.0\.1:[0-9]+/127.0.0.1:PORT/g' "$1" >"$1.same"
}

# guide NAME NUMBER: doc/NAME.md has at least this number of blocks, and shows what is printed.
# Without the file log_list.json, commands that read it are left out.
guide()
{
    if [ -r log_list.json ]; then
        cat "$top/doc/$1.md"
    else
        awk '/^```console$/ { block = $0; next }
            block != "" { block = block "\n" $0; if (/^```$/) {
                if (block !~ /log_list[.]json/) print block
                block = "" }; next }
            { print }' "$top/doc/$1.md"
    fi >"$work/guide.md"
    blocks_run "$work/guide.md"
    blocks_links "$top/doc/$1.md"
    [ "$num" -ge "$2" ] || fail "only $num blocks were found: the test itself is broken"
    [ "$bad" = 0 ] || fail "doc/$1.md does not show what is printed"
}
