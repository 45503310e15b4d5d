#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# results.sh BUILD-DIRECTORY NAME...: `make bench`.  Runs the benchmarks with these names and writes
# what they print to RESULTS.md, and the curves of the chains to RESULTS.svg.
set -eu
build=$(cd "$1" && pwd)
shift
bench=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export BENCH_PLOT="$work/plot.svg"

processor()
{
    sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | sort | uniq -c |
        sed 's/^ *\([0-9]*\) /\1 x /'
}
compiler()
{
    sed -n 's/^CC = //p' "$build/Makefile" | sed 's/^ccache //' | xargs -I{} sh -c '{} --version' |
        head -n 1
}

peers()
{
    openssl version | cut -d ' ' -f 1,2
    certtool --version | sed -n '1s/.* /GnuTLS /p'
    pkg-config --modversion nettle | sed 's/^/Nettle /'
    go version 2>/dev/null | sed 's/^go version go\([^ ]*\).*/Go \1/'
}

cat >"$work/results.md" <<END
# Results of \`make bench\`

Measured on $(date -u +%F). Every table compares in one run, in turns. PASS and MISS are about the
bars that this project sets itself.

* Machine: $(processor), $(uname -sr)
* Compiler: $(compiler)
* Load average at the start: $(cut -d ' ' -f 1 /proc/loadavg 2>/dev/null || echo unknown)
* Peers: $(peers | paste -sd , - | sed 's/,/, /g')

![chains per second](RESULTS.svg)
END
for name; do
    printf '\n## %s\n\n```\n' "$name" >>"$work/results.md"
    make -s --no-print-directory -C "$build" "bench-$name" >"$work/table"
    sed 's/ *$//' "$work/table" | tee -a "$work/results.md"
    echo '```' >>"$work/results.md"
done
cp "$work/results.md" "$bench/RESULTS.md"
[ ! -f "$BENCH_PLOT" ] || cp "$BENCH_PLOT" "$bench/RESULTS.svg"
