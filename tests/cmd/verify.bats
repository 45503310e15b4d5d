#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
load kit

@test "a good chain: exit 0, verdict first, nothing on stderr" {
    t verify --roots root.pem --host www.example.org chain.pem
    exits 0
    err_lines 0
    [ "$(head -n 1 "$out")" = "chain.pem: OK" ]
    out_has 'Test Sub'
    out_has 'trust anchors: root.pem'
}

@test "PEM, DER and PKCS#7 in both forms are judged alike" {
    for file in full.pem full.p7b full.p7c; do
        t verify --roots root.pem --host www.example.org $file
        exits 0
    done
    t verify --roots root.pem --intermediates sub.pem --host www.example.org leaf.der
    exits 0
}

@test "standard input is read if it is named" {
    status=0
    "$TLSBOX" verify --roots root.pem --json - <chain.pem >"$out" 2>"$err" || status=$?
    exits 0
    json .input '"-"'
}

@test "no operand: exit 2 at once, although standard input stays open" {
    mkfifo "$BATS_TEST_TMPDIR/open"
    exec 5<>"$BATS_TEST_TMPDIR/open"
    status=0
    timeout 5 "$TLSBOX" verify --roots root.pem <&5 >"$out" 2>"$err" || status=$?
    exits 2
    err_lines 1
    err_has "no FILE .*try 'tlsbox verify --help'"
    status=0
    timeout 5 "$TLSBOX" show <&5 >"$out" 2>"$err" || status=$?
    exits 2
}

@test "a missing issuer: unknown-issuer, with its name and a fix" {
    t verify --roots root.pem leaf.pem
    exits 1
    out_has '^leaf.pem: FAIL \(unknown-issuer\)'
    out_has 'Test Sub'
    out_has 'fix:'
}

@test "intermediates come from several files of --intermediates" {
    t verify --roots root.pem --intermediates other.pem --intermediates sub.pem leaf.pem
    exits 0
}

@test "another name: host-mismatch, with the names" {
    t verify --roots root.pem --host www.example.com chain.pem
    exits 1
    out_has 'host-mismatch'
    out_has 'www\.example\.org'
}

@test "hosts: address, trailing dot, wildcard, internationalised" {
    t verify --roots root.pem --host 192.0.2.1 chain.pem
    exits 0
    t verify --roots root.pem --host 192.0.2.2 chain.pem
    exits 1
    t verify --roots root.pem --host www.example.org. chain.pem
    exits 0
    t verify --roots root.pem --intermediates sub.pem --host a.wild.example.org wild.pem
    exits 0
    t verify --roots root.pem --intermediates sub.pem --host a.b.wild.example.org wild.pem
    exits 1
    t verify --roots root.pem --intermediates sub.pem --host bücher.wild.example.org wild.pem
    exits 0
}

@test "an e-mail address is accepted only for purposes that use one" {
    t verify --roots root.pem --host client@example.org chain.pem
    exits 2
    err_has 'a server has no e-mail address.*--purpose email or client'
    t verify --roots root.pem --purpose client --host client@example.org client-chain.pem
    exits 0
    out_has 'as a TLS client for "client@example.org"'
}

@test "--at: expired, not-yet-valid, and the three formats of a time" {
    t verify --roots root.pem --at 2120-01-01 chain.pem
    exits 1
    out_has '\(expired\)'
    t verify --roots root.pem --at @0 chain.pem
    exits 1
    out_has '\(not-yet-valid\)'
    t verify --roots root.pem --at "$(date -u -d '+1 day' +%Y-%m-%dT%H:%M:%S+01:00)" chain.pem
    exits 0
}

@test "--purpose: a server's certificate is not a client's" {
    t verify --roots root.pem --purpose client chain.pem
    exits 1
    out_has '\(extended-key-usage\)'
    t verify --roots root.pem --purpose any chain.pem
    exits 0
}

@test "--profile is in the JSON" {
    for profile in webpki rfc5280 cabf; do
        t verify --roots root.pem --profile $profile --json chain.pem
        json .profile "\"$profile\""
    done
}

@test "self-signed, and --add-root beside --roots" {
    t verify --roots root.pem self.pem
    exits 1
    out_has '\(self-signed\)'
    t verify --roots other.pem --add-root root.pem chain.pem
    exits 0
}

@test "the given anchors count, also if the first certificate is one of them" {
    t verify --roots self.pem --host self.example.org self.pem
    exits 0
    out_has 'trust anchors: self.pem'
    cat self.pem root.pem >"$BATS_TEST_TMPDIR/anchors.pem"
    t verify --roots "$BATS_TEST_TMPDIR/anchors.pem" self.pem
    exits 0
    out_has 'trust anchors: .*/anchors.pem'
}

@test "--roots takes a directory" {
    mkdir "$BATS_TEST_TMPDIR/anchors"
    cp root.pem "$BATS_TEST_TMPDIR/anchors/any-name.crt"
    t verify --roots "$BATS_TEST_TMPDIR/anchors" chain.pem
    exits 0
}

@test "--roots replaces the system's anchors" {
    export SSL_CERT_FILE=$PKI/root.pem
    t verify --roots other.pem chain.pem
    exits 1
    t verify chain.pem
    exits 0
}

@test "no anchors: no-trust-store, exit 3, a line for each operand" {
    for roots in empty.pem none.pem dir leaf.key; do
        t verify --roots $roots chain.pem leaf.pem
        exits 3
        err_lines 2
        err_has 'chain.pem: .*\[no-trust-store\]'
        err_has 'leaf.pem: .*\[no-trust-store\]'
        t verify --roots $roots --json chain.pem leaf.pem
        exits 3
        json .reason $'"no-trust-store"\n"no-trust-store"'
        json .exit $'3\n3'
    done
    t verify --roots root.pem --add-root none.pem chain.pem
    exits 3
    SSL_CERT_FILE=$PKI/none SSL_CERT_DIR=$PKI/dir t verify chain.pem
    exits 3
    err_has 'no-trust-store'
}

@test "revocation: --crl means soft, hard requires every list, off checks none" {
    t verify --roots root.pem --intermediates sub.pem --crl sub.crl revoked.pem
    exits 1
    out_has '\(revoked\)'
    t verify --roots root.pem --intermediates sub.pem --crl sub.crl --revocation off revoked.pem
    exits 0
    t verify --roots root.pem --crl sub.crl --crl root.crl --revocation hard chain.pem
    exits 0
    t verify --roots root.pem --crl sub.crl --revocation hard chain.pem
    exits 1
    out_has '\(revocation-unknown\)'
    t verify --roots root.pem --crl sub.crl chain.pem
    exits 0
    t verify --roots root.pem --crl sub.crl --crl root.crl --at "$(date -u -d '+60 days' +%F)" \
        --revocation hard chain.pem
    exits 1
    out_has '\(stale-crl\)'
}

@test "a CRL that does not decode is left out with a warning" {
    t verify --roots root.pem --crl bad.crl --crl sub.crl --json chain.pem
    exits 0
    err_has '^tlsbox verify: bad.crl: byte [0-9]+ .*ignored'
    json '[.findings[] | select(.rule == "BAD_CRL").severity]' '["warning"]'
    t verify --roots root.pem --crl bad.crl --revocation hard chain.pem
    exits 1
}

@test "--crl with a file without CRLs, or an empty one: exit 3" {
    t verify --roots root.pem --crl leaf.pem chain.pem
    exits 3
    t verify --roots root.pem --crl none.crl chain.pem
    exits 3
    err_has 'none.crl: cannot be opened.*\[unreadable\]'
}

@test "policies" {
    t verify --roots root.pem --policy 2.23.140.1.2.1 chain.pem
    exits 0
    t verify --roots root.pem --policy 2.23.140.1.2.1 --require-explicit-policy chain.pem
    exits 1
    out_has '\(policy\)'
    t verify --roots root.pem --inhibit-any-policy --inhibit-policy-mapping chain.pem
    exits 0
    # The option is named if it made the difference.
    t verify --roots root.pem --require-explicit-policy policed.pem
    exits 0
    t verify --roots root.pem --require-explicit-policy --inhibit-any-policy \
        --inhibit-policy-mapping --json policed.pem
    exits 1
    json '.findings[0].hint | test("or drop --inhibit-any-policy, or drop --require")' true
}

@test "--max-depth counts intermediates" {
    t verify --roots root.pem --max-depth 0 chain.pem
    exits 1
    out_has '\(path-length\)'
    t verify --roots root.pem --max-depth 1 chain.pem
    exits 0
}

@test "--warn in days and percent warns without changing the exit code" {
    t verify --roots root.pem --warn 10 --json chain.pem
    json '.findings | length' 0
    t verify --roots root.pem --warn 400 --json chain.pem
    exits 0
    json '.findings[0] | [.code, .severity]' '["expires-soon","warning"]'
    t verify --roots root.pem --at "$(date -u -d '+350 days' +%F)" --warn 10% --json chain.pem
    exits 0
    json '.findings[0] | [.code, .severity]' '["expires-soon","warning"]'
    t verify --roots root.pem --at "$(date -u -d '+100 days' +%F)" --warn 10% --json chain.pem
    json '.findings | length' 0
}

# expiring DAYS: a leaf that is issued now and valid for that long.
expiring() {
    openssl req -new -key leaf.key -out "$BATS_TEST_TMPDIR/csr" -subj /CN=www.example.org
    openssl x509 -req -in "$BATS_TEST_TMPDIR/csr" -CA sub.pem -CAkey sub.key -days "$1" \
        -set_serial 0x4123456789abcdef0123456789 -out "$BATS_TEST_TMPDIR/leaf.pem" -extfile <(printf \
        '%s\n' basicConstraints=critical,CA:FALSE keyUsage=critical,digitalSignature \
        subjectKeyIdentifier=hash authorityKeyIdentifier=keyid \
        extendedKeyUsage=serverAuth,clientAuth subjectAltName=DNS:www.example.org) 2>/dev/null
    cat "$BATS_TEST_TMPDIR/leaf.pem" sub.pem >"$BATS_TEST_TMPDIR/chain.pem"
    chain=$BATS_TEST_TMPDIR/chain.pem
}

@test "without --warn, lifetimes of at most 100 days warn when less than a fifth is left" {
    expiring 90
    t verify --roots root.pem --json --at "$(date -u -d '+70 days' +%F)" "$chain"
    exits 0
    json '.findings | length' 0
    t verify --roots root.pem --json --at "$(date -u -d '+75 days' +%F)" "$chain"
    exits 0
    json '[.findings[] | [.code, .severity, .cert]]' '[["expires-soon","warning",0]]'
    t verify --roots root.pem --json --warn 0 --at "$(date -u -d '+75 days' +%F)" "$chain"
    json '.findings | length' 0
    expiring 120
    t verify --roots root.pem --json --at "$(date -u -d '+115 days' +%F)" "$chain"
    json '.findings | length' 0
}

@test "validity-too-long: cabf refuses, webpki warns if the root is the system's" {
    expiring 900
    COLUMNS=500 t verify --profile cabf --roots root.pem "$chain"
    exits 1
    out_has '\(validity-too-long\)'
    out_has 'is valid for 901 days; one issued since 20[0-9-]* may be valid for [0-9]* days at most'
    t verify --roots root.pem --json "$chain"
    exits 0
    json '.findings | length' 0
    SSL_CERT_FILE=$PKI/root.pem t verify --json "$chain"
    exits 0
    json '[.findings[] | [.code, .severity, .cert, .ref]]' \
        '[["validity-too-long","warning",0,"CA/B BR 6.3.2"]]'
    SSL_CERT_FILE=$PKI/other.pem t verify --add-root root.pem --json "$chain"
    exits 0
    json '.findings | length' 0
    expiring 900
    t verify --profile rfc5280 --roots root.pem --json "$chain"
    json '[.findings[] | select(.code == "validity-too-long")] | length' 0
}

@test "clientAuth beside serverAuth ends: cabf refuses, webpki warns if the root is the system's" {
    (
        cp root.pem root.key sub.pem sub.key leaf.key "$BATS_TEST_TMPDIR"
        cd "$BATS_TEST_TMPDIR"
        printf '[ca]\ndefault_ca=d\n[d]\ndatabase=i\nnew_certs_dir=.\ndefault_md=sha256\n' >conf
        printf 'policy=p\nrand_serial=yes\n[p]\ncommonName=supplied\n' >>conf
        : >i
        openssl req -new -key leaf.key -out csr -subj /CN=www.example.org
        openssl ca -batch -notext -config conf -cert sub.pem -keyfile sub.key -in csr -out late.pem \
            -startdate 20270315000000Z -enddate 20270601000000Z -extfile <(printf '%s\n' \
            basicConstraints=critical,CA:FALSE keyUsage=critical,digitalSignature \
            subjectKeyIdentifier=hash authorityKeyIdentifier=keyid \
            extendedKeyUsage=serverAuth,clientAuth subjectAltName=DNS:www.example.org) 2>/dev/null
        cat late.pem sub.pem >late-chain.pem
    )
    chain=$BATS_TEST_TMPDIR/late-chain.pem
    COLUMNS=500 t verify --profile cabf --roots root.pem --at 2027-03-16 "$chain"
    exits 1
    out_has '\(extended-key-usage\)'
    out_has 'contains clientAuth; one issued since 2027-03-15 may contain only serverAuth'
    SSL_CERT_FILE=$PKI/root.pem t verify --at 2027-03-16 --json "$chain"
    exits 0
    json '[.findings[] | [.code, .severity, .cert, .ref]]' \
        '[["extended-key-usage","warning",0,"Chrome Root Program Policy 1.3.2"]]'
    t verify --roots root.pem --at 2027-03-16 --json "$chain"
    json '.findings | length' 0
}

@test "a server's certificate for a client: public CAs end clientAuth" {
    COLUMNS=500 t verify --purpose client --roots root.pem chain.pem
    exits 1
    out_has '\(extended-key-usage\)'
    out_has "from a CA of your own that the server trusts: public CAs end clientAuth"
    out_has "Let's Encrypt on 2026-07-08; 2027-03-15 at the latest by Chrome Root Program Policy"
}

@test "--explain shows the paths, --quiet only the verdict" {
    t verify --roots root.pem --explain --at 2120-01-01 chain.pem
    exits 1
    out_has 'paths tried'
    t verify --roots root.pem --quiet chain.pem leaf.pem
    exits 1
    out_lines 2
    [ "$(sed -n 1p "$out")" = 'chain.pem: OK' ]
    [ "$(sed -n 2p "$out")" = 'leaf.pem: FAIL (unknown-issuer)' ]
}

@test "several operands: each has its line, the worst exit code wins" {
    t verify --roots root.pem --quiet chain.pem leaf.pem empty.pem
    exits 3
    out_lines 2
    err_lines 1
    t verify --roots root.pem --quiet empty.pem leaf.pem chain.pem
    exits 3
    t verify --roots root.pem --quiet huge leaf.pem
    exits 6
    t verify --roots root.pem --quiet huge leaf.pem empty.pem
    exits 3
}

@test "JSON: one object per operand, also for what cannot be judged" {
    t verify --roots root.pem --json --host www.example.org chain.pem leaf.pem empty.pem
    exits 3
    out_lines 3
    json '[.command, .input, .ok, .reason, .exit]' '["verify","chain.pem",true,null,0]
["verify","leaf.pem",false,"unknown-issuer",1]
["verify","empty.pem",false,"undecodable",3]'
    json 'select(.ok) | [(.chain | length), .host, .matched]' \
        '[3,"www.example.org","www.example.org"]'
    json 'select(.ok).chain | [.[0].source, .[1].source, .[2].source]' '["leaf","input","anchor"]'
    json '.findings | type' $'"array"\n"array"\n"array"'
}

@test "a helper that does not decode: malformed if it is needed, otherwise a warning" {
    t verify --roots root.pem --json broken-helper.pem
    exits 1
    json .reason '"malformed"'
    err_lines 1
    err_has 'broken-helper.pem: byte [0-9]+ .*ignored'
    t verify --roots root.pem --intermediates sub.pem --json broken-helper.pem
    exits 0
    json '.findings[0] | [.code, .severity]' '["malformed","warning"]'
    t verify --roots root.pem --intermediates bad.pem leaf.pem
    exits 1
    out_has '\(malformed\)'
}

@test "a FIFO is read like a file; a message says if it waits for a writer" {
    t verify --roots root.pem <(cat chain.pem)
    exits 0
    err_lines 0
    mkfifo "$BATS_TEST_TMPDIR/fifo"
    status=0
    timeout 2 "$TLSBOX" verify --roots root.pem "$BATS_TEST_TMPDIR/fifo" >"$out" 2>"$err" || status=$?
    exits 124
    err_lines 1
    err_has 'fifo: waiting until'
    (sleep 1; cat chain.pem >"$BATS_TEST_TMPDIR/fifo") &
    t verify --roots root.pem "$BATS_TEST_TMPDIR/fifo"
    wait
    exits 0
    err_has 'waiting until'
}

@test "a Chinese locale: the report is in Chinese, JSON and verdicts are not" {
    export LC_ALL=zh_CN.UTF-8
    t verify --roots root.pem --explain leaf.pem
    exits 1
    out_has '^leaf.pem: FAIL \(unknown-issuer\)$'
    out_has '证书 "www.example.org" 的颁发者 "Test Sub" 没有给出，也不在信任库中。'
    out_has '^  修复：文件中只有一张证书：请附加中间证书 "Test Sub"'
    out_has '^     证书 .*签名算法 .*到期 .*剩余$'
    out_has '^  信任锚：root.pem$'
    out_has '^  尝试的路径：1，检查的签名：'
    t verify --roots root.pem chain.pem
    exits 0
    out_has '^  作为 TLS 服务器受信任，有效期至 [-0-9]*（剩余 [0-9]+ 天）。$'
    t verify --roots root.pem --json leaf.pem
    json '.findings[0].hint' '"the file holds only one certificate: append the intermediate \"Test Sub\""'
    LC_ALL=zh_CN t verify --roots root.pem leaf.pem
    out_has '^  fix: the file holds only one certificate'
}

@test "a certificate that names no source, and none given: said, with advice that fits" {
    t verify --roots root.pem --revocation hard chain.pem
    exits 1
    tr '\n' ' ' <"$out" | tr -s ' ' >flat
    grep -q 'it names neither a CRL nor an OCSP responder, and none was given' flat
    grep -q 'fix: ask the CA where it publishes revocations, or give the CRL with --crl' flat
}
