#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# mutants.sh SEED NUMBER [ROOM...]: what do the tests miss?  In a copy of the tree, NUMBER places of
# the rooms' sources, chosen by SEED, are made wrong one at a time (mutants.awk).  Tests run until
# one fails: first those of the room, then all others, then those of the room with sanitizers, then
# the command tests that use the room.  Mutants that no test notices are listed.  For each of them a
# test is missing, or the change has no visible effect; the list says if an optimizing compiler
# makes the same code of it.  Mutants that only the later tests notice are listed with the test that
# did.  The library is a shared one here, so that only it is built again for each mutant.
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
TLSBOX_VECTORS=${TLSBOX_VECTORS:-$source/../shared/data}
top_srcdir=$work/tree
srcdir=$work/tree
top_builddir=$work/build
TLSBOX=$work/build/tlsbox
FUZZ_MUTATIONS=200
LC_ALL=C.UTF-8
TZ=UTC
export TLSBOX_VECTORS top_srcdir srcdir top_builddir TLSBOX FUZZ_MUTATIONS LC_ALL TZ
unset SSL_CERT_FILE SSL_CERT_DIR NO_COLOR https_proxy all_proxy no_proxy

[ -x "$source/configure" ] || { echo "mutants.sh: run autoreconf -fi first"; exit 99; }
mkdir "$work/tree" "$work/build" "$work/sanitized"
(cd "$source" && tar cf - --exclude=.git --exclude='./build*' .) | (cd "$work/tree" && tar xf -)
cp -R "$source/build-aux" "$work/tree/" || exit 99
cd "$work/build" || exit 99
configure() {
    ../tree/configure -q --disable-static-deps CC="${CC-gcc}" "$@" >/dev/null || exit 99
}
configure CFLAGS='-O0 -w -fPIC'
(cd ../sanitized && configure CFLAGS='-O1 -w -fPIC' --enable-sanitizers) || exit 99
libs=$(sed -n 's/^TLSBOX_LIBS = //p' Makefile)

# make_library [FLAG...]: builds it again, and everything that is linked with it.
make_library() {
    make -s libtlsbox.a && ${CC-gcc} "$@" -shared -o libtlsbox.new -Wl,--whole-archive libtlsbox.a \
        -Wl,--no-whole-archive $libs && mv libtlsbox.new libtlsbox.so
}
make_library >"$work/log" 2>&1 || { cat "$work/log"; exit 99; }
make -s check TESTS= LIBS_ALL="$work/build/libtlsbox.so -Wl,-rpath,$work/build $libs" \
    >"$work/log" 2>&1 || { cat "$work/log"; exit 99; }
every=$(printf 'include Makefile\nall_of_them:\n\t@echo $(check_PROGRAMS)\n' |
    make -s -f - all_of_them | tr ' ' '\n' |
    grep -E '/test_[^/]*$|^fuzz/replay_|^tests/bad[a-z]*/bad')

# nearest FILE: prints the tests of standard input once each: first those with the name of the
# source, or with its first word.
nearest() {
    awk -v stem="$(basename "$1" .c)" '
    seen[$0]++ { next }
    {
        word = stem
        sub(/_.*/, "", word)
        rank = index($0, "/test_" stem) ? 0 : index($0, "/test_" word) ? 1 : 2
        print rank "\t" NR "\t" $0
    }' | sort -n -k 1,1 -k 2,2 | cut -f 3
}

# The tests of a room: its own, those that judge chains, those that run TLS connections.
tests_of() {
    case $1 in
    path) echo answers:chain:crls:bent ;;
    x509) echo answers:bent:chain:crls:files:texts ;;
    asn1) echo answers:bent:files:texts ;;
    tls) echo answers:talks:looks ;;
    pcap) echo answers:packets ;;
    esac
    case $1 in tls) printf '%s\n' tests/badserver/badserver tests/unit/tls/test_wipes ;; esac
    echo "$every" | grep "^tests/unit/$1/"
    case $1 in
    path | x509 | asn1 | crypto)
        echo "$every" | grep -E '^tests/unit/(path|x509)/'
        printf '%s\n' tests/limbo tests/pkits tests/neg/test_rules tests/neg/test_limits \
            tests/revocation/test_revocation
        ;;
    tls) printf '%s\n' tests/badserver/badserver tests/badclient/badclient ;;
    esac
    case $1 in crypto) echo tests/wycheproof ;; esac
    for target in cert crl csr verify names namecon; do
        case $1 in path | x509 | asn1) echo fuzz/replay_$target ;; esac
    done
}

# All other tests: those of the network last, since they wait most.
others_of() {
    echo "$every" | grep -v '^tests/unit/net/'
    case $1 in
    path | x509 | asn1 | pcap) ;;
    *) echo "$every" | grep '^tests/unit/net/' ;;
    esac
}
commands_of() {
    case $1 in
    path | x509 | asn1 | crypto)
        echo verify show field_crls field_names field_defects field_rules inputs hello ;;
    esac
    case $1 in path | x509) echo explain hostile ;; esac
    case $1 in pcap | tls) echo captures decode hostile ;; esac
    case $1 in crypto | tls) echo derive ;; esac
    case $1 in tls | net) echo peers bad_input ;; esac
    case $1 in net) echo serve handshake ;; esac
}

# run TEST: a program, answers:KIND..., a folder with run.sh, or a file of command tests.  An
# endless loop is ended by a limit of processor time, since the machine may be busy.
run() {
    (
        ulimit -t 30
        case $1 in
        answers:*)
            IFS=:
            set -- $1
            shift
            timeout 90 ./tests/answers/test_answers check "$@"
            ;;
        */test_* | fuzz/* | tests/bad*) timeout 90 "./$1" ;;
        tests/*) timeout 120 sh "../tree/$1/run.sh" ;;
        *) timeout 400 sh ../tree/tests/cmd/run.sh "../tree/tests/cmd/$1.bats" ;;
        esac
    ) </dev/null >"$work/log" 2>&1
    status=$?
    [ $status = 0 ] || [ $status = 77 ]
}

# fits TEST: passes with the unchanged library; otherwise its result means nothing.
fits() {
    case " $fit " in *" $1 "*) return ;; esac
    mv libtlsbox.so libtlsbox.bad && cp libtlsbox.good libtlsbox.so
    run "$1" || { echo "mutants.sh: $1 does not pass as it is"; tail -n 3 "$work/log"; exit 99; }
    mv libtlsbox.bad libtlsbox.so
    fit="$fit $1"
}
fit=

# first_failing TEST...: sets $killer.  A test may fail once if the machine is busy.
first_failing() {
    for killer; do
        run "$killer" && continue
        [ $status -gt 123 ] && return 0
        fits "$killer"
        run "$killer" || return 0
    done
    return 1
}
cp libtlsbox.so libtlsbox.good

# first_sanitized TEST...: the same with sanitizers, for tests that are one program.
first_sanitized() {
    cd "$work/sanitized" || exit 99
    make_library $sanitizers >"$work/log" 2>&1 || exit 99
    for killer; do
        case $killer in */test_* | fuzz/*) ;; *) continue ;; esac
        make -s "$killer" LIBS_ALL="$PWD/libtlsbox.so -Wl,-rpath,$PWD $libs" >"$work/log" 2>&1 ||
            exit 99
        run "$killer" || run "$killer" || break
        killer=
    done
    cd "$work/build" && [ -n "$killer" ]
}
sanitizers='-fsanitize=address,undefined'
for room; do
    (cd ../tree && find "lib/$room" -name '*.c' | LC_ALL=C sort |
        xargs awk -f tests/neg/mutants.awk)
done >"$work/all"

awk -v seed="$seed" 'BEGIN { srand(seed) } { print rand() "\t" $0 }' "$work/all" | LC_ALL=C sort |
    head -n "$number" | cut -f 2- >"$work/sample"
tried=0
survivors=0
same=0
unfit=0
changed() { diff "$work/saved" "../tree/$file" | sed -n 's/^[<>]/   &/p'; }

# Does the compiler make the same code of it?
same_code() {
    for code in "$work/saved" "$work/tree/$file"; do
        (cd ../tree && ${CC-gcc} -std=c17 -w -O2 -I. -I"$work/build" -S -o - -x c - <"$code") |
            cksum
    done | uniq | wc -l
}
while IFS='	' read -r file line column length new; do
    cp -p "../tree/$file" "$work/saved"
    NEW=$new awk -v line="$line" -v column="$column" -v len="$length" '
    NR == line { $0 = substr($0, 1, column - 1) ENVIRON["NEW"] substr($0, column + len) }
    { print }' "$work/saved" >"../tree/$file"
    room=${file#lib/}
    room=${room%%/*}
    tests_of "$room" | nearest "$file" >"$work/first"
    later=$(others_of "$room" | grep -vxF -f "$work/first")
    if ! make_library >"$work/log" 2>&1; then
        unfit=$((unfit + 1))
    elif tried=$((tried + 1)) && first_failing $(cat "$work/first"); then
        :
    elif first_failing $later; then
        echo "killed by $killer: $file:$line"
    elif first_sanitized $(cat "$work/first"); then
        echo "killed by $killer with sanitizers: $file:$line"
    elif first_failing $(commands_of "$room"); then
        echo "killed by $killer.bats: $file:$line"
    elif [ "$(same_code)" = 1 ]; then
        same=$((same + 1))
        echo "SAME CODE: $file:$line"
        changed
    else
        survivors=$((survivors + 1))
        echo "SURVIVED: $file:$line"
        changed
    fi
    cp -p "$work/saved" "../tree/$file"
    touch "../tree/$file"
done <"$work/sample"
echo "$(wc -l <"$work/all") places, $tried mutants, $survivors survived, $same were the same" \
    "code, $unfit did not build"
