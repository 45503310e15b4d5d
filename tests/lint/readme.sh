#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What README.md and README.zh.md show is what the program says: runs the commands of their console
# blocks in a copy of demo/ and compares.  A line … stands for any lines up to the block's end or
# the next command; times, dates, ports, lengths of connections and figures of speed count as equal.
# Handshakes and scans are with servers of ours: old.example has no TLS 1.3.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
. "$top/tests/lint/blocks.sh"
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

blocks_run "$top/README.md" "$top/README.zh.md"
# A reader who tries them in demo/ must not lose what is tracked there.
for file in $(sed -n 's/.*\(--write-root\|--pcap\|--save-chain\|--html\|>\) *\([a-z.-]*\).*/\2/p' \
    "$top/README.md" "$top/README.zh.md"); do
    if [ -e "$top/demo/$file" ]; then
        echo "the README overwrites demo/$file"
        bad=1
    fi
done
# Pictures and other files that they link.
blocks_links "$top/README.md" "$top/README.zh.md"
if [ "$num" -lt 3 ]; then
    echo "readme.sh: only $num blocks found: the lint itself is broken"
    bad=1
fi
exit $bad
