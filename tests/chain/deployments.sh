#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Lists of certificates as servers send them, wrong in many ways: `chain --fix` makes the right list
# of each, and OpenSSL, GnuTLS and Go accept that with the root alone; or it refuses for the right
# reason and leaves the file that was there.
set -uo pipefail
tlsbox=${TLSBOX:?}
here=$(cd "${top_srcdir:?}/tests/chain" && pwd)
for tool in openssl certtool jq; do
    command -v $tool >/dev/null || { echo "SKIPPED: no $tool" && exit 77; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 99
. "$here/deployments.bash"
make_pki >log 2>&1 </dev/null || { cat log && exit 99; }
cat leaf.pem sub.pem root1.pem >bundle.pem
openssl crl2pkcs7 -nocrl -certfile <(cat root1.pem leaf.pem sub.pem) -out bundle.p7b
openssl crl2pkcs7 -nocrl -certfile bundle.pem -outform DER -out bundle.p7c
for name in sub leaf; do openssl x509 -in $name.pem -outform DER; done >row.der
for name in sub leaf; do openssl x509 -in $name.pem -text; done >text.pem
sed 's/$/\r/' sub.pem leaf.pem >crlf.pem
cat leaf.key sub.pem leaf.pem root1.pem >haproxy.pem
has_go=
if command -v go >/dev/null; then
    GOCACHE=$work/go-cache GO111MODULE=off go build -o accept "$here/accept.go" && has_go=1
fi
num_fixed=0 num_refused=0 failed=0

bad() {
    echo "FAILED: $name: $*"
    failed=$((failed + 1))
}

# together WORD: the file that a+b stands for.
together() {
    local part
    case $1 in *+*) ;; *) [ -f "$1.pem" ] && echo "$1.pem" || echo "$1"; return ;; esac
    for part in ${1//+/ }; do cat "$part.pem"; done >"$1.list"
    echo "$1.list"
}

# run ARGUMENT...: chain --fix over a file that is there.  Sets status.
run() {
    local args=()
    for word; do
        case $word in -* | *.*) args+=("$word") ;; *) args+=("$(together "$word")") ;; esac
    done
    echo old >fixed.pem
    status=0
    "$tlsbox" chain --json --fix -o fixed.pem "${args[@]}" >out 2>err </dev/null || status=$?
}

# accepted ROOT: by all others, and by our own verify.
accepted() {
    "$tlsbox" verify --quiet --roots "$1.pem" fixed.pem >list || bad "verify: $(cat list)"
    openssl verify -no-CApath -no-CAstore -CAfile "$1.pem" -untrusted fixed.pem \
        fixed.pem >list 2>&1 || bad "openssl: $(cat list)"
    certtool --verify --load-ca-certificate "$1.pem" --infile fixed.pem >list 2>&1 ||
        bad "certtool: $(tail -n 3 list)"
    cat fixed.pem "$1.pem" >list.pem
    certtool --verify-chain --infile list.pem >list 2>&1 || bad "verify-chain: $(tail -n 3 list)"
    [ -z "$has_go" ] || ./accept "$1.pem" fixed.pem >list 2>&1 || bad "go: $(cat list)"
}

fixed() {
    name=$1
    local certs=$2 roots=$3 root cert
    shift 3
    run "$@"
    num_fixed=$((num_fixed + 1))
    [ $status = 0 ] || { bad "exit $status: $(jq -r '.fixed.message' out) $(cat err)" && return; }
    for cert in $certs; do openssl x509 -in "$cert.pem"; done >wanted.pem
    cmp -s wanted.pem fixed.pem || bad "not $certs: $(jq -c '[.wanted[].subject]' out)"
    for root in $roots; do accepted "$root"; done
}

refused() {
    name=$1
    local reason=$2
    shift 2
    run "$@"
    num_refused=$((num_refused + 1))
    [ "$(jq -r .reason out)" = "$reason" ] ||
        bad "$(jq -r .reason out) in place of $reason: $(cat err)"
    [ $status != 0 ] || bad "exit 0"
    [ "$(cat fixed.pem)" = old ] || bad "the old file is gone"
}

. "$here/deployments.rows"
echo "$num_fixed fixed, $num_refused refused, $failed failures${has_go:+; with Go}"
[ $failed = 0 ] && [ $num_fixed -ge 30 ] && [ $num_refused -ge 10 ]
