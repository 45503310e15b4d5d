#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# mutants.sh SEED NUMBER [ROOM...]: what do the tests miss?  In a copy of the tree, NUMBER places of
# the rooms' sources, drawn by SEED, are made wrong one at a time (mutants.awk), and the tests that
# fit the room run until one fails.  Those that no test notices are listed: each is a test that is
# missing, or changes nothing that can be seen.  It takes some ten seconds for each.
set -u
here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$here/../.." && pwd)
seed=${1:?usage: mutants.sh SEED NUMBER [ROOM...]}
number=${2:?usage: mutants.sh SEED NUMBER [ROOM...]}
shift 2
[ $# -gt 0 ] || set -- path x509 asn1 crypto tls net pcap
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 99' INT TERM

[ -x "$source/configure" ] || { echo "mutants.sh: run autoreconf -fi first"; exit 99; }
mkdir "$work/tree" "$work/build"
(cd "$source" && tar cf - --exclude=.git --exclude='./build*' .) | (cd "$work/tree" && tar xf -)
cp -R "$source/build-aux" "$work/tree/" || exit 99
cd "$work/build" || exit 99
../tree/configure -q --disable-static-deps CC="${CC-gcc}" CFLAGS='-O0 -w' >/dev/null || exit 99
make -s all >/dev/null || exit 99

# The tests of a room: its own, those that judge chains, those that talk TLS.
tests_of() {
    for file in ../tree/tests/unit/"$1"/test_*.c; do
        program=${file#../tree/}
        echo "${program%.c}"
    done
    case $1 in
    path | x509 | asn1 | crypto)
        echo tests/neg/test_rules tests/neg/test_limits
        for file in ../tree/tests/unit/path/test_*.c ../tree/tests/unit/x509/test_*.c; do
            program=${file#../tree/}
            echo "${program%.c}"
        done
        ;;
    tls) echo tests/badserver/badserver tests/badclient/badclient ;;
    esac
    for target in cert crl csr verify names namecon; do
        case $1 in path | x509 | asn1) echo fuzz/replay_$target ;; esac
    done
}

# run_tests: 0 all passed, 1 one failed, 2 it does not build.
run_tests() {
    make -s libtlsbox.a >"$work/log" 2>&1 || return 2
    for program in $programs; do
        make -s "$program" >"$work/log" 2>&1 || return 2
        timeout 60 env top_srcdir="$work/tree" FUZZ_MUTATIONS=200 "./$program" >"$work/log" 2>&1 ||
            return 1
    done
    return 0
}

for room; do
    programs=$(tests_of "$room" | tr ' ' '\n' | awk '!seen[$0]++')
    for program in $programs; do
        programs=$program
        run_tests || {
            echo "mutants.sh: $program does not pass as it is"
            tail -n 3 "$work/log"
        }
    done
    (cd ../tree && find "lib/$room" -name '*.c' | LC_ALL=C sort |
        xargs awk -f tests/neg/mutants.awk)
done | tee "$work/all" | grep '^mutants.sh:' && exit 99

awk -v seed="$seed" 'BEGIN { srand(seed) } { print rand() "\t" $0 }' "$work/all" | LC_ALL=C sort |
    head -n "$number" | cut -f 2- >"$work/sample"
tried=0
survivors=0
unfit=0
while IFS='	' read -r file line column length new; do
    cp -p "../tree/$file" "$work/saved"
    NEW=$new awk -v line="$line" -v column="$column" -v len="$length" '
    NR == line { $0 = substr($0, 1, column - 1) ENVIRON["NEW"] substr($0, column + len) }
    { print }' "$work/saved" >"../tree/$file"
    room=${file#lib/}
    programs=$(tests_of "${room%%/*}" | tr ' ' '\n' | awk '!seen[$0]++')
    run_tests
    case $? in
    0)
        survivors=$((survivors + 1))
        echo "SURVIVED: $file:$line"
        diff "$work/saved" "../tree/$file" | sed -n 's/^[<>]/   &/p'
        ;;
    1) tried=$((tried + 1)) ;;
    2) unfit=$((unfit + 1)) ;;
    esac
    cp -p "$work/saved" "../tree/$file"
    touch "../tree/$file"
done <"$work/sample"
tried=$((tried + survivors))
echo "$(wc -l <"$work/all") places, $tried mutants, $survivors survived, $unfit did not build"
