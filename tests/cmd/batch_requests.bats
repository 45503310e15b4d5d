#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# verify --batch: what a request may hold, and what is wrong with it.
load kit
load batch

# pem FILE...: the text of the files as one string of JSON.
pem() {
    cat "$@" | jq -Rs .
}

# der FILE: its first certificate as a string of base64.
der() {
    openssl x509 -in "$1" -outform DER | base64 -w 0 | jq -Rs .
}

# batch OPTION...: judges the requests of standard input.  (After a pipe, $status would be lost.)
batch() {
    cat >"$BATS_TEST_TMPDIR/requests"
    t verify --batch "${fixed[@]}" "$@" "$BATS_TEST_TMPDIR/requests"
}

# reasons REASON...: those of the results, in order.
reasons() {
    [ "$(jq -r '.reason // "ok"' "$out" | tr '\n' ' ')" = "$* " ] || show_all "expected: $*"
}

@test "certificates are PEM or base64, each in a string or several in one" {
    batch <<END
{"chain": [$(der leaf.pem), $(der sub.pem)]}
{"chain": [$(pem leaf.pem), $(pem sub.pem)]}
{"chain": [$(der leaf.pem), $(pem sub.pem root.pem)]}
{"chain": [$(pem chain.pem)]}
{"chain": $(pem chain.pem)}
{"chain": $(pem full.p7b)}
{"chain": [$(der leaf.pem), $(der root.pem), $(der other.pem), $(der sub.pem)]}
{"chain": [$(der leaf.pem)]}
END
    exits 1
    reasons ok ok ok ok ok ok ok unknown-issuer
    json 'select(.reason != null) | .findings[0].hint | startswith("the file holds only one certificate")' true
}

@test "what a request gives replaces the options, and null is what is not given" {
    chain="\"chain\": $(pem chain.pem)"
    batch --host www.example.org --purpose client <<END
{$chain, "purpose": "server"}
{$chain, "purpose": "server", "host": "192.0.2.1"}
{$chain, "purpose": "server", "host": "mail.example.org"}
{$chain}
{$chain, "purpose": null, "host": null}
{$chain, "purpose": "server", "at": 0}
{$chain, "purpose": "server", "at": "@0"}
{$chain, "purpose": "server", "at": "2120-01-01"}
{$chain, "purpose": "any", "profile": "rfc5280", "at": null}
END
    reasons ok ok host-mismatch extended-key-usage extended-key-usage not-yet-valid not-yet-valid \
        expired ok
    json 'select(.host == "192.0.2.1") | [.purpose, .profile]' '["server","webpki"]'
    json 'select(.purpose == "any") | [.host, .profile]' '["www.example.org","rfc5280"]'
    json 'select(.reason == "expired") | .time' '"2120-01-01T00:00:00Z"'
}

@test "a key that is not known is refused, and the one that was meant is named" {
    batch <<END
{"id": 1, "chain": $(pem chain.pem), "hots": "www.example.org"}
{"id": 2, "chain": $(pem chain.pem), "HOST": "www.example.org"}
{"id": 3, "chain": $(pem chain.pem), "purpose": "sever"}
{"id": 4, "chain": $(pem chain.pem), "profile": "webkpi"}
{"id": 5, "chain": $(pem chain.pem), "comment": null}
END
    exits 3
    json '[.id, .line, .ok, .reason]' '[1,1,false,"undecodable"]
[2,2,false,"undecodable"]
[3,3,false,"undecodable"]
[4,4,false,"undecodable"]
[5,5,false,"undecodable"]'
    [ "$(jq -r '.findings[0].message' "$out" | sed 's/^byte [0-9]*: //')" = \
        "no such key: hots (did you mean host?)
no such key: HOST (did you mean host?)
no such purpose: sever (did you mean server?)
no such profile: webkpi (did you mean webpki?)
no such key: comment" ]
}

@test "a host must be one, and fit the purpose, whether it is an option or not" {
    chain="\"chain\": $(pem chain.pem)"
    batch <<END
{$chain, "host": "www.example.org:443"}
{$chain, "host": "a b"}
{$chain, "host": "www.example.org\u0000.evil.example"}
{$chain, "host": "a@example.org"}
{$chain, "host": "https://www.example.org/"}
{"chain": $(pem client-chain.pem), "host": "client@example.org", "purpose": "client"}
END
    exits 3
    reasons undecodable undecodable undecodable undecodable undecodable ok
    json '[.line, (.findings[0].message // "" | startswith("byte "))]' \
        $'[1,true]\n[2,true]\n[3,true]\n[4,true]\n[5,true]\n[null,false]'
    out_has 'a server has no e-mail address'
}

@test "an id comes back as it was written, and no terminal obeys it" {
    batch < <(printf '%s\n' '{"id": 1.50e+0}' '{"id": "\u0041\/\u00e9é😀"}' '{"id": ""}' '{"id": null}' '{}' \
        '{"id": 1e999}' $'{"id": "\x7f\xc2\x9b\xe2\x80\xae"}' '{"id": true}' '{"id": {}}')
    exits 3
    [ "$(grep -o '^{"id":[^,]*,' "$out")" = '{"id":1.50e+0,
{"id":"\u0041\/\u00e9é😀",
{"id":"",
{"id":null,
{"id":null,
{"id":1e999,
{"id":"\u007f\u009b\u202e",
{"id":null,
{"id":null,' ]
    batch < <(head -c 5000 /dev/zero | tr '\0' 7 | sed 's/^/{"id": /; s/$/, "chain": ""}/')
    json '[.id, .line, .reason]' '[null,1,"undecodable"]'
    out_has 'an id has at most 4096 bytes'
}

@test "JSON is strict, and each fault is named with its place" {
    batch < <(
        printf '{"id":1,}\n{"id":01}\n{"id":NaN}\n{id:1}\n{"id":"\t"}\n{"id":"\\x"}\n'
        printf '{"id":"\\ud800"}\n{"id":1,"\\u0069d":1}\n\xef\xbb\xbf{}\n{"id":1}{}\n{"id":1\n'
        printf '{"id":"\xed\xa0\x80"}\n[1,2]\n"x"\n'
    )
    exits 3
    [ "$(jq -r '.findings[0].message' "$out")" = \
        "byte 8: a member of an object begins with its name in quotation marks (RFC 8259 4)
byte 7: a comma or the closing bracket is required here (RFC 8259 2)
byte 6: not a JSON value (RFC 8259 3)
byte 1: a member of an object begins with its name in quotation marks (RFC 8259 4)
byte 7: control characters in a string must be escaped (RFC 8259 7)
byte 7: no such escape (RFC 8259 7)
byte 7: half of a surrogate pair (RFC 8259 8.2)
byte 8: the same name twice in one object: \\u0069d (RFC 8259 4)
byte 0: JSON does not begin with a byte order mark (RFC 8259 8.1)
byte 8: more follows after the JSON value (RFC 8259 2)
byte 7: the JSON ends too early (RFC 8259 2)
byte 7: not UTF-8 (RFC 8259 8.1)
byte 0: a request is a JSON object
byte 0: a request is a JSON object" ]
    json .id $'1\nnull\nnull\nnull\nnull\nnull\nnull\nnull\nnull\n1\nnull\nnull\nnull\nnull'
}

@test "a broken certificate is judged as in a file" {
    mkdir "$BATS_TEST_TMPDIR/alone"
    for file in truncated.pem base64.pem bad.pem broken-helper.pem leaf.pub leaf.key sub.crl \
        empty.pem chain.pem; do
        cp $file "$BATS_TEST_TMPDIR/alone/requests"
        (cd "$BATS_TEST_TMPDIR/alone" && "$TLSBOX" verify --json "${fixed[@]/root.pem/$PKI/root.pem}" \
            requests 2>/dev/null) || true
        echo "{\"chain\": $(pem $file)}" >>"$BATS_TEST_TMPDIR/requests"
    done >"$BATS_TEST_TMPDIR/one"
    cd "$BATS_TEST_TMPDIR"
    t verify --batch "${fixed[@]/root.pem/$PKI/root.pem}" requests
    exits 3
    err_lines 0
    same='del(.id) | if .reason == "undecodable" then del(.findings[].message) else . end'
    diff <(jq -c "$same" one) <(jq -c "$same" "$out")
    json 'select(.reason == "undecodable") | .line' $'null\nnull\nnull\nnull\nnull\nnull\nnull'
    [ "$(jq -r 'select(.reason == "undecodable") | .findings[0].message' "$out" | cut -d : -f 1 |
        uniq)" = "chain[0]" ]
}
