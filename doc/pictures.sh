#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# pictures.sh [make]: the pictures of README.md, drawn from real runs.  With make it writes those
# that changed; without, it is a test, and fails if a committed picture is not what the program
# shows now.  Times of a handshake differ on every run and are not compared.
set -u
top=$(cd "$(dirname "$0")/.." && pwd)
tlsbox=${TLSBOX:-$top/build/tlsbox}
work=$(mktemp -d) || exit 99
server=
trap '[ -z "$server" ] || kill $server 2>/dev/null; rm -rf "$work"' EXIT
case $tlsbox in
/*) ;;
*) tlsbox=$PWD/$tlsbox ;;
esac
mkdir "$work/bin" "$work/demo" || exit 99
cp "$top"/demo/*.pem "$work/demo" || exit 99
printf '#!/bin/sh\nexec "%s" "$@" --color always\n' "$tlsbox" >"$work/bin/tlsbox"
chmod +x "$work/bin/tlsbox"

# session: runs the commands of standard input, one a line, and shows them as a terminal would.
session()
{
    cd "$work/demo" || exit 99
    again=
    while IFS= read -r command; do
        [ -z "$again" ] || echo
        again=yes
        printf '\033[2m$\033[0m \033[1m%s\033[0m\n' "$command"
        PATH=$work/bin:$PATH sh -c "$command" 2>&1
    done
}

# A chain that fails, the fix that tlsbox names, and the same chain after it.
(session) >"$work/session" <<'END'
tlsbox verify --roots root.pem --host shop.example --at 2026-06-01 alone.pem
cat alone.pem intermediate.pem >fixed.pem
tlsbox verify --quiet --roots root.pem --host shop.example --at 2026-06-01 fixed.pem
END
LC_ALL=C awk -v title='tlsbox verify refuses a chain and says how to fix it' \
    -f "$top/doc/terminal.awk" "$work/session" >"$work/verify.svg" || exit 1

# A handshake with a server of ours.
"$tlsbox" serve --name shop.example --alpn h2 --write-root "$work/root.pem" 0 >"$work/log" &
server=$!
tries=500
port=
while [ -z "$port" ] && [ $((tries -= 1)) -gt 0 ]; do
    sleep 0.02
    port=$(sed -n 's/^serving .* at .*:\([0-9]*\)$/\1/p' "$work/log")
done
"$tlsbox" handshake --connect "127.0.0.1:$port" --roots "$work/root.pem" --diagram svg \
    shop.example >"$work/handshake.svg" 2>"$work/errors" || {
    cat "$work/errors"
    exit 1
}

# A scan of a server that accepts all versions but TLS 1.3.  What lies between the tables of suites
# and the advice is left out; the sum at the end has times.
suites=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA
suites=$suites,TLS_RSA_WITH_3DES_EDE_CBC_SHA,TLS_ECDHE_ECDSA_WITH_RC4_128_SHA
"$(dirname "$tlsbox")/tests/picky/picky" versions=ssl2,ssl3,1.0,1.1,1.2 suites=$suites \
    has=ems,renegotiation >"$work/port" &
server="$server $!"
tries=500
while [ ! -s "$work/port" ] && [ $((tries -= 1)) -gt 0 ]; do
    sleep 0.02
done
cat >"$work/bin/tlsbox" <<END
#!/bin/sh
exec "$tlsbox" "\$@" --rate 0 --connect 127.0.0.1:$(cat "$work/port") --color always
END
echo 'tlsbox scan old.example' | (session) | LC_ALL=C awk '
    /Key exchange/ { print "\n\033[2m…\033[0m"; left_out = 1 }
    /What to change first/ { left_out = 0 }
    /[0-9]+ connections; / { exit }
    /^$/ { blank = "\n"; next }
    !left_out {
        sub(/127\.0\.0\.1:[0-9]+/, "192.0.2.7:443")
        print blank $0
        blank = ""
    }' >"$work/session"
LC_ALL=C awk -v title='tlsbox scan shows what an old server accepts, and what to change first' \
    -f "$top/doc/terminal.awk" "$work/session" >"$work/scan.svg" || exit 1

# same OLD NEW: equal but for times.
same()
{
    sed 's/[0-9]*\.[0-9][0-9] ms/T ms/' "$1" >"$work/old"
    sed 's/[0-9]*\.[0-9][0-9] ms/T ms/' "$2" | diff -u "$work/old" -
}

failed=0
for picture in verify.svg handshake.svg scan.svg; do
    [ -e "$top/doc/$picture" ] || [ "${1-}" = make ] || failed=1
    if same "$top/doc/$picture" "$work/$picture" >"$work/diff" 2>/dev/null; then
        continue
    elif [ "${1-}" = make ]; then
        cp "$work/$picture" "$top/doc/$picture" && echo "doc/$picture is new"
    else
        cat "$work/diff"
        echo "doc/$picture is not what tlsbox shows: run \"make update-pictures\" and look at it"
        failed=1
    fi
done
exit $failed
