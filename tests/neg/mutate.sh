#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# mutate.sh [WORD]: does a test fail if a check of lib is removed?  In a copy of the tree, each
# check of mutations.txt (or each one whose file or text holds WORD) is removed, and the tests run
# until one fails.  If no test fails, the check is a survivor, and the exit code is 1.  This takes
# some ten minutes and is not part of `make check`.
set -u
here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$here/../.." && pwd)
word=${1:-}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 99' INT TERM

[ -x "$source/configure" ] || { echo "mutate.sh: run autoreconf -fi first"; exit 99; }
mkdir "$work/tree" "$work/build"
(cd "$source" && tar cf - --exclude=.git --exclude='./build*' .) | (cd "$work/tree" && tar xf -)
cp -R "$source/build-aux" "$work/tree/" || exit 99
cd "$work/build" || exit 99
../tree/configure -q --disable-static-deps CFLAGS='-O1 -w' >/dev/null || exit 99

# The tests that find most come first.
programs="tests/neg/test_rules tests/neg/test_limits tests/revocation/test_revocation"
rooms="path x509 crypto asn1 mint tls pcap trust json pkcs12 scan"
rooms="$rooms app/batch app/fetch app/scan app/speed"
for room in $rooms; do
    for file in $(find "../tree/tests/unit/$room" -name 'test_*.c' | LC_ALL=C sort); do
        program=${file#../tree/}
        programs="$programs ${program%.c}"
    done
done
programs="$programs tests/badserver/badserver tests/badclient/badclient tests/neg/test_bitflip"

# run_tests: 0 if all passed, 1 if one failed (named in $killer), 2 if something does not build.
run_tests() {
    for program in $programs; do
        make -s "$program" >"$work/log" 2>&1 || return 2
        killer=$program
        timeout 120 env top_srcdir="$work/tree" "./$program" >"$work/log" 2>&1 || return 1
    done
    return 0
}

# replace FILE OLD NEW: replaces OLD, which must occur exactly once.
replace() {
    OLD=$2 NEW=$3 awk '
    BEGIN { old = ENVIRON["OLD"]; new = ENVIRON["NEW"] }
    {
        at = index($0, old)
        if (at > 0) {
            places++
            $0 = substr($0, 1, at - 1) new substr($0, at + length(old))
        }
        print
    }
    END { exit places != 1 }' "$1" >"$work/mutant"
}

# The result of a test that fails without a mutation means nothing.
all=$programs
passing=
unfit=0
for programs in $all; do
    if run_tests; then
        passing="$passing $programs"
    else
        echo "unfit: $programs does not pass as it is"
        tail -n 5 "$work/log"
        unfit=$((unfit + 1))
    fi
done
programs=$passing
[ -n "$programs" ] || exit 99
tried=0
survivors=0
file=
old=
while IFS= read -r line; do
    case $line in
    '' | '#'*) continue ;;
    '- '*) old=${line#- }; continue ;;
    '+ '* | '+') new=${line#+}; new=${new# } ;;
    *) file=$line; continue ;;
    esac
    case "$file $old" in *"$word"*) ;; *) continue ;; esac
    tried=$((tried + 1))
    if ! replace "$work/tree/$file" "$old" "$new"; then
        echo "unfit: $file: does not stand there once: $old"
        unfit=$((unfit + 1))
        continue
    fi
    cp -p "$work/tree/$file" "$work/saved"
    cp "$work/mutant" "$work/tree/$file"
    # The tests of the file's own room come first.
    room=${file#lib/}
    programs=
    for program in $passing; do
        case $program in tests/unit/"${room%%/*}"/*) programs="$programs $program" ;; esac
    done
    programs="$programs $passing"
    run_tests
    status=$?
    case $status in
    0) echo "SURVIVED: $file: $old"; survivors=$((survivors + 1)) ;;
    1) echo "killed by $killer: $file: $old" ;;
    *) echo "unfit: $file: does not build: $old"; unfit=$((unfit + 1)) ;;
    esac
    cp "$work/saved" "$work/tree/$file"
done <"$here/mutations.txt"
echo "$tried tried, $survivors survived, $unfit unfit"
[ "$survivors" = 0 ] && [ "$unfit" = 0 ]
