#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What README.md and README.zh.md show is what the program says: runs the commands of their console
# blocks in a copy of demo/ and compares.  A line … stands for any lines up to the block's end or
# the next command; times, dates, ports, lengths of connections and figures of speed count as equal.
# Handshakes and scans are with servers of ours: old.example has no TLS 1.3.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
tlsbox=${TLSBOX:?the program to run}
work=$(mktemp -d) || exit 99
servers=
trap '[ -z "$servers" ] || kill $servers; rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/demo" || exit 99
cp "$top"/demo/*.pem "$top"/demo/*.ndjson "$work/demo" && cd "$work/demo" || exit 99

# begin NAME ROOT OPTION...: a server that writes its root to the file ROOT; its port is in $port.
begin() {
    name=$1 root=$2
    shift 2
    "$tlsbox" serve --name "$name" --write-root "$root" "$@" 0 >"$work/$name.log" &
    servers="$servers $!"
    tries=500
    port=
    while [ -z "$port" ] && [ $((tries -= 1)) -gt 0 ]; do
        sleep 0.02
        port=$(sed -n 's/^serving .* at .*:\([0-9]*\)$/\1/p' "$work/$name.log")
    done
}
begin old.example old.pem --tls 1.2 --suites compatible --groups x25519,secp256r1
old_port=$port
begin shop.example served.pem --name localhost --alpn h2,http/1.1
cat >"$work/bin/tlsbox" <<END
#!/bin/sh
case \$* in
*old.example*) exec $tlsbox "\$@" --rate 0 --connect 127.0.0.1:$old_port --roots old.pem ;;
scan*) exec $tlsbox "\$@" --rate 0 --connect 127.0.0.1:$port --roots served.pem ;;
handshake*) exec $tlsbox "\$@" --connect 127.0.0.1:$port --roots served.pem ;;
*) exec $tlsbox "\$@" ;;
esac
END
chmod +x "$work/bin/tlsbox"
PATH=$work/bin:$PATH

# These differ from run to run.
same() {
    sed 's/ *[0-9]*\.[0-9][0-9] ms/ T ms/; s/127\.0\.0\.1:[0-9]*/127.0.0.1:PORT/
        /±/ {
            s/ *[0-9][0-9.,]* [KM]*B*\/s/ R/g
            s/ *!*±[0-9.]*%/ S/
            s/ *[0-9]*\.[0-9][0-9]/ X/g
        }
        s/: [0-9]* of [0-9]* bytes/: N of N bytes/
        s/^  began       [-0-9]* [:0-9]* UTC/  began       DATE/
        s/^\(  [a-z]* *127\.0\.0\.1:PORT\), [0-9]* bytes/\1, N bytes/' "$1" >"$1.same"
}

# One file for each block: the commands, and what is shown.
awk -v work="$work" '
/^```console$/ { on = 1; n++; next }
/^```$/ { on = 0 }
on && /^\$ / { print substr($0, 3) > (work "/" n ".sh") }
on { print > (work "/" n ".shown") }' "$top/README.md" "$top/README.zh.md"

bad=0
num=0
for shown in "$work"/*.shown; do
    num=$((num + 1))
    status=0
    while IFS= read -r line; do
        printf '$ %s\n' "$line"
        if [ "$line" = 'echo $?' ]; then
            echo "$status"
        else
            sh -c "$line" 2>&1
            status=$?
        fi
    done <"${shown%.shown}.sh" >"$work/said"
    same "$work/said"
    same "$shown"
    if ! awk -v said="$work/said.same" '
        function next_said() { more = (getline line < said) > 0; return more }
        BEGIN { next_said() }
        $0 == "…" { skip = 1; next }
        {
            while (skip && more && line != $0)
                next_said()
            skip = 0
            if (!more || line != $0) {
                print "the README shows: " $0
                print "tlsbox says:      " (more ? line : "nothing")
                exit 1
            }
            next_said()
        }
        END { if (!skip && more) exit 1 }' "$shown.same"; then
        echo "in the block of: $(head -n 1 "$shown")"
        bad=1
    fi
done
# A reader who tries them in demo/ must not lose what is tracked there.
for file in $(sed -n 's/.*\(--write-root\|--pcap\|--save-chain\|--html\|>\) *\([a-z.-]*\).*/\2/p' \
    "$top/README.md" "$top/README.zh.md"); do
    if [ -e "$top/demo/$file" ]; then
        echo "the README overwrites demo/$file"
        bad=1
    fi
done
# Pictures and other files that they link.
for file in $(grep -ho ']([A-Za-z][^):]*)' "$top/README.md" "$top/README.zh.md" | tr -d '[]()'); do
    if [ ! -e "$top/$file" ]; then
        echo "the README links $file, which does not exist"
        bad=1
    fi
done
if [ "$num" -lt 3 ]; then
    echo "readme.sh: only $num blocks found: the lint itself is broken"
    bad=1
fi
exit $bad
