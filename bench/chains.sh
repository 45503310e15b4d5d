#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# chains.sh BUILD-DIRECTORY: `make bench-chains`.  Chains per second beside libcrypto, GnuTLS and
# Go, and how they grow with the number of chains, roots, names and permitted subtrees, and with
# threads.  BENCH_CHAINS (2000) is the number of chains, BENCH_CHAIN_ROUNDS (11) that of rounds,
# BENCH_MOST (100000) the most chains of the curve, and BENCH_PLOT a file to draw the curves into.
set -eu
build=$(cd "$1" && pwd)
bench=$(cd "$(dirname "$0")" && pwd)
chains=${BENCH_CHAINS-2000}
rounds=${BENCH_CHAIN_ROUNDS-11}
most=${BENCH_MOST-100000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
unset SSL_CERT_FILE SSL_CERT_DIR
cp "$build/tlsbox" .

# make_set NAME CHAINS KINDS ROOTS NAMES SUBTREES
make_set()
{
    mkdir "$1"
    "$build/bench/mkchains" "$@"
}

# batch SET JOBS: the command.
batch()
{
    echo "$work/tlsbox verify --batch --jobs $2 --roots $1/roots.pem $1/requests"
}

# judge SET ROUNDS CONTENDER...: rows "SET CONTENDER MEDIAN LEAST MOST", microseconds per chain.
judge()
{
    set=$1
    shift
    "$build/bench/chains" "$set" "$@" "batch=$(batch "$set" 1) >/dev/null" | sed "s/^/$set /"
}

go=
if command -v go >/dev/null; then
    GOCACHE=$work/cache go build -o go-chains "$bench/chains.go" && go=1
else
    echo 'chains.sh: no go: Go is not compared (./bootstrap deps ci)' >&2
fi

make_set mixed "$chains" rsa,p256,p384 3 1 0
make_set without-P-384 "$chains" rsa,p256 2 1 0
for set in mixed without-P-384; do
    judge "$set" "$rounds" libcrypto-each libcrypto-issuers libcrypto-kept GnuTLS ours ours-alone \
        ${go:+"Go=GOMAXPROCS=1 ./go-chains $set"}
done >bars

# The curves are over chains with P-256 alone, so that what grows shows.
for names in 1 10 100 1000; do
    make_set "names-$names" "$chains" p256 1 "$names" 0
    judge "names-$names" 3 libcrypto-each GnuTLS ours
    rm -r "names-$names"
done >curves
for roots in 1 10 150 1000; do
    make_set "roots-$roots" "$chains" p256 "$roots" 1 0
    judge "roots-$roots" 3 libcrypto-each GnuTLS ours
    rm -r "roots-$roots"
done >>curves
for subtrees in 0 1 10 100 700; do
    make_set "subtrees-$subtrees" "$chains" p256 1 10 "$subtrees"
    judge "subtrees-$subtrees" 3 libcrypto-each GnuTLS ours
    rm -r "subtrees-$subtrees"
done >>curves

# twice COMMAND: two of them at the same time.
cat >twice <<'END'
#!/bin/sh
"$@" & "$@" && wait $!
END
chmod +x twice

# Whole processes: rows "SET-JOBS LEAST MEDIAN PEAK", in microseconds and KiB, by the clock.
num=1000
while [ "$num" -le "$most" ]; do
    make_set "chains-$num" "$num" p256 1 1 0
    for jobs in 1 2; do
        echo "chains-$num-$jobs 0 $(batch "chains-$num" "$jobs")"
    done >contestants
    # What two processors give another validator, which shares nothing between its processes.
    if [ "$num" -eq 1000 ]; then
        peer="$build/bench/chains chains-$num 1 libcrypto-each"
        echo "peer-1 0 $peer" >>contestants
        echo "peer-2 0 $work/twice $peer" >>contestants
    fi
    "$build/bench/spawn" $((num < 1000000 ? 5 : 1)) <contestants
    rm -r "chains-$num"
    num=$((num * 10))
done >processes

awk -f "$bench/chains.awk" -v chains="$chains" -v rounds="$rounds" bars curves processes
[ -z "${BENCH_PLOT-}" ] || awk -f "$bench/plot.awk" bars curves processes >"$BENCH_PLOT"
