#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# scan.sh BUILD-DIRECTORY: part of `make bench`.  Everything about one server (nginx, else openssl
# s_server), by tlsbox scan and sslscan in turns and by testssl.sh once; and one hello to each of a
# thousand servers in one process.  BENCH_ROUNDS (20) sets how often; BENCH_TESTSSL=no leaves
# testssl.sh out.
set -eu
build=$(cd "$1" && pwd)
rounds=${BENCH_ROUNDS-20}
number=1000
work=$(mktemp -d)
servers=
trap '[ -z "$servers" ] || kill $servers 2>/dev/null || :; rm -rf "$work"' EXIT
cd "$work"
unset SSL_CERT_FILE SSL_CERT_DIR https_proxy all_proxy HTTPS_PROXY ALL_PROXY
cp "$build/tlsbox" .

for kind in rsa ec; do
    key='ec -pkeyopt ec_paramgen_curve:P-256'
    [ $kind = ec ] || key=rsa:2048
    # shellcheck disable=SC2086  # options of openssl
    openssl req -x509 -newkey $key -nodes -keyout $kind.key -out $kind.pem -days 30 \
        -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 2>/dev/null
done
cat rsa.pem ec.pem >roots.pem
port=$((20000 + $$ % 12000))
nginx=$(PATH=$PATH:/usr/sbin command -v nginx || :)
if [ -n "$nginx" ]; then
    name=nginx
    cat >nginx.conf <<END
daemon off;
pid $work/nginx.pid;
error_log /dev/null;
events { worker_connections 512; }
http {
    access_log off;
    server {
        listen 127.0.0.1:$port ssl;
        ssl_certificate $work/rsa.pem;
        ssl_certificate_key $work/rsa.key;
        ssl_certificate $work/ec.pem;
        ssl_certificate_key $work/ec.key;
        ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;
        ssl_ciphers ALL:@SECLEVEL=0;
        ssl_session_cache shared:a:1m;
        location / { return 200; }
    }
}
END
    "$nginx" -c "$work/nginx.conf" -p "$work" -e /dev/null >/dev/null 2>&1 &
else
    name='openssl s_server'
    openssl s_server -accept "127.0.0.1:$port" -cert rsa.pem -key rsa.key -dcert ec.pem \
        -dkey ec.key -cipher ALL:@SECLEVEL=0 -min_protocol TLSv1 -quiet -www >/dev/null 2>&1 &
fi
servers=$!
tries=0
until openssl s_client -connect "127.0.0.1:$port" </dev/null >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || { echo "scan.sh: the server does not start" >&2 && exit 1; }
    sleep 0.05
done

: >crowd
"$build/tests/scan/crowd" $number good </dev/null >>crowd &
servers="$servers $!"
while [ "$(wc -l <crowd)" -lt $number ]; do
    sleep 0.05
done

cat >contestants <<END
one 0 $work/tlsbox scan --json --rate 0 --roots roots.pem --targets one
one16 0 $work/tlsbox scan --json --rate 0 --per-host 16 --roots roots.pem --targets one
crowd 0 $work/tlsbox scan --quick --json --rate 0 --targets crowd
crowd1000 0 $work/tlsbox scan --quick --json --rate 0 --jobs $number --targets crowd
END
echo "127.0.0.1:$port" >one
sslscan=$(command -v sslscan || :)
[ -z "$sslscan" ] || echo "sslscan 0 $sslscan --no-colour 127.0.0.1:$port" >>contestants
"$build/bench/spawn" "$rounds" <contestants >times.txt

# How many connections there are at most, and what came of the crowd.
./tlsbox scan --json --rate 0 --roots roots.pem --targets one >one.json
./tlsbox scan --quick --json --rate 0 --targets crowd >crowd.json
accepted=$(jq '([.versions[].suites | length] | add) + (.groups | length) + (.sigalgs | length)' \
    one.json)
connections=$(jq .connections one.json)
failed=$(jq -r 'select(.ok | not) | .id' crowd.json | wc -l)

testssl=$(command -v testssl || command -v testssl.sh || :)
slow=0
if [ -n "$testssl" ] && [ "${BENCH_TESTSSL-yes}" = yes ]; then
    begin=$(date +%s%N)
    "$testssl" --quiet --color 0 --warnings off "127.0.0.1:$port" >/dev/null 2>&1 </dev/null || :
    slow=$((($(date +%s%N) - begin) / 1000))
fi

awk -v name="$name" -v rounds="$rounds" -v slow="$slow" -v accepted="$accepted" \
    -v connections="$connections" -v number=$number -v failed="$failed" '
function verdict(passes) {
    return passes ? "PASS" : "MISS"
}
function bar(ours, theirs, times) {
    if (!theirs)
        return ""
    return sprintf("%6.1f x >= %-3d %s", theirs / ours, times, verdict(theirs >= times * ours))
}
function row(what, us, note) {
    printf "  %-34s %10.1f  %s\n", what, us / 1000, note
}
{ least[$1] = $2; median[$1] = $3; peak[$1] = $4 }
END {
    printf "Everything about one server (%s), milliseconds, median of %d rounds in turns\n\n",
        name, rounds
    row("tlsbox scan", median["one"], "")
    row("tlsbox scan --per-host 16", median["one16"], "")
    if ("sslscan" in median)
        row("sslscan", median["sslscan"], bar(median["one"], median["sslscan"], 3))
    if (slow)
        row("testssl.sh, once", slow, bar(median["one"], slow, 20))
    printf "\n  %d connections for %d suites, groups and schemes accepted  <= + 40  %s\n",
        connections, accepted, verdict(connections <= accepted + 40)
    printf "\nOne hello to each of %d servers in one process, on the same machine\n\n", number
    printf "  tlsbox scan --quick                %6d hosts a second  >= 2000  %s  peak %d KiB\n",
        number / median["crowd"] * 1e6, verdict(number / median["crowd"] * 1e6 >= 2000),
        peak["crowd"]
    printf "  the same, all at a time            %6d hosts a second           peak %d KiB\n",
        number / median["crowd1000"] * 1e6, peak["crowd1000"]
    printf "  failures                           %6d                 none     %s\n", failed,
        verdict(failed == 0)
}' times.txt
