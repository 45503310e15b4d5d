# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of tlsbox for bash; written by 'make update-cli'.

_tlsbox_words() {
    mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}

# What follows the last comma is completed.
_tlsbox_list() {
    local head=
    [[ $cur != *,* ]] || head=${cur%,*},
    mapfile -t COMPREPLY < <(compgen -P "$head" -W "$1" -- "${cur##*,}")
    compopt -o nospace 2>/dev/null || :
}

_tlsbox_files() {
    mapfile -t COMPREPLY < <(compgen "$1" -- "$cur")
    compopt -o filenames 2>/dev/null || :
}

_tlsbox() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    local name=${COMP_WORDS[0]##*/} word
    # '=' parts words: --option=value are three.
    if [[ $cur == '=' ]]; then
        cur=
    elif [[ $prev == '=' ]]; then
        prev=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    if [[ $name == tlsbox ]]; then
        name=
        for word in "${COMP_WORDS[@]:1:COMP_CWORD - 1}"; do
            case $word in
            verify | show | chain | trust | handshake | hello | scan | serve | decode | derive | speed | explain | help) name=$word && break ;;
            esac
        done
    fi
    name=${name#tlsbox-}
    case "$name $prev" in
    'verify --host') COMPREPLY=() ;;
    'verify --purpose') _tlsbox_words 'server client email code any' ;;
    'verify --profile') _tlsbox_words 'webpki rfc5280 cabf' ;;
    'verify --at') COMPREPLY=() ;;
    'verify --roots') _tlsbox_files -f ;;
    'verify --add-root') _tlsbox_files -f ;;
    'verify --intermediates') _tlsbox_files -f ;;
    'verify --crl') _tlsbox_files -f ;;
    'verify --crlite') _tlsbox_files -d ;;
    'verify --revocation') _tlsbox_words 'off soft hard' ;;
    'verify --policy') COMPREPLY=() ;;
    'verify --max-depth') COMPREPLY=() ;;
    'verify --ocsp') _tlsbox_files -f ;;
    'verify --ct-logs') _tlsbox_files -f ;;
    'verify --ct-policy') _tlsbox_words 'none chrome apple firefox' ;;
    'verify --ct-tiles') _tlsbox_files -f ;;
    'verify --dane') _tlsbox_files -f ;;
    'verify --dane-anchor') _tlsbox_files -f ;;
    'verify --dane-resolver') COMPREPLY=() ;;
    'verify --key') _tlsbox_files -f ;;
    'verify --passphrase-file') _tlsbox_files -f ;;
    'verify --passphrase-env') COMPREPLY=() ;;
    'verify --timeout') COMPREPLY=() ;;
    'verify --jobs') COMPREPLY=() ;;
    'verify --resume') _tlsbox_files -f ;;
    'verify --shard') COMPREPLY=() ;;
    'verify --warn') COMPREPLY=() ;;
    'verify --fail-within') COMPREPLY=() ;;
    'verify --color') _tlsbox_words 'auto always never' ;;
    'verify --html') _tlsbox_files -f ;;
    'verify --lang') _tlsbox_words 'en zh' ;;
    'verify --prometheus') _tlsbox_files -f ;;
    'show --ct-logs') _tlsbox_files -f ;;
    'show --color') _tlsbox_words 'auto always never' ;;
    'show --passphrase-file') _tlsbox_files -f ;;
    'show --passphrase-env') COMPREPLY=() ;;
    'show --connect') COMPREPLY=() ;;
    'show --starttls') _tlsbox_words 'smtp lmtp imap pop3 ftp nntp xmpp xmpp-server ldap sieve postgres mysql irc' ;;
    'show --proxy') COMPREPLY=() ;;
    'show --timeout') COMPREPLY=() ;;
    'show --sni') COMPREPLY=() ;;
    'show --tls') _tlsbox_list '1.2 1.3' ;;
    'show --suites') _tlsbox_list 'modern compatible all default TLS_RSA_WITH_AES_128_CBC_SHA TLS_DHE_RSA_WITH_AES_128_CBC_SHA TLS_RSA_WITH_AES_256_CBC_SHA TLS_DHE_RSA_WITH_AES_256_CBC_SHA TLS_RSA_WITH_AES_128_CBC_SHA256 TLS_RSA_WITH_AES_256_CBC_SHA256 TLS_DHE_RSA_WITH_AES_128_CBC_SHA256 TLS_DHE_RSA_WITH_AES_256_CBC_SHA256 TLS_RSA_WITH_AES_128_GCM_SHA256 TLS_RSA_WITH_AES_256_GCM_SHA384 TLS_DHE_RSA_WITH_AES_128_GCM_SHA256 TLS_DHE_RSA_WITH_AES_256_GCM_SHA384 TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256 TLS_AES_128_CCM_SHA256 TLS_AES_128_CCM_8_SHA256 TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256 TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384 TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256 TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384 TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 TLS_RSA_WITH_AES_128_CCM TLS_RSA_WITH_AES_256_CCM TLS_DHE_RSA_WITH_AES_128_CCM TLS_DHE_RSA_WITH_AES_256_CCM TLS_RSA_WITH_AES_128_CCM_8 TLS_RSA_WITH_AES_256_CCM_8 TLS_DHE_RSA_WITH_AES_128_CCM_8 TLS_DHE_RSA_WITH_AES_256_CCM_8 TLS_ECDHE_ECDSA_WITH_AES_128_CCM TLS_ECDHE_ECDSA_WITH_AES_256_CCM TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8 TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8 TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256' ;;
    'show --groups') _tlsbox_list 'modern compatible all default secp256r1 secp384r1 secp521r1 x25519 x448 ffdhe2048 ffdhe3072 ffdhe4096 ffdhe6144 ffdhe8192 SecP256r1MLKEM768 X25519MLKEM768 SecP384r1MLKEM1024' ;;
    'show --sigalgs') _tlsbox_list 'modern compatible all default rsa_pkcs1_sha1 ecdsa_sha1 rsa_pkcs1_sha256 ecdsa_secp256r1_sha256 rsa_pkcs1_sha384 ecdsa_secp384r1_sha384 rsa_pkcs1_sha512 ecdsa_secp521r1_sha512 rsa_pss_rsae_sha256 rsa_pss_rsae_sha384 rsa_pss_rsae_sha512 ed25519 ed448 rsa_pss_pss_sha256 rsa_pss_pss_sha384 rsa_pss_pss_sha512 mldsa44 mldsa65 mldsa87' ;;
    'show --compress-cert') _tlsbox_list 'none zlib brotli zstd' ;;
    'show --alpn') COMPREPLY=() ;;
    'chain --output') _tlsbox_files -f ;;
    'chain --to') _tlsbox_words 'pem der pkcs7 pkcs12' ;;
    'chain --mac') _tlsbox_words 'hmac pbmac1' ;;
    'chain --key') _tlsbox_files -f ;;
    'chain --passphrase-file') _tlsbox_files -f ;;
    'chain --passphrase-env') COMPREPLY=() ;;
    'chain --graph') _tlsbox_words 'text svg' ;;
    'chain --store') _tlsbox_words 'system directory java p11-kit email code python all' ;;
    'chain --color') _tlsbox_words 'auto always never' ;;
    'chain --host') COMPREPLY=() ;;
    'chain --purpose') _tlsbox_words 'server client email code any' ;;
    'chain --profile') _tlsbox_words 'webpki rfc5280 cabf' ;;
    'chain --at') COMPREPLY=() ;;
    'chain --roots') _tlsbox_files -f ;;
    'chain --add-root') _tlsbox_files -f ;;
    'chain --intermediates') _tlsbox_files -f ;;
    'chain --crl') _tlsbox_files -f ;;
    'chain --crlite') _tlsbox_files -d ;;
    'chain --revocation') _tlsbox_words 'off soft hard' ;;
    'chain --policy') COMPREPLY=() ;;
    'chain --max-depth') COMPREPLY=() ;;
    'chain --ocsp') _tlsbox_files -f ;;
    'chain --ct-logs') _tlsbox_files -f ;;
    'chain --ct-policy') _tlsbox_words 'none chrome apple firefox' ;;
    'chain --ct-tiles') _tlsbox_files -f ;;
    'chain --dane') _tlsbox_files -f ;;
    'chain --connect') COMPREPLY=() ;;
    'chain --starttls') _tlsbox_words 'smtp lmtp imap pop3 ftp nntp xmpp xmpp-server ldap sieve postgres mysql irc' ;;
    'chain --proxy') COMPREPLY=() ;;
    'chain --timeout') COMPREPLY=() ;;
    'chain --sni') COMPREPLY=() ;;
    'chain --tls') _tlsbox_list '1.2 1.3' ;;
    'chain --suites') _tlsbox_list 'modern compatible all default TLS_RSA_WITH_AES_128_CBC_SHA TLS_DHE_RSA_WITH_AES_128_CBC_SHA TLS_RSA_WITH_AES_256_CBC_SHA TLS_DHE_RSA_WITH_AES_256_CBC_SHA TLS_RSA_WITH_AES_128_CBC_SHA256 TLS_RSA_WITH_AES_256_CBC_SHA256 TLS_DHE_RSA_WITH_AES_128_CBC_SHA256 TLS_DHE_RSA_WITH_AES_256_CBC_SHA256 TLS_RSA_WITH_AES_128_GCM_SHA256 TLS_RSA_WITH_AES_256_GCM_SHA384 TLS_DHE_RSA_WITH_AES_128_GCM_SHA256 TLS_DHE_RSA_WITH_AES_256_GCM_SHA384 TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256 TLS_AES_128_CCM_SHA256 TLS_AES_128_CCM_8_SHA256 TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256 TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384 TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256 TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384 TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 TLS_RSA_WITH_AES_128_CCM TLS_RSA_WITH_AES_256_CCM TLS_DHE_RSA_WITH_AES_128_CCM TLS_DHE_RSA_WITH_AES_256_CCM TLS_RSA_WITH_AES_128_CCM_8 TLS_RSA_WITH_AES_256_CCM_8 TLS_DHE_RSA_WITH_AES_128_CCM_8 TLS_DHE_RSA_WITH_AES_256_CCM_8 TLS_ECDHE_ECDSA_WITH_AES_128_CCM TLS_ECDHE_ECDSA_WITH_AES_256_CCM TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8 TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8 TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256' ;;
    'chain --groups') _tlsbox_list 'modern compatible all default secp256r1 secp384r1 secp521r1 x25519 x448 ffdhe2048 ffdhe3072 ffdhe4096 ffdhe6144 ffdhe8192 SecP256r1MLKEM768 X25519MLKEM768 SecP384r1MLKEM1024' ;;
    'chain --sigalgs') _tlsbox_list 'modern compatible all default rsa_pkcs1_sha1 ecdsa_sha1 rsa_pkcs1_sha256 ecdsa_secp256r1_sha256 rsa_pkcs1_sha384 ecdsa_secp384r1_sha384 rsa_pkcs1_sha512 ecdsa_secp521r1_sha512 rsa_pss_rsae_sha256 rsa_pss_rsae_sha384 rsa_pss_rsae_sha512 ed25519 ed448 rsa_pss_pss_sha256 rsa_pss_pss_sha384 rsa_pss_pss_sha512 mldsa44 mldsa65 mldsa87' ;;
    'chain --compress-cert') _tlsbox_list 'none zlib brotli zstd' ;;
    'chain --alpn') COMPREPLY=() ;;
    'trust --store') _tlsbox_words 'system directory java p11-kit email code python all' ;;
    'trust --passphrase-file') _tlsbox_files -f ;;
    'trust --passphrase-env') COMPREPLY=() ;;
    'trust --chain') _tlsbox_files -f ;;
    'trust --host') COMPREPLY=() ;;
    'trust --purpose') _tlsbox_words 'server client email code any' ;;
    'trust --expires') COMPREPLY=() ;;
    'trust --key') COMPREPLY=() ;;
    'trust --name') COMPREPLY=() ;;
    'trust --at') COMPREPLY=() ;;
    'trust --color') _tlsbox_words 'auto always never' ;;
    'handshake --connect') COMPREPLY=() ;;
    'handshake --starttls') _tlsbox_words 'smtp lmtp imap pop3 ftp nntp xmpp xmpp-server ldap sieve postgres mysql irc' ;;
    'handshake --proxy') COMPREPLY=() ;;
    'handshake --timeout') COMPREPLY=() ;;
    'handshake --sni') COMPREPLY=() ;;
    'handshake --tls') _tlsbox_list '1.2 1.3' ;;
    'handshake --suites') _tlsbox_list 'modern compatible all default TLS_RSA_WITH_AES_128_CBC_SHA TLS_DHE_RSA_WITH_AES_128_CBC_SHA TLS_RSA_WITH_AES_256_CBC_SHA TLS_DHE_RSA_WITH_AES_256_CBC_SHA TLS_RSA_WITH_AES_128_CBC_SHA256 TLS_RSA_WITH_AES_256_CBC_SHA256 TLS_DHE_RSA_WITH_AES_128_CBC_SHA256 TLS_DHE_RSA_WITH_AES_256_CBC_SHA256 TLS_RSA_WITH_AES_128_GCM_SHA256 TLS_RSA_WITH_AES_256_GCM_SHA384 TLS_DHE_RSA_WITH_AES_128_GCM_SHA256 TLS_DHE_RSA_WITH_AES_256_GCM_SHA384 TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256 TLS_AES_128_CCM_SHA256 TLS_AES_128_CCM_8_SHA256 TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256 TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384 TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256 TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384 TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 TLS_RSA_WITH_AES_128_CCM TLS_RSA_WITH_AES_256_CCM TLS_DHE_RSA_WITH_AES_128_CCM TLS_DHE_RSA_WITH_AES_256_CCM TLS_RSA_WITH_AES_128_CCM_8 TLS_RSA_WITH_AES_256_CCM_8 TLS_DHE_RSA_WITH_AES_128_CCM_8 TLS_DHE_RSA_WITH_AES_256_CCM_8 TLS_ECDHE_ECDSA_WITH_AES_128_CCM TLS_ECDHE_ECDSA_WITH_AES_256_CCM TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8 TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8 TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256' ;;
    'handshake --groups') _tlsbox_list 'modern compatible all default secp256r1 secp384r1 secp521r1 x25519 x448 ffdhe2048 ffdhe3072 ffdhe4096 ffdhe6144 ffdhe8192 SecP256r1MLKEM768 X25519MLKEM768 SecP384r1MLKEM1024' ;;
    'handshake --sigalgs') _tlsbox_list 'modern compatible all default rsa_pkcs1_sha1 ecdsa_sha1 rsa_pkcs1_sha256 ecdsa_secp256r1_sha256 rsa_pkcs1_sha384 ecdsa_secp384r1_sha384 rsa_pkcs1_sha512 ecdsa_secp521r1_sha512 rsa_pss_rsae_sha256 rsa_pss_rsae_sha384 rsa_pss_rsae_sha512 ed25519 ed448 rsa_pss_pss_sha256 rsa_pss_pss_sha384 rsa_pss_pss_sha512 mldsa44 mldsa65 mldsa87' ;;
    'handshake --compress-cert') _tlsbox_list 'none zlib brotli zstd' ;;
    'handshake --alpn') COMPREPLY=() ;;
    'handshake --cert') _tlsbox_files -f ;;
    'handshake --key') _tlsbox_files -f ;;
    'handshake --passphrase-file') _tlsbox_files -f ;;
    'handshake --passphrase-env') COMPREPLY=() ;;
    'handshake --early-data') _tlsbox_files -f ;;
    'handshake --get') COMPREPLY=() ;;
    'handshake --send') _tlsbox_files -f ;;
    'handshake --save-chain') _tlsbox_files -f ;;
    'handshake --keylog') _tlsbox_files -f ;;
    'handshake --pcap') _tlsbox_files -f ;;
    'handshake --diagram') _tlsbox_words 'text mermaid svg' ;;
    'handshake --html') _tlsbox_files -f ;;
    'handshake --lang') _tlsbox_words 'en zh' ;;
    'handshake --warn') COMPREPLY=() ;;
    'handshake --fail-within') COMPREPLY=() ;;
    'handshake --color') _tlsbox_words 'auto always never' ;;
    'handshake --prometheus') _tlsbox_files -f ;;
    'handshake --host') COMPREPLY=() ;;
    'handshake --purpose') _tlsbox_words 'server client email code any' ;;
    'handshake --profile') _tlsbox_words 'webpki rfc5280 cabf' ;;
    'handshake --at') COMPREPLY=() ;;
    'handshake --roots') _tlsbox_files -f ;;
    'handshake --add-root') _tlsbox_files -f ;;
    'handshake --intermediates') _tlsbox_files -f ;;
    'handshake --crl') _tlsbox_files -f ;;
    'handshake --crlite') _tlsbox_files -d ;;
    'handshake --revocation') _tlsbox_words 'off soft hard' ;;
    'handshake --policy') COMPREPLY=() ;;
    'handshake --max-depth') COMPREPLY=() ;;
    'handshake --ocsp') _tlsbox_files -f ;;
    'handshake --ct-logs') _tlsbox_files -f ;;
    'handshake --ct-policy') _tlsbox_words 'none chrome apple firefox' ;;
    'handshake --ct-tiles') _tlsbox_files -f ;;
    'handshake --dane') _tlsbox_files -f ;;
    'handshake --dane-anchor') _tlsbox_files -f ;;
    'handshake --dane-resolver') COMPREPLY=() ;;
    'hello --file') _tlsbox_files -f ;;
    'hello --hex') COMPREPLY=() ;;
    'hello --listen') COMPREPLY=() ;;
    'hello --connect') COMPREPLY=() ;;
    'hello --starttls') _tlsbox_words 'smtp lmtp imap pop3 ftp nntp xmpp xmpp-server ldap sieve postgres mysql irc' ;;
    'hello --proxy') COMPREPLY=() ;;
    'hello --timeout') COMPREPLY=() ;;
    'hello --sni') COMPREPLY=() ;;
    'hello --tls') _tlsbox_list '1.2 1.3' ;;
    'hello --suites') _tlsbox_list 'modern compatible all default TLS_RSA_WITH_AES_128_CBC_SHA TLS_DHE_RSA_WITH_AES_128_CBC_SHA TLS_RSA_WITH_AES_256_CBC_SHA TLS_DHE_RSA_WITH_AES_256_CBC_SHA TLS_RSA_WITH_AES_128_CBC_SHA256 TLS_RSA_WITH_AES_256_CBC_SHA256 TLS_DHE_RSA_WITH_AES_128_CBC_SHA256 TLS_DHE_RSA_WITH_AES_256_CBC_SHA256 TLS_RSA_WITH_AES_128_GCM_SHA256 TLS_RSA_WITH_AES_256_GCM_SHA384 TLS_DHE_RSA_WITH_AES_128_GCM_SHA256 TLS_DHE_RSA_WITH_AES_256_GCM_SHA384 TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256 TLS_AES_128_CCM_SHA256 TLS_AES_128_CCM_8_SHA256 TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256 TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384 TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256 TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384 TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 TLS_RSA_WITH_AES_128_CCM TLS_RSA_WITH_AES_256_CCM TLS_DHE_RSA_WITH_AES_128_CCM TLS_DHE_RSA_WITH_AES_256_CCM TLS_RSA_WITH_AES_128_CCM_8 TLS_RSA_WITH_AES_256_CCM_8 TLS_DHE_RSA_WITH_AES_128_CCM_8 TLS_DHE_RSA_WITH_AES_256_CCM_8 TLS_ECDHE_ECDSA_WITH_AES_128_CCM TLS_ECDHE_ECDSA_WITH_AES_256_CCM TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8 TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8 TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256' ;;
    'hello --groups') _tlsbox_list 'modern compatible all default secp256r1 secp384r1 secp521r1 x25519 x448 ffdhe2048 ffdhe3072 ffdhe4096 ffdhe6144 ffdhe8192 SecP256r1MLKEM768 X25519MLKEM768 SecP384r1MLKEM1024' ;;
    'hello --sigalgs') _tlsbox_list 'modern compatible all default rsa_pkcs1_sha1 ecdsa_sha1 rsa_pkcs1_sha256 ecdsa_secp256r1_sha256 rsa_pkcs1_sha384 ecdsa_secp384r1_sha384 rsa_pkcs1_sha512 ecdsa_secp521r1_sha512 rsa_pss_rsae_sha256 rsa_pss_rsae_sha384 rsa_pss_rsae_sha512 ed25519 ed448 rsa_pss_pss_sha256 rsa_pss_pss_sha384 rsa_pss_pss_sha512 mldsa44 mldsa65 mldsa87' ;;
    'hello --compress-cert') _tlsbox_list 'none zlib brotli zstd' ;;
    'hello --alpn') COMPREPLY=() ;;
    'hello --color') _tlsbox_words 'auto always never' ;;
    'scan --targets') _tlsbox_files -f ;;
    'scan --resume') _tlsbox_files -f ;;
    'scan --shard') COMPREPLY=() ;;
    'scan --connect') COMPREPLY=() ;;
    'scan --starttls') _tlsbox_words 'smtp lmtp imap pop3 ftp nntp xmpp xmpp-server ldap sieve postgres mysql irc' ;;
    'scan --proxy') COMPREPLY=() ;;
    'scan --timeout') COMPREPLY=() ;;
    'scan --retries') COMPREPLY=() ;;
    'scan --jobs') COMPREPLY=() ;;
    'scan --per-host') COMPREPLY=() ;;
    'scan --rate') COMPREPLY=() ;;
    'scan --profile') _tlsbox_words 'webpki rfc5280 cabf' ;;
    'scan --at') COMPREPLY=() ;;
    'scan --roots') _tlsbox_files -f ;;
    'scan --add-root') _tlsbox_files -f ;;
    'scan --intermediates') _tlsbox_files -f ;;
    'scan --crl') _tlsbox_files -f ;;
    'scan --crlite') _tlsbox_files -d ;;
    'scan --revocation') _tlsbox_words 'off soft hard' ;;
    'scan --policy') COMPREPLY=() ;;
    'scan --max-depth') COMPREPLY=() ;;
    'scan --require') _tlsbox_words 'modern intermediate old' ;;
    'scan --dane') _tlsbox_files -f ;;
    'scan --passphrase-file') _tlsbox_files -f ;;
    'scan --passphrase-env') COMPREPLY=() ;;
    'scan --html') _tlsbox_files -f ;;
    'scan --cbom') _tlsbox_files -f ;;
    'scan --color') _tlsbox_words 'auto always never' ;;
    'serve --cert') _tlsbox_files -f ;;
    'serve --key') _tlsbox_files -f ;;
    'serve --passphrase-file') _tlsbox_files -f ;;
    'serve --passphrase-env') COMPREPLY=() ;;
    'serve --name') COMPREPLY=() ;;
    'serve --write-root') _tlsbox_files -f ;;
    'serve --ocsp') _tlsbox_files -f ;;
    'serve --tls') _tlsbox_list '1.2 1.3' ;;
    'serve --suites') _tlsbox_list 'modern compatible all default TLS_RSA_WITH_AES_128_CBC_SHA TLS_DHE_RSA_WITH_AES_128_CBC_SHA TLS_RSA_WITH_AES_256_CBC_SHA TLS_DHE_RSA_WITH_AES_256_CBC_SHA TLS_RSA_WITH_AES_128_CBC_SHA256 TLS_RSA_WITH_AES_256_CBC_SHA256 TLS_DHE_RSA_WITH_AES_128_CBC_SHA256 TLS_DHE_RSA_WITH_AES_256_CBC_SHA256 TLS_RSA_WITH_AES_128_GCM_SHA256 TLS_RSA_WITH_AES_256_GCM_SHA384 TLS_DHE_RSA_WITH_AES_128_GCM_SHA256 TLS_DHE_RSA_WITH_AES_256_GCM_SHA384 TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256 TLS_AES_128_CCM_SHA256 TLS_AES_128_CCM_8_SHA256 TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256 TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384 TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256 TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384 TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 TLS_RSA_WITH_AES_128_CCM TLS_RSA_WITH_AES_256_CCM TLS_DHE_RSA_WITH_AES_128_CCM TLS_DHE_RSA_WITH_AES_256_CCM TLS_RSA_WITH_AES_128_CCM_8 TLS_RSA_WITH_AES_256_CCM_8 TLS_DHE_RSA_WITH_AES_128_CCM_8 TLS_DHE_RSA_WITH_AES_256_CCM_8 TLS_ECDHE_ECDSA_WITH_AES_128_CCM TLS_ECDHE_ECDSA_WITH_AES_256_CCM TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8 TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8 TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256' ;;
    'serve --groups') _tlsbox_list 'modern compatible all default secp256r1 secp384r1 secp521r1 x25519 x448 ffdhe2048 ffdhe3072 ffdhe4096 ffdhe6144 ffdhe8192 SecP256r1MLKEM768 X25519MLKEM768 SecP384r1MLKEM1024' ;;
    'serve --sigalgs') _tlsbox_list 'modern compatible all default rsa_pkcs1_sha1 ecdsa_sha1 rsa_pkcs1_sha256 ecdsa_secp256r1_sha256 rsa_pkcs1_sha384 ecdsa_secp384r1_sha384 rsa_pkcs1_sha512 ecdsa_secp521r1_sha512 rsa_pss_rsae_sha256 rsa_pss_rsae_sha384 rsa_pss_rsae_sha512 ed25519 ed448 rsa_pss_pss_sha256 rsa_pss_pss_sha384 rsa_pss_pss_sha512 mldsa44 mldsa65 mldsa87' ;;
    'serve --compress-cert') _tlsbox_list 'none zlib brotli zstd' ;;
    'serve --alpn') COMPREPLY=() ;;
    'serve --tickets') COMPREPLY=() ;;
    'serve --early-data') COMPREPLY=() ;;
    'serve --client-auth') _tlsbox_words 'off request require' ;;
    'serve --profile') _tlsbox_words 'webpki rfc5280 cabf' ;;
    'serve --at') COMPREPLY=() ;;
    'serve --roots') _tlsbox_files -f ;;
    'serve --add-root') _tlsbox_files -f ;;
    'serve --intermediates') _tlsbox_files -f ;;
    'serve --crl') _tlsbox_files -f ;;
    'serve --crlite') _tlsbox_files -d ;;
    'serve --revocation') _tlsbox_words 'off soft hard' ;;
    'serve --policy') COMPREPLY=() ;;
    'serve --max-depth') COMPREPLY=() ;;
    'serve --dane') _tlsbox_files -f ;;
    'serve --www') _tlsbox_files -d ;;
    'serve --bad') _tlsbox_words 'list all expired expired-by-a-second not-yet-valid long-lived over-long expired-intermediate not-yet-valid-intermediate wrong-host no-san wildcard-tld wildcard-partial ip-as-dns null-in-name many-names self-signed untrusted-root impostor-root missing-intermediate loop bad-leaf-signature bad-intermediate-signature wrong-key wrong-order root-sent extra-certificates leaf-twice cross-signed-expired expired-root-sent sha1-root long-chain huge-chain truncated-certificate revoked must-staple sha1 sha1-intermediate rsa-1024 weak-curve name-constrained name-constrained-permitted path-length not-a-ca no-cert-sign v1-intermediate eku-intermediate wrong-eku client-auth no-eku key-usage leaf-is-ca unknown-critical-extension duplicate-extension algorithm-mismatch zero-serial negative-serial only-ssl2 only-ssl3 only-tls10 only-tls11 version-intolerant no-common-suite downgrade downgrade-deep export-suite null-suite suite-of-another-version suite-not-offered compression session-id-not-echoed extension-twice extension-not-asked-for extension-not-asked-for-tls12 extension-in-wrong-message heartbeat alpn-not-offered alpn-two server-name-with-data point-formats renegotiation-info psk-not-offered retry-twice retry-same-group retry-for-nothing retry-other-suite retry-hybrid bad-key-share bad-key-share-tls12 point-off-curve point-off-curve-tls12 no-key-share group-not-offered explicit-curve dh-512 dh-1024 dh-composite only-hybrid hybrid-ciphertext hybrid-share-length hybrid-half hybrid-x25519-zero bad-signature bad-signature-tls12 no-signature signature-of-a-client signature-replayed signature-scheme-not-offered sha1-signature sha1-signature-tls12 no-certificate no-certificate-tls12 no-certificate-verify no-server-key-exchange empty-certificate decompression-bomb compressed-too-long compressed-length certificate-twice wrong-order-of-messages unexpected-message client-hello-back early-ccs early-finished finished-in-clear certificate-in-clear data-before-finished data-in-clear message-behind-keys data-inside-message bad-finished bad-finished-tls12 renegotiation key-update-value key-update-without-key ticket-lifetime bad-record-mac bad-record-mac-tls12 bad-record-mac-data bad-padding record-replayed oversized-record oversized-record-tls12 oversized-ciphertext oversized-message endless-message unknown-record unknown-record-inside padding-alone empty-handshake-record empty-records warning-flood ccs-flood key-update-flood ticket-flood alert alert-later alert-warning alert-form close-in-handshake truncated truncated-data truncated-between-records no-close-notify no-answer reset reset-in-handshake reset-in-data stall stall-in-handshake stall-in-data slow plain-http ssh-banner smtp-banner garbage' ;;
    'serve --check') COMPREPLY=() ;;
    'serve --jobs') COMPREPLY=() ;;
    'serve --write-crl') _tlsbox_files -f ;;
    'serve --connections') COMPREPLY=() ;;
    'serve --max-clients') COMPREPLY=() ;;
    'serve --timeout') COMPREPLY=() ;;
    'serve --keylog') _tlsbox_files -f ;;
    'serve --color') _tlsbox_words 'auto always never' ;;
    'decode --keylog') _tlsbox_files -f ;;
    'decode --key') _tlsbox_files -f ;;
    'decode --passphrase-file') _tlsbox_files -f ;;
    'decode --passphrase-env') COMPREPLY=() ;;
    'decode --timeout') COMPREPLY=() ;;
    'decode --flow') COMPREPLY=() ;;
    'decode --save-chain') _tlsbox_files -f ;;
    'decode --diagram') _tlsbox_words 'text mermaid svg' ;;
    'decode --html') _tlsbox_files -f ;;
    'decode --lang') _tlsbox_words 'en zh' ;;
    'decode --warn') COMPREPLY=() ;;
    'decode --fail-within') COMPREPLY=() ;;
    'decode --color') _tlsbox_words 'auto always never' ;;
    'decode --host') COMPREPLY=() ;;
    'decode --purpose') _tlsbox_words 'server client email code any' ;;
    'decode --profile') _tlsbox_words 'webpki rfc5280 cabf' ;;
    'decode --at') COMPREPLY=() ;;
    'decode --roots') _tlsbox_files -f ;;
    'decode --add-root') _tlsbox_files -f ;;
    'decode --intermediates') _tlsbox_files -f ;;
    'decode --crl') _tlsbox_files -f ;;
    'decode --crlite') _tlsbox_files -d ;;
    'decode --revocation') _tlsbox_words 'off soft hard' ;;
    'decode --policy') COMPREPLY=() ;;
    'decode --max-depth') COMPREPLY=() ;;
    'decode --ocsp') _tlsbox_files -f ;;
    'decode --ct-logs') _tlsbox_files -f ;;
    'decode --ct-policy') _tlsbox_words 'none chrome apple firefox' ;;
    'decode --ct-tiles') _tlsbox_files -f ;;
    'decode --dane') _tlsbox_files -f ;;
    'derive --suite') COMPREPLY=() ;;
    'derive --messages') _tlsbox_files -f ;;
    'derive --keylog') _tlsbox_files -f ;;
    'derive --capture') _tlsbox_files -f ;;
    'derive --key') _tlsbox_files -f ;;
    'derive --passphrase-file') _tlsbox_files -f ;;
    'derive --passphrase-env') COMPREPLY=() ;;
    'derive --flow') COMPREPLY=() ;;
    'derive --client-random') COMPREPLY=() ;;
    'derive --server-random') COMPREPLY=() ;;
    'derive --premaster') COMPREPLY=() ;;
    'derive --master') COMPREPLY=() ;;
    'derive --session-hash') COMPREPLY=() ;;
    'derive --shared-secret') COMPREPLY=() ;;
    'derive --psk') COMPREPLY=() ;;
    'derive --binder-hash') COMPREPLY=() ;;
    'derive --hello-hash') COMPREPLY=() ;;
    'derive --hellos-hash') COMPREPLY=() ;;
    'derive --server-hash') COMPREPLY=() ;;
    'derive --client-hash') COMPREPLY=() ;;
    'derive --ticket-nonce') COMPREPLY=() ;;
    'derive --server-finished-hash') COMPREPLY=() ;;
    'derive --client-finished-hash') COMPREPLY=() ;;
    'derive --check') COMPREPLY=() ;;
    'derive --color') _tlsbox_words 'auto always never' ;;
    'speed --seconds') COMPREPLY=() ;;
    'speed --svg') _tlsbox_files -f ;;
    'speed --color') _tlsbox_words 'auto always never' ;;
    *)
        case "$name $cur" in
    ' -'*) _tlsbox_words '--list --install -s --symbolic -h --help --version' ;;
    'verify -'*) _tlsbox_words '--host --purpose --profile --at --roots --add-root --intermediates --crl --crlite --revocation --policy --require-explicit-policy --inhibit-any-policy --inhibit-policy-mapping --max-depth --allow-weak --ocsp --ct-logs --ct-policy --ct-tiles --aia --fetch-ocsp --fetch-crl --fetch --fetch-private --no-cache --dane --dane-anchor --dane-resolver --key --passphrase-file --passphrase-env --timeout --batch --jobs --resume --shard --stats --explain --json --quiet --warn --fail-within --color --lesson --html --lang --nagios --prometheus -h --help --version' ;;
    'show -'*) _tlsbox_words '--short --json --pem --asn1 --lint --ct-logs --color --passphrase-file --passphrase-env --connect -4 --ipv4 -6 --ipv6 --starttls --proxy --timeout --sni --no-sni --tls --suites --groups --sigalgs --compress-cert --alpn -h --help --version' ;;
    'chain -'*) _tlsbox_words '--fix -o --output --to --mac --key --passphrase-file --passphrase-env --graph --store --aia --fetch-private --no-cache --json --quiet --color --host --purpose --profile --at --roots --add-root --intermediates --crl --crlite --revocation --policy --require-explicit-policy --inhibit-any-policy --inhibit-policy-mapping --max-depth --allow-weak --ocsp --ct-logs --ct-policy --ct-tiles --dane --connect -4 --ipv4 -6 --ipv6 --starttls --proxy --timeout --sni --no-sni --tls --suites --groups --sigalgs --compress-cert --alpn -h --help --version' ;;
    'trust -'*) _tlsbox_words '--store --passphrase-file --passphrase-env --chain --host --purpose --expires --key --name --at --json --color -h --help --version' ;;
    'handshake -'*) _tlsbox_words '--connect -4 --ipv4 -6 --ipv6 --starttls --proxy --timeout --sni --no-sni --tls --suites --groups --sigalgs --compress-cert --alpn --cert --key --passphrase-file --passphrase-env --all-addresses --diagnose --insecure --resume --early-data --false-start --key-update --get --send --save-chain --keylog --pcap --trace --trace=hex --secrets --timing --diagram --lesson --html --lang --explain --json --quiet --warn --fail-within --color --nagios --prometheus --host --purpose --profile --at --roots --add-root --intermediates --crl --crlite --revocation --policy --require-explicit-policy --inhibit-any-policy --inhibit-policy-mapping --max-depth --allow-weak --ocsp --ct-logs --ct-policy --ct-tiles --aia --fetch-ocsp --fetch-crl --fetch --fetch-private --no-cache --dane --dane-anchor --dane-resolver -h --help --version' ;;
    'hello -'*) _tlsbox_words '--file --hex --listen --connect -4 --ipv4 -6 --ipv6 --starttls --proxy --timeout --sni --no-sni --tls --suites --groups --sigalgs --compress-cert --alpn --json --color -h --help --version' ;;
    'scan -'*) _tlsbox_words '--targets --cidr --all-addresses --resume --shard --connect -4 --ipv4 -6 --ipv6 --starttls --proxy --timeout --retries --quick --jobs --per-host --rate --profile --at --roots --add-root --intermediates --crl --crlite --revocation --policy --require-explicit-policy --inhibit-any-policy --inhibit-policy-mapping --max-depth --allow-weak --require --dane --passphrase-file --passphrase-env --html --cbom --json --color -h --help --version' ;;
    'serve -'*) _tlsbox_words '--cert --key --passphrase-file --passphrase-env --name --write-root --ocsp --tls --suites --groups --sigalgs --compress-cert --alpn --tickets --no-tickets --early-data --retry --client-auth --profile --at --roots --add-root --intermediates --crl --crlite --revocation --policy --require-explicit-policy --inhibit-any-policy --inhibit-policy-mapping --max-depth --allow-weak --dane --www --echo --bad --check --jobs --write-crl --once --connections --max-clients --timeout --trace --trace=hex --json --quiet --keylog --color -h --help --version' ;;
    'decode -'*) _tlsbox_words '--keylog --key --passphrase-file --passphrase-env --timeout --flow --all --save-chain --follow --packets --trace --trace=hex --secrets --timing --diagram --lesson --html --lang --explain --json --quiet --warn --fail-within --color --no-verify --host --purpose --profile --at --roots --add-root --intermediates --crl --crlite --revocation --policy --require-explicit-policy --inhibit-any-policy --inhibit-policy-mapping --max-depth --allow-weak --ocsp --ct-logs --ct-policy --ct-tiles --dane -h --help --version' ;;
    'derive -'*) _tlsbox_words '--suite --messages --keylog --capture --key --passphrase-file --passphrase-env --flow --client-random --server-random --premaster --master --session-hash --shared-secret --psk --binder-hash --hello-hash --hellos-hash --server-hash --client-hash --ticket-nonce --external-psk --server-finished-hash --client-finished-hash --check --json --color -h --help --version' ;;
    'speed -'*) _tlsbox_words '--seconds --json --svg --color -h --help --version' ;;
    'explain -'*) _tlsbox_words '-h --help --version' ;;
    'help -'*) _tlsbox_words '-h --help --version' ;;
    ' '*) _tlsbox_words 'verify show chain trust handshake hello scan serve decode derive speed explain help' ;;
    'verify '*) _tlsbox_files -f ;;
    'show '*) _tlsbox_files -f ;;
    'chain '*) _tlsbox_files -f ;;
    'trust '*) if [[ ${COMP_WORDS[COMP_CWORD - 1]} == *trust ]]; then _tlsbox_words 'list find diff check explain'; else _tlsbox_files -f; fi ;;
    'handshake '*) COMPREPLY=() ;;
    'hello '*) COMPREPLY=() ;;
    'scan '*) COMPREPLY=() ;;
    'serve '*) COMPREPLY=() ;;
    'decode '*) _tlsbox_files -f ;;
    'derive '*) COMPREPLY=() ;;
    'speed '*) _tlsbox_words 'digests aead modes textbook signatures agreement encapsulation chains handshakes MD5 SHA-1 SHA-256 SHA-384 SHA-512 SHA3-256 SHA3-512 SHAKE128 SHAKE256 AES-128-GCM AES-256-GCM AES-128-CCM AES-256-CCM ChaCha20-Poly1305 AES-128-CBC AES-128-ECB AES-128-CFB AES-128-OFB RC4 DES-CBC 3DES-CBC RSA-1024 RSA-2048 RSA-3072 RSA-4096 P-256 P-384 P-521 Ed25519 Ed448 ML-DSA-44 ML-DSA-65 ML-DSA-87 X25519 X448 FFDHE2048 FFDHE3072 ML-KEM-512 ML-KEM-768 ML-KEM-1024 X25519MLKEM768 SecP256r1MLKEM768 SecP384r1MLKEM1024 TLS-1.2 TLS-1.3' ;;
    'explain '*) _tlsbox_words 'ok no-post-quantum hello-retry old-version weak-suite weak-key-exchange vulnerable missing-protection risky-setting intolerant different not-found-out revoked distrusted bad-signature key-mismatch malformed unknown-critical-extension self-signed unknown-issuer name-constraint host-mismatch weak-key unsupported-algorithm weak-signature expired not-yet-valid not-a-ca path-length key-usage extended-key-usage policy must-staple stale-crl revocation-unknown ct-missing ct-insufficient bad-finished dane-mismatch validity-too-long below-requirement requirement-unknown wrong-chain expires-soon stores-differ store-defect no-trust-store unreadable undecodable unwritable name-not-found refused unreachable timeout reset proxy starttls alert peer-violation nothing-in-common client-certificate renegotiation incomplete not-tls limit usage internal' ;;
    'help '*) _tlsbox_words 'verify show chain trust handshake hello scan serve decode derive speed explain help' ;;
        esac
        ;;
    esac
}

complete -F _tlsbox tlsbox tlsbox-verify tlsbox-show tlsbox-chain tlsbox-trust tlsbox-handshake tlsbox-hello tlsbox-scan tlsbox-serve tlsbox-decode tlsbox-derive tlsbox-speed tlsbox-explain tlsbox-help
