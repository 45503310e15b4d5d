#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Revocation by what other programs make: OCSP responses of OpenSSL, CRLs of OpenSSL and GnuTLS.  What
# they judge themselves, they judge as we do.
load kit
load servers

setup_file() {
    cd "$BATS_FILE_TMPDIR" || return
    key ca
    openssl req -x509 -new -key ca.key -subj "/O=Peers/CN=Peer CA" -days 300 -out ca.pem \
        -addext keyUsage=critical,keyCertSign,cRLSign -addext basicConstraints=critical,CA:TRUE
    printf '[ca]\ndefault_ca=d\n[d]\ndatabase=%s\ncrlnumber=%s\ndefault_md=sha256\n' \
        index number >ca.cnf
    echo 1000 >number
    for name in good bad held strange; do
        issue "$name" "extendedKeyUsage=serverAuth" "subjectAltName=DNS:$name.example.org"
    done
    {
        row V good
        row R bad ,keyCompromise
        row R held ,certificateHold
    } >index
    issue responder "extendedKeyUsage=OCSPSigning" noCheck=ignored
    issue unchecked "extendedKeyUsage=OCSPSigning"
    issue server "extendedKeyUsage=serverAuth" noCheck=ignored
}

setup() {
    cd "$BATS_FILE_TMPDIR" || return
    export COLUMNS=200 TERM=xterm LC_ALL=C XDG_CACHE_HOME=$BATS_TEST_TMPDIR/cache
    unset NO_COLOR SSL_CERT_FILE SSL_CERT_DIR LC_CTYPE LANG
    out=$BATS_TEST_TMPDIR/out err=$BATS_TEST_TMPDIR/err
}

key() {
    openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"
}

# issue NAME EXTENSION...: a certificate of the CA in NAME.pem.
issue() {
    local name=$1
    shift
    key "$name"
    printf '%s\n' basicConstraints=critical,CA:FALSE keyUsage=critical,digitalSignature \
        subjectKeyIdentifier=hash authorityKeyIdentifier=keyid "$@" >"$name.ext"
    openssl req -new -key "$name.key" -subj "/CN=$name" |
        openssl x509 -req -CA ca.pem -CAkey ca.key -days 200 -out "$name.pem" \
            -set_serial "0x$(openssl rand -hex 15 | sed 's/^./4/')" -extfile "$name.ext"
}

# row STATUS NAME [,REASON]: a certificate's row in the index of the CA.
row() {
    local when=
    [ "$1" = V ] || when=$(date -u -d '2 days ago' +%y%m%d%H%M%SZ)${3-}
    printf '%s\t340101000000Z\t%s\t%s\tunknown\t/CN=%s\n' "$1" "$when" \
        "$(openssl x509 -in "$2.pem" -noout -serial | sed 's/serial=//')" "$2"
}

# answer NAME [ARGUMENT]...: OpenSSL's answer about NAME, in answer.der; by the CA unless the
# arguments name a responder.  $request has arguments for the request.
request=-no_nonce
answer() {
    local name=$1 by=(-rsigner ca.pem -rkey ca.key)
    shift
    case " $* " in *" -rsigner "*) by=() ;; esac
    openssl ocsp $request -issuer ca.pem -cert "$name.pem" -reqout request.der
    openssl ocsp -index index -CA ca.pem "${by[@]}" "$@" -reqin request.der -respout answer.der \
        -ndays 2 >openssl.log 2>&1
}

# judge NAME [ARGUMENT]...: the verdict under hard on the answer.
judge() {
    local name=$1
    shift
    t verify --roots ca.pem --revocation hard --ocsp answer.der --json "$@" "$name.pem"
}

# says STATUS: the answer of OCSP in JSON.
says() {
    json '[.revocation[] | select(.mechanism == "ocsp") | .status]' "[\"$1\"]"
}

@test "OpenSSL's answers: good, revoked, on hold, and unknown" {
    answer good
    judge good
    exits 0
    says good
    json '.revocation[0].source' '"file"'
    answer bad
    judge bad
    exits 1
    says revoked
    json '.reason' '"revoked"'
    json '.revocation[0].revocation_reason' '"keyCompromise"'
    answer held
    judge held
    exits 1
    says revoked
    json '.revocation[0].revocation_reason' '"certificateHold"'
    answer strange
    judge strange
    exits 1
    says unknown
    json '.reason' '"revocation-unknown"'
    t verify --roots ca.pem --revocation soft --ocsp answer.der strange.pem
    exits 0
}

@test "OpenSSL's answers: an answer about another certificate" {
    answer good
    judge bad
    exits 1
    json '.reason' '"revocation-unknown"'
    json '[.revocation[] | select(.status == "good")]' '[]'
}

@test "OpenSSL's answers: certIDs by SHA-256, responders by key, and signatures by SHA-384" {
    request='-no_nonce -sha256' answer good
    judge good
    exits 0
    answer good -resp_key_id
    judge good
    exits 0
    answer good -rmd sha384
    judge good
    exits 0
    answer bad -resp_key_id -rmd sha512
    judge bad
    exits 1
    says revoked
}

@test "OpenSSL's answers: SHA-1 and damaged signatures prove nothing" {
    answer good -rmd sha1
    judge good
    exits 1
    says unusable
    answer good -badsig
    judge good
    exits 1
    says unusable
    answer bad -badsig
    judge bad
    exits 1
    json '.reason' '"revocation-unknown"'
}

@test "OpenSSL's answers: delegated responders" {
    answer good -rsigner responder.pem -rkey responder.key
    judge good
    exits 0
    answer good -rsigner responder.pem -rkey responder.key -resp_key_id
    judge good
    exits 0
    answer good -rsigner responder.pem -rkey responder.key -resp_no_certs
    judge good
    exits 1
    says unusable
    answer good -rsigner server.pem -rkey server.key
    judge good
    exits 1
    says unusable
    # The leaf itself is no responder.
    answer good -rsigner good.pem -rkey good.key
    judge good
    exits 1
    says unusable
}

@test "OpenSSL's answers: a responder without nocheck is looked up in the CRL" {
    answer good -rsigner unchecked.pem -rkey unchecked.key
    judge good
    exits 1
    says unusable
    cp index index.kept
    openssl ca -config ca.cnf -cert ca.pem -keyfile ca.key -gencrl -crldays 3 -out now.crl
    judge good --crl now.crl
    exits 0
    says good
    row R unchecked ,keyCompromise >>index
    openssl ca -config ca.cnf -cert ca.pem -keyfile ca.key -gencrl -crldays 3 -out now.crl
    mv index.kept index
    judge good --crl now.crl
    json '[.revocation[] | [.mechanism, .status]] | sort' '[["crl","good"],["ocsp","unusable"]]'
}

@test "OpenSSL's answers: a nonce that nobody asked for, and answers past their nextUpdate" {
    request= answer good
    judge good
    exits 0
    judge good --at "$(date -u -d '47 hours' +%Y-%m-%dT%H:%M:%SZ)"
    exits 0
    judge good --at "$(date -u -d '49 hours' +%Y-%m-%dT%H:%M:%SZ)"
    exits 1
    says stale
    judge good --at "$(date -u -d '1 hour ago' +%Y-%m-%dT%H:%M:%SZ)"
    exits 1
}

@test "OpenSSL's answers: refusals are no answers" {
    local i names=(x malformedRequest internalError tryLater x sigRequired unauthorized)
    for i in 1 2 3 5 6; do
        printf '\x30\x03\x0a\x01'"\\x0$i" >answer.der
        judge good
        exits 1
        says unusable
        out_has "${names[i]}"
    done
}

@test "ocsptool accepts and refuses the same answers" {
    command -v ocsptool >/dev/null || skip "ocsptool is not installed"
    local name args
    for name in good bad strange; do
        for args in '' '-resp_key_id' '-rsigner responder.pem -rkey responder.key' '-badsig' \
            '-rsigner server.pem -rkey server.key'; do
            answer "$name" $args
            judge "$name"
            if ocsptool --verify-response --load-response answer.der --load-trust ca.pem \
                >tool.log 2>&1 && grep -q 'Success' tool.log; then
                json '[.revocation[] | select(.status == "unusable")]' '[]'
            else
                says unusable
            fi
        done
    done
}

@test "OpenSSL's responder on the loopback: delegated, with a nonce of its own" {
    free_port
    issue live "extendedKeyUsage=serverAuth" "subjectAltName=DNS:live.example.org" \
        "authorityInfoAccess=OCSP;URI:http://127.0.0.1:$port/"
    row V live >live.index
    openssl ocsp -port "$port" -index live.index -CA ca.pem -rsigner responder.pem \
        -rkey responder.key -ndays 2 >ocsp.log 2>&1 3>&- &
    servers+=($!)
    await listening "$port"
    t verify --roots ca.pem --fetch-ocsp --fetch-private --revocation hard --json live.pem
    exits 0
    json '[.revocation[] | [.mechanism, .status, .source]]' '[["ocsp","good","fetched"]]'
}

# crl NAME [ARGUMENT]...: a CRL of OpenSSL's CA in NAME.crl.
crl() {
    local name=$1
    shift
    openssl ca -config ca.cnf -cert ca.pem -keyfile ca.key -gencrl -crldays 3 -out "$name.crl" "$@"
}

# by_crl NAME FILE...: the verdict under hard by these CRLs.
by_crl() {
    local name=$1
    shift
    t verify --roots ca.pem --revocation hard --crl "$@" --json "$name.pem"
}

@test "OpenSSL's CRLs: complete ones" {
    crl all
    by_crl good all.crl
    exits 0
    json '[.revocation[] | [.mechanism, .status]]' '[["crl","good"]]'
    by_crl strange all.crl
    exits 0
    by_crl bad all.crl
    exits 1
    json '[.reason, .revocation[0].revocation_reason]' '["revoked","keyCompromise"]'
    by_crl held all.crl
    exits 1
    json '[.reason, .revocation[0].revocation_reason]' '["revoked","certificateHold"]'
    t verify --roots ca.pem --revocation hard --crl all.crl --json good.pem \
        --at "$(date -u -d '4 days' +%Y-%m-%dT%H:%M:%SZ)"
    exits 1
    json '.reason' '"stale-crl"'
}

# extensions LINE...: x.cnf, whose section x has these extensions of CRLs.
extensions() {
    {
        cat ca.cnf
        printf '[x]\nauthorityKeyIdentifier=keyid\n'
        printf '%s\n' "$@"
        printf '[a]\nfullname=URI:http://example.org/a.crl\n[user]\nonlyuser=TRUE\n[auth]\nonlyCA=TRUE\n'
    } >x.cnf
}

@test "OpenSSL's CRLs: partitions and scopes" {
    issue parted "extendedKeyUsage=serverAuth" "subjectAltName=DNS:parted.example.org" \
        "crlDistributionPoints=URI:http://example.org/a.crl"
    extensions "issuingDistributionPoint=critical,@a"
    crl part -config x.cnf -crlexts x
    by_crl parted part.crl
    exits 0
    by_crl good part.crl
    exits 1
    json '.reason' '"revocation-unknown"'
    by_crl bad part.crl
    json '.reason' '"revocation-unknown"'
    extensions "issuingDistributionPoint=critical,@user"
    crl user -config x.cnf -crlexts x
    by_crl good user.crl
    exits 0
    extensions "issuingDistributionPoint=critical,@auth"
    crl auth -config x.cnf -crlexts x
    by_crl good auth.crl
    exits 1
    json '.reason' '"revocation-unknown"'
}

@test "OpenSSL's CRLs: delta CRLs add entries and remove them" {
    extensions
    crl all -config x.cnf -crlexts x
    base=$(openssl crl -in all.crl -noout -crlnumber | sed 's/.*0x//')
    cp index index.kept
    {
        row R good ,superseded
        row R held ,removeFromCRL
    } >index
    extensions "2.5.29.27=critical,DER:0202$base"
    crl delta -config x.cnf -crlexts x
    mv index.kept index
    by_crl good all.crl --crl delta.crl
    exits 1
    json '[.reason, .revocation[0].revocation_reason]' '["revoked","superseded"]'
    by_crl held all.crl --crl delta.crl
    exits 0
    by_crl bad all.crl --crl delta.crl
    exits 1
    by_crl good delta.crl
    exits 1
    json '.reason' '"revocation-unknown"'
}

@test "GnuTLS's CRLs" {
    command -v certtool >/dev/null || skip "certtool is not installed"
    printf 'crl_next_update = 3\ncrl_number = 7\n' >crl.tmpl
    certtool --generate-crl --load-ca-privkey ca.key --load-ca-certificate ca.pem \
        --load-certificate bad.pem --template crl.tmpl --outfile gnutls.crl
    by_crl good gnutls.crl
    exits 0
    by_crl bad gnutls.crl
    exits 1
    json '.reason' '"revoked"'
    printf 'crl_next_update = 3\ncrl_number = 8\n' >crl.tmpl
    # Without entries it has an empty list, where RFC 5280 5.1.2.6 wants none.
    certtool --generate-crl --load-ca-privkey ca.key --load-ca-certificate ca.pem \
        --template crl.tmpl --outfile empty.crl
    by_crl good empty.crl
    exits 1
    json '.revocation[0].error' '"CRL_EMPTY_LIST"'
    # A key that is not the CA's.
    certtool --generate-crl --load-ca-privkey good.key --load-ca-certificate ca.pem \
        --load-certificate bad.pem --template crl.tmpl --outfile forged.crl
    by_crl good forged.crl
    exits 1
    json '.revocation[0].error' '"SIG_MISMATCH"'
}

@test "certtool finds the same certificates revoked" {
    command -v certtool >/dev/null || skip "certtool is not installed"
    crl all
    for name in good bad held strange; do
        by_crl "$name" all.crl
        if certtool --verify --load-ca-certificate ca.pem --load-crl all.crl --infile "$name.pem" \
            >tool.log 2>&1; then
            exits 0
        else
            exits 1
        fi
    done
}
