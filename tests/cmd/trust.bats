#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
load kit

# anchors: a folder of this test with three roots, a bundle of them, and a hashed directory.
anchors() {
    stores=$BATS_TEST_TMPDIR/stores
    mkdir -p "$stores/hashed"
    for name in one two three; do
        openssl req -new -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
            -keyout "$stores/$name.key" -out "$stores/$name.pem" -subj "/O=Test/CN=Root $name" \
            -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign
        cp "$stores/$name.pem" "$stores/hashed"
    done 2>/dev/null
    cat "$stores"/{one,two,three}.pem >"$stores/bundle.pem"
    openssl rehash "$stores/hashed"
}

# print NAME: the SHA-256 digest of a root.
print() {
    openssl x509 -in "$stores/$1.pem" -outform DER | sha256sum | cut -d ' ' -f 1
}

@test "list: a table, sorted by name" {
    anchors
    t trust list "$stores/bundle.pem"
    exits 0
    err_lines 0
    out_has "bundle.pem: 3 trust anchors$"
    out_has '^  NAME +EXPIRES +KEY +SHA-256$'
    [ "$(awk '/Root/ { print $2 }' "$out" | xargs)" = "one three two" ] || show_all order
    out_has "^  Root one +20[0-9-]+  [0-9]+ years left +P-256 +$(print one | cut -c 1-12)$"
}

@test "list: filters by key, name, purpose and end" {
    anchors
    openssl x509 -in "$stores/one.pem" -trustout -addtrust emailProtection -out "$stores/mail.pem"
    cat "$stores/mail.pem" "$stores/two.pem" >"$stores/mixed.pem"
    t trust list --json --purpose server "$stores/mixed.pem"
    json '[.subject, .purposes]' '["CN=Root two, O=Test",["server","client","email","code","any"]]'
    t trust list --json --purpose email --name ONE "$stores/mixed.pem"
    json '[.subject, .purposes]' '["CN=Root one, O=Test",["email"]]'
    t trust list "$stores/mixed.pem"
    out_has '^  NAME .* FOR$'
    out_has '^  Root one .* email$'
    t trust list --key rsa "$stores/bundle.pem"
    out_has ': 0 trust anchors$'
    t trust list --json --key p256 "$stores/bundle.pem"
    out_lines 3
    t trust list --json --expires 4000 "$stores/bundle.pem"
    out_lines 3
    t trust list --json --expires 3000 "$stores/bundle.pem"
    out_lines 0
}

@test "list: the keys of JSON are those of the certificate" {
    anchors
    t trust list --json --store "mine=$stores/one.pem"
    exits 0
    json '[.command, .store, .ok, .key, .sha256, .distrust_after, .constraints]' \
        "[\"trust\",\"mine\",true,\"P-256\",\"$(print one)\",null,null]"
}

@test "list: what a store cannot be, and the code for it" {
    anchors
    t trust list "$stores/none.pem"
    exits 3
    err_has 'none.pem: .*No such file.* \[no-trust-store\]$'
    t trust list --json "$stores/one.key"
    exits 3
    json '[.ok, .reason, .exit]' '[false,"no-trust-store",3]'
    t trust
    exits 2
    t trust lst
    exits 2
    err_has 'did you mean list'
}

@test "list: bytes of certificates do not reach the terminal" {
    t trust list evil.pem
    exits 0
    out_has 'red\\1b'
    out_lacks $'\033'
    t trust list --color always evil.pem
    out_lacks $'red\033'
}

@test "find: by name, by digests with and without colons, and by prefix" {
    anchors
    for word in 'root ONE' "$(print one)" "$(print one | cut -c 1-9)" \
        "$(openssl x509 -in "$stores/one.pem" -noout -fingerprint -sha256 | sed 's/.*=//')" \
        "$(openssl x509 -in "$stores/one.pem" -noout -fingerprint -sha1 | sed 's/.*=//')"; do
        t trust find "$word" --json --store "$stores/bundle.pem"
        exits 0
        json .sha256 "\"$(print one)\""
    done
    COLUMNS=500 t trust find 'Root one' --store "$stores/bundle.pem" --store "$stores/hashed"
    exits 0
    out_has "^  In +$stores/bundle.pem, trusted for: all$"
    out_has "^  In +$stores/hashed, trusted for: all$"
    out_has "^  SHA-256 +$(print one)$"
    t trust find 'Root four' --store "$stores/bundle.pem"
    exits 1
    err_has 'no anchor of these stores matches'
    # A variable that is not set: every name has the empty one in it.
    t trust find "" --store "$stores/bundle.pem"
    exits 2
}

@test "find: the issuer of a file, the certificate itself, its key, and an impostor" {
    t trust find chain.pem --json --store root.pem
    exits 0
    json '[.subject, .match]' '["CN=Test Root, O=Test","issuer"]'
    t trust find root.pem --json --store root.pem
    json .match '"certificate"'
    openssl req -new -x509 -key root.key -out "$BATS_TEST_TMPDIR/again.pem" -days 3 -subj /CN=Again
    t trust find root.pem --json --store "$BATS_TEST_TMPDIR/again.pem"
    json .match '"key"'
    openssl req -new -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3 \
        -keyout "$BATS_TEST_TMPDIR/key" -out "$BATS_TEST_TMPDIR/fake.pem" -subj '/O=Test/CN=Test Root'
    t trust find sub.pem --json --store "$BATS_TEST_TMPDIR/fake.pem"
    json .match '"issuer-name"'
    t trust find sub.pem --store "$BATS_TEST_TMPDIR/fake.pem"
    out_has 'but another key'
}

@test "diff: a bundle and a hashed directory are equal" {
    anchors
    t trust diff "$stores/bundle.pem" "$stores/hashed"
    exits 0
    out_has 'same trust anchors, on the same terms'
    t trust diff --json "$stores/bundle.pem" "$stores/hashed"
    json '[.ok, .only_left, .only_right, .changed, .same]' '[true,[],[],[],3]'
}

@test "diff: what one of them lacks, another key of the same name, another certificate of a key" {
    anchors
    openssl req -new -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
        -keyout "$stores/key" -out "$stores/fake.pem" -subj '/O=Test/CN=Root one' 2>/dev/null
    openssl req -new -x509 -key "$stores/two.key" -days 30 -out "$stores/renewed.pem" \
        -subj '/O=Test/CN=Root two G2'
    cat "$stores"/{fake,renewed,three}.pem >"$stores/right.pem"
    t trust diff --json "left=$stores/bundle.pem" "right=$stores/right.pem"
    exits 1
    json '[.reason, .left, .right, .same]' '["stores-differ","left","right",1]'
    json '[.only_left[] | .subject, (.same_key != null), (.same_name != null)]' \
        '["CN=Root one, O=Test",false,true,"CN=Root two, O=Test",true,false]'
    json '[.only_right[].subject]' '["CN=Root one, O=Test","CN=Root two G2, O=Test"]'
    json ".only_left[1].same_key == \"$(print renewed)\"" true
    t trust diff "left=$stores/bundle.pem" "right=$stores/right.pem"
    out_has '^Only in left: 2$'
    out_has 'right has another key under the same name: Root one'
    out_has 'right has another certificate for the same key: Root two G2'
    out_has '^The same in both: 1$'
}

@test "diff: other purposes are a change, unless --purpose is about another one" {
    anchors
    openssl x509 -in "$stores/one.pem" -trustout -addtrust serverAuth -out "$stores/web.pem"
    t trust diff --json "$stores/one.pem" "$stores/web.pem"
    exits 1
    json '[.changed[] | .differs_in, .other.purposes]' '[["purposes"],["server"]]'
    t trust diff --purpose server "$stores/one.pem" "$stores/web.pem"
    exits 0
    t trust diff "mine=$stores/one.pem" "web=$stores/web.pem"
    out_has '^  mine: all; web: server$'
    t trust diff all "$stores/web.pem"
    exits 2
    t trust diff
    exits 2
}

@test "check: a sound store" {
    anchors
    t trust check "$stores/bundle.pem" "$stores/hashed"
    exits 0
    out_has 'nothing is wrong with it'
    t trust check --json "$stores/bundle.pem"
    json '[.ok, .anchors, .findings]' '[true,3,[]]'
}

# has RULE SEVERITY: the JSON has a finding.
has() {
    json "[.findings[] | select(.rule == \"$1\") | .severity] | unique" "[\"$2\"]"
}

@test "check: anchors that have expired, are no CAs, are weak, twice there, or share a name" {
    anchors
    t trust check --json --at 2046-01-01 "$stores/bundle.pem"
    exits 1
    has EXPIRED error
    json .reason '"expired"'
    t trust check --json --at 2001-01-01 "$stores/bundle.pem"
    exits 0
    has NOT_YET_VALID warning
    t trust check --json --expires 4000 "$stores/bundle.pem"
    exits 0
    has EXPIRES_SOON warning
    t trust check --json leaf.pem
    exits 1
    has NOT_A_CA error
    has NOT_SELF_ISSUED warning
    cat "$stores/one.pem" "$stores/one.pem" >"$stores/twice.pem"
    t trust check --json "$stores/twice.pem"
    exits 0
    has DUPLICATE warning
    openssl req -new -x509 -newkey rsa:1024 -sha1 -nodes -days 3000 -keyout "$stores/key" \
        -out "$stores/weak.pem" -subj '/O=Test/CN=Root one' -addext basicConstraints=critical,CA:TRUE
    cat "$stores/weak.pem" "$stores/one.pem" >"$stores/weak-one.pem"
    t trust check --json "$stores/weak-one.pem"
    exits 1
    has WEAK_KEY error
    has WEAK_SIGNATURE info
    has SAME_NAME warning
}

@test "check: broken objects, a wrong own signature, and files that everybody can write to" {
    anchors
    cat bad.pem "$stores/one.pem" >"$stores/broken.pem"
    t trust check --json "$stores/broken.pem"
    exits 1
    has UNDECODABLE error
    openssl x509 -in "$stores/one.pem" -outform DER >"$stores/altered.der"
    printf 'X' | dd of="$stores/altered.der" bs=1 conv=notrunc \
        seek="$(grep -abo 'Root one' "$stores/altered.der" | head -n 1 | cut -d : -f 1)" 2>/dev/null
    printf 'X' | dd of="$stores/altered.der" bs=1 conv=notrunc \
        seek="$(grep -abo 'Root one' "$stores/altered.der" | tail -n 1 | cut -d : -f 1)" 2>/dev/null
    t trust check --json "$stores/altered.der"
    has SELF_SIGNATURE warning
    chmod o+w "$stores/bundle.pem"
    t trust check --json "$stores/bundle.pem"
    exits 1
    has WRITABLE error
}

@test "check: hash links that lead nowhere, elsewhere, are missing or have a gap" {
    anchors
    local link
    link=$(cd "$stores/hashed" && find . -type l | head -n 1)
    link=${link#./}
    ln -s "$(readlink "$stores/hashed/$link")" "$stores/hashed/00000000.0"
    ln -s none.pem "$stores/hashed/11111111.0"
    ln -s "$(readlink "$stores/hashed/$link")" "$stores/hashed/${link%.0}.2"
    cp root.pem "$stores/hashed/extra.pem"
    t trust check --json "$stores/hashed"
    exits 1
    has LINK_HASH error
    has LINK_DANGLING error
    has LINK_GAP error
    has LINK_MISSING error
    json '[.findings[] | select(.rule == "LINK_MISSING") | .message | test("extra.pem$")]' '[true]'
    mkdir "$stores/plain"
    cp "$stores/one.pem" "$stores/plain"
    t trust check --json "$stores/plain"
    has UNHASHED warning
}

@test "check: a bundle and a directory that are out of step" {
    anchors
    rm "$stores/hashed/one.pem"
    openssl rehash "$stores/hashed"
    SSL_CERT_FILE=$stores/bundle.pem t trust check --json --store system \
        --store "directory=$stores/hashed"
    exits 1
    json '[.reason, [.findings[] | select(.rule == "OUT_OF_STEP") | .message | test("Root one")]]' \
        $'["stores-differ",[true]]\n[null,[]]'
}

@test "check --chain: which stores trust a chain, and since when not" {
    t trust check --chain chain.pem --host www.example.org good=root.pem bad=other.pem
    exits 1
    out_has '^chain.pem:$'
    out_has '^  good  OK, until 20[0-9-]+, through Test Root$'
    out_has '^  bad   FAIL \(unknown-issuer\)$'
    t trust check --chain chain.pem good=root.pem
    exits 0
    t trust check --chain chain.pem --at 2046-01-01 good=root.pem
    out_has '^  good  FAIL \(expired\), since 20[0-9-]+$'
    t trust check --json --chain chain.pem --host no.example.org good=root.pem
    exits 1
    json '[.command, .store, .reason, .untrusted_since]' '["trust","good","host-mismatch",null]'
    t trust list --chain chain.pem
    exits 2
}

@test "check --chain: the date from which on a store trusts nothing new, and only that" {
    local p=$BATS_TEST_TMPDIR/p
    { printf '[p11-kit-object-v1]\ntrusted: true\nnss-server-distrust-after: "200101000000Z"\n'
      cat root.pem; } >"$p.after"
    { printf '[p11-kit-object-v1]\nx-distrusted: true\nnss-server-distrust-after: "200101000000Z"\n'
      cat root.pem; } >"$p.never"
    t trust check --chain chain.pem "after=$p.after" "never=$p.never"
    exits 1
    out_has '^  after  FAIL \(distrusted\), since 2020-01-01'
    out_has '^  never  FAIL \(distrusted\)$'
    t trust check --json --chain chain.pem "after=$p.after" "never=$p.never"
    json '[.store, .reason, .untrusted_since]' \
        $'["after","distrusted","2020-01-01T00:00:00Z"]\n["never","distrusted",null]'
}

@test "list: what a store distrusts without its certificate is counted" {
    { printf '[p11-kit-object-v1]\ntrusted: true\n'
      cat root.pem
      printf '[p11-kit-object-v1]\nclass: certificate\nx-distrusted: true\n'
      printf 'issuer: "0%%00"\nserial-number: "%%02%%01%%07"\n'; } >"$BATS_TEST_TMPDIR/p"
    t trust list --store "$BATS_TEST_TMPDIR/p"
    exits 0
    out_has '1 trust anchor$'
    out_has '^Distrusted there by issuer and number, or by key: 1$'
    out_has "^  issued by .*, serial number 07\$"
    t trust list --store root.pem
    out_lacks 'Distrusted'
}

@test "explain: the stores, variables and advice" {
    anchors
    SSL_CERT_FILE=$stores/bundle.pem NODE_EXTRA_CA_CERTS=$stores/one.pem t trust explain debian
    exits 0
    out_has "^  system +.*bundle.pem,( 3 trust anchors)?\$"
    out_has "[, ] 3 trust anchors\$"
    out_has '^  NODE_EXTRA_CA_CERTS'
    out_has 'update-ca-certificates'
    SSL_CERT_FILE=$stores/bundle.pem t trust explain --json fedora
    json '[.system, (.stores[] | select(.name == "system") | .anchors)]' \
        '["Fedora, RHEL, CentOS, Amazon Linux",3]'
    t trust explain plan9
    exits 2
    err_has "no such system: 'plan9' \(known: debian ubuntu fedora .* darwin macos\)"
}

@test "words: names that were meant, kinds of keys, digits, standard input" {
    anchors
    t trust list jvaa
    exits 3
    err_has 'jvaa: cannot be opened: .*did you mean java\?'
    t trust list ./jvaa
    ! grep -q 'did you mean' "$err" || show_all 'an idea for a path'
    t trust list --key foo "$stores/bundle.pem"
    exits 2
    err_has "no such kind of key: 'foo'; there are rsa, .*ed25519"
    for key in p RSA rsa2048 rsa-4096 P-256 secp256k1 1.2.840; do
        t trust list --key "$key" "$stores/bundle.pem"
        exits 0
    done
    for key in '' - rsa- rsa20x; do
        [ "$key" = rsa- ] && want=0 || want=2
        t trust list --key "$key" "$stores/bundle.pem"
        exits $want
    done
    t trust find --store "$stores/bundle.pem" abcd:ef
    exits 1
    err_has 'a fingerprint needs at least 8 digits'
    t trust find --store "$stores/bundle.pem" nobody
    ! grep -q digits "$err" || show_all digits
    "$TLSBOX" trust list - <"$stores/bundle.pem" >"$out"
    out_has '^\(standard input\): 3 trust anchors'
}

@test "words: lines fit the terminal, paths stay whole, advice is given" {
    anchors
    openssl req -new -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
        -keyout "$stores/long.key" -out "$stores/long.pem" -subj "/CN=Root with $(printf 'a %.0s' {1..25})"
    COLUMNS=80 t trust diff "$stores/long.pem" "$stores/one.pem"
    [ "$(awk 'NR > 2 && length > 80' "$out")" = "" ] || show_all 'a long line'
    t trust explain debian
    out_lacks ' $'
    mkdir "$stores/a, b c"
    cp "$stores/bundle.pem" "$stores/a, b c/d.pem"
    chmod o+w "$stores/a, b c/d.pem"
    SSL_CERT_FILE="$stores/a, b c/d.pem" SSL_CERT_DIR= t trust explain
    out_has "a, b c/d.pem,\$"
    SSL_CERT_FILE="$stores/a, b c/d.pem" SSL_CERT_DIR= t trust check system
    out_has '^    /.*a, b c/d.pem$'
    t trust check --chain "$stores/one.pem" "two=$stores/two.pem"
    exits 1
    out_has ' fix: '
    LC_ALL=zh_CN.UTF-8 t trust check --chain "$stores/one.pem" "two=$stores/two.pem"
    out_has '修复：'
    out_lacks 'is not a trust anchor'
}
