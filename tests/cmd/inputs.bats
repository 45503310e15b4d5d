#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Files of every common kind, and files that are made to do harm.
load kit

# many COUNT BYTES: COUNT times the same bytes (printf's escapes).
many() {
    printf -- "$2%.0s" $(seq "$1")
}

@test "262,200 tiny objects: a few lines, no crash" {
    many 262200 '0\x00' >"$BATS_TEST_TMPDIR/tiny.der"
    [ "$(wc -c <"$BATS_TEST_TMPDIR/tiny.der")" -eq 524400 ]
    t verify --roots root.pem "$BATS_TEST_TMPDIR/tiny.der"
    exits 3
    err_lines 1
    t show "$BATS_TEST_TMPDIR/tiny.der"
    exits 3
    [ "$(wc -l <"$err")" -lt 12 ] || show_all "many lines"
    err_has 'objects that do not decode, beyond these: 262192 \[undecodable\]'
    t verify --roots root.pem --intermediates "$BATS_TEST_TMPDIR/tiny.der" chain.pem
    exits 0
    [ "$(wc -l <"$err")" -lt 12 ] || show_all "many lines"
    err_has 'objects that do not decode, beyond these: 262192; ignored'
    t verify --roots "$BATS_TEST_TMPDIR/tiny.der" chain.pem
    exits 3
    t verify --roots root.pem --crl "$BATS_TEST_TMPDIR/tiny.der" chain.pem
    exits 3
}

@test "many broken keys: a few lines each in show" {
    many 20000 '0\x040\x00\x03\x00' >"$BATS_TEST_TMPDIR/keys.der"
    t show --json "$BATS_TEST_TMPDIR/keys.der"
    exits 3
    err_has 'objects that do not decode, beyond these: 19992'
    out_lines 9
    json '[.ok, .reason] | select(.[0])' ''
}

# put NAME TEXT...: makes a file of printf's format and arguments.
put() {
    local name=$1
    shift
    printf "$@" >"$BATS_TEST_TMPDIR/$name"
}

# says NAME EXIT PATTERN COMMAND...: the command with the file has this exit code, and one line says
# why.
says() {
    local file=$BATS_TEST_TMPDIR/$1 code=$2 pattern=$3
    shift 3
    t "$@" "$file"
    exits "$code"
    err_lines 1
    err_has "$pattern"
}

@test "a BEGIN line after invisible marks is read, one after text is reported" {
    for mark in '\xef\xbb\xbf' '\xe2\x80\x8b' ' \xc2\xa0\t'; do
        { printf "$mark"; cat leaf.pem; printf "$mark"; cat sub.pem; } >"$BATS_TEST_TMPDIR/mark.pem"
        t verify --roots root.pem "$BATS_TEST_TMPDIR/mark.pem"
        exits 0
        err_lines 0
    done
    { printf 'tls_crt="'; cat leaf.pem; } >"$BATS_TEST_TMPDIR/quote.pem"
    says quote.pem 3 'byte 9: text before BEGIN on its line.*\[undecodable\]' \
        verify --roots root.pem
    says quote.pem 3 'byte 9: text before BEGIN' show
    { cat leaf.pem; printf 'tls_crt="'; cat sub.pem; } >"$BATS_TEST_TMPDIR/second.pem"
    t verify --roots root.pem "$BATS_TEST_TMPDIR/second.pem"
    exits 1
    err_has 'text before BEGIN on its line.*; ignored'
    # A certificate in a comment, and text, are skipped.
    { printf '# '; cat self.pem; echo 'see -----BEGIN CERTIFICATE----- below'; cat chain.pem; } \
        >"$BATS_TEST_TMPDIR/comment.pem"
    t verify --roots root.pem "$BATS_TEST_TMPDIR/comment.pem"
    exits 0
    err_lines 0
}

@test "PEM in a string, with its line feeds written out" {
    awk '{ printf "%s\\n", $0 }' leaf.pem >"$BATS_TEST_TMPDIR/escaped"
    says escaped 3 'line breaks are written as .n' verify --roots root.pem
    { printf '{"crt": "'; cat "$BATS_TEST_TMPDIR/escaped"; printf '"}\n'; } \
        >"$BATS_TEST_TMPDIR/json"
    says json 3 'line breaks are written as .n' show
}

@test "DER followed by a newline" {
    { cat leaf.der; echo; } >"$BATS_TEST_TMPDIR/newline.der"
    says newline.der 0 'byte [0-9]+: white space after the DER; ignored' \
        verify --roots root.pem --intermediates sub.pem
    says newline.der 1 'white space' verify --roots root.pem
    out_has 'unknown-issuer'
    out_lacks 'again'
    says newline.der 0 'white space' show --short
    { cat leaf.der; printf '\0'; } >"$BATS_TEST_TMPDIR/zero.der"
    t verify --roots root.pem --intermediates sub.pem "$BATS_TEST_TMPDIR/zero.der"
    err_has 'ignored'
}

@test "base64 without armour, hexadecimal and dumps are read" {
    base64 leaf.der >"$BATS_TEST_TMPDIR/64"
    xxd leaf.der >"$BATS_TEST_TMPDIR/xxd" || od -A x -t x1 leaf.der >"$BATS_TEST_TMPDIR/xxd"
    od -A n -t x1 leaf.der >"$BATS_TEST_TMPDIR/plain"
    for form in 64 xxd plain; do
        t verify --roots root.pem --intermediates sub.pem "$BATS_TEST_TMPDIR/$form"
        exits 0
        err_lines 0
    done
    openssl pkcs8 -topk8 -nocrypt -in leaf.key -outform DER | base64 >"$BATS_TEST_TMPDIR/key64"
    t show --short "$BATS_TEST_TMPDIR/key64"
    exits 0
}

@test "files of other kinds are named, with the command that converts them" {
    put jks '\xfe\xed\xfe\xed\0\0\0\2'
    put jceks '\xce\xce\xce\xce\0\0\0\2'
    put pcap '\xd4\xc3\xb2\xa1\2\0\4\0'
    put pcapng '\x0a\x0d\x0d\x0a\x1c\0\0\0'
    put gz '\x1f\x8b\x08\0'
    put zip 'PK\3\4'
    put ssh.pub 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIO a@b\n'
    put ssh -- '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----\n'
    put ppk 'PuTTY-User-Key-File-3: ssh-ed25519\n'
    put pgp -- '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQEN\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n'
    put html '\n<!DOCTYPE html>\n<html><title>404</title></html>\n'
    put keylog 'CLIENT_RANDOM 00 11\n'
    for command in 'verify --roots root.pem' show 'verify --roots root.pem leaf.pem --intermediates' \
        'handshake 127.0.0.1:1 --key leaf.key --cert' 'handshake 127.0.0.1:1 --cert leaf.pem --key'; do
        says jks 3 'Java key store \(JKS\): see tlsbox trust list FILE, or keytool' $command
        says jceks 3 '-storetype jceks' $command
        says pcap 3 'is a capture: read it with tlsbox decode FILE' $command
        says pcapng 3 'is a capture: read it with tlsbox decode FILE' $command
        says gz 3 'compressed: decompress it with gzip -dc' $command
        says zip 3 'unpack it' $command
        says ssh.pub 3 'an SSH public key.*ssh-keygen -e' $command
        says ssh 3 'an OpenSSH private key: .*ssh-keygen -p' $command
        says ppk 3 'PuTTY key: convert it with puttygen' $command
        says pgp 3 'PGP' $command
        says html 3 'a web page' $command
        says keylog 3 'a key log: use it with tlsbox decode --keylog' $command
    done
    says html 3 'a web page' decode
    says jks 3 'Java key store' decode leaf.pem --keylog
    says jks 3 'Java key store' derive --suite TLS_AES_128_GCM_SHA256 --keylog
    says jks 3 'Java key store' derive --suite TLS_AES_128_GCM_SHA256 --messages
    t derive --suite TLS_AES_128_GCM_SHA256 --messages leaf.pem
    exits 3
    err_has 'tlsbox show FILE'
    t handshake 127.0.0.1:1 --cert leaf.pem --key leaf.p12
    exits 3
    err_has 'leaf.p12: is encrypted: give its passphrase'
    t decode leaf.pem --key leaf.p12
    exits 3
    err_has 'leaf.p12: is encrypted: give its passphrase with --passphrase-file'
    says jks 3 'Java key store' 'hello' --file
    says pcap 3 'is a capture' 'hello' --file
    t decode leaf.pem
    exits 3
    err_has 'leaf.pem: holds certificates or keys: view them with tlsbox show FILE'
    t hello --file leaf.der
    exits 3
    err_has 'tlsbox show FILE'
}

@test "trust anchors: read like any file, named if they are something else, reported if broken" {
    openssl x509 -in root.pem -outform DER | base64 >"$BATS_TEST_TMPDIR/root64"
    t verify --roots "$BATS_TEST_TMPDIR/root64" chain.pem
    exits 0
    err_lines 0
    put jks '\xfe\xed\xfe\xed\0\0\0\2'
    t verify --roots "$BATS_TEST_TMPDIR/jks" chain.pem
    exits 3
    err_has 'a trust store that ends too early \[no-trust-store\]'
    put jceks '\xce\xce\xce\xce\0\0\0\2'
    t verify --roots "$BATS_TEST_TMPDIR/jceks" chain.pem
    exits 3
    err_has 'Java key store.*\[no-trust-store\]'
    { printf 'ca="'; cat root.pem; cat other.pem; } >"$BATS_TEST_TMPDIR/quoted"
    t verify --roots "$BATS_TEST_TMPDIR/quoted" chain.pem
    exits 1
    err_has 'quoted: 1 object does not decode; ignored'
}

@test "show: parameters beside keys are skipped" {
    openssl ecparam -name prime256v1 -genkey >"$BATS_TEST_TMPDIR/ec.pem"
    t show --short "$BATS_TEST_TMPDIR/ec.pem"
    exits 0
    err_lines 0
    out_lines 1
    put dh.pem -- '-----BEGIN X9.42 DH PARAMETERS-----\nMAsCAwDGQQIBAgIBBQ==\n-----END X9.42 DH PARAMETERS-----\n'
    { cat leaf.pem; cat "$BATS_TEST_TMPDIR/dh.pem"; cat leaf.key; } >"$BATS_TEST_TMPDIR/all.pem"
    t show --short "$BATS_TEST_TMPDIR/all.pem"
    exits 0
    err_lines 0
    out_lines 2
    says dh.pem 0 'only key parameters' show
    says dh.pem 3 'holds key parameters, not a certificate' verify --roots root.pem
}

@test "what cannot be read has its name in the message, once: an empty name, a directory" {
    named() {
        local text=$1
        shift
        t "$@"
        exits 3
        err_has "$text"
    }
    for command in 'verify --roots root.pem' chain show; do
        named "'': cannot be opened" $command ''
    done
    named "'': cannot be opened" verify --roots '' chain.pem
    for option in --intermediates --crl --ocsp --key --ct-logs; do
        named "'': cannot be opened" verify --roots root.pem "$option" '' chain.pem
        named "$BATS_TEST_TMPDIR: is a directory \[" verify --roots root.pem "$option" \
            "$BATS_TEST_TMPDIR" chain.pem
    done
    : >"$BATS_TEST_TMPDIR/none"
    named "$BATS_TEST_TMPDIR/none: holds no TLSA record \[" verify --roots root.pem \
        --dane "$BATS_TEST_TMPDIR/none" chain.pem
}
