#compdef tlsbox tlsbox-verify tlsbox-show tlsbox-chain tlsbox-trust tlsbox-handshake tlsbox-hello tlsbox-scan tlsbox-serve tlsbox-decode tlsbox-derive tlsbox-speed tlsbox-explain tlsbox-help
# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of tlsbox for zsh; written by 'make update-cli'.

_tlsbox_commands() {
    local -a commands=(
        'verify:check a certificate chain as a client would'
        'show:show certificates, requests, CRLs, OCSP responses and keys'
        'chain:check the list of certificates that a server sends, and fix it'
        'trust:list, search, compare and check stores of trust anchors'
        'handshake:perform a TLS handshake and explain what happened'
        'hello:dissect the hello messages of servers and clients'
        'scan:find out what servers can do, and whether that is good'
        'serve:run a TLS server for learning and for testing clients'
        'decode:read TLS connections from a capture'
        'derive:recompute every secret of a handshake step by step'
        'speed:measure how fast this build computes'
        'explain:say what a verdict means and how to fix it'
        'help:show how to use a command'
    )
    _describe command commands
}

_tlsbox_cmd_tlsbox() {
    _arguments -s -S \
        '--list[Print the names of all commands, one per line]' \
        '--install[For every command, make a link tlsbox-COMMAND to this program in DIR]' \
        '(-s --symbolic)'{-s,--symbolic}'[With --install, make symbolic links instead of hard links]' \
        '(-h --help)'{-h,--help}'[Print this help and exit]' \
        '--version[Print the version and exit]' \
        '1:command:_tlsbox_commands'
}

_tlsbox_cmd_verify() {
    _arguments -s -S \
        '--host=[The name that the certificate must be for]:NAME:' \
        '--purpose=[The intended use of the certificate]:PURPOSE:(server client email code any)' \
        '--profile=[Which rules apply]:PROFILE:(webpki rfc5280 cabf)' \
        '--at=[Check for this time instead of now]:TIME:' \
        '*--roots=[Trust the certificates of this file or directory instead of the system'\''s]:FILE|DIR:_files' \
        '*--add-root=[Also trust the certificates of this file, with their settings as for --roots]:FILE:_files' \
        '*--intermediates=[Untrusted certificates for building the chain, in any order]:FILE:_files' \
        '*--crl=[Certificate revocation lists, PEM or DER]:FILE:_files' \
        '--crlite=[Look the certificate up in the CRLite filters of this directory, as programs that update them keep it]:DIR:_files -/' \
        '--revocation=[How strictly revocation is checked]:MODE:(off soft hard)' \
        '*--policy=[An acceptable certificate policy, in dotted form]:OID:' \
        '--require-explicit-policy[Refuse a path that is not valid for one of the acceptable policies]' \
        '--inhibit-any-policy[Do not let anyPolicy in a certificate match other policies]' \
        '--inhibit-policy-mapping[Do not let CAs map policies to other policies]' \
        '--max-depth=[The maximum number of intermediates in a path]:N:' \
        '--allow-weak[Accept SHA-1, RSA keys from 1024 bits, P-224 and DSA]' \
        '*--ocsp=[OCSP responses, DER, base64 or PEM]:FILE:_files' \
        '--ct-logs=[Verify the certificate timestamps (SCTs) of the certificate and of the handshake with the keys in this log list, a JSON file of version 3]:FILE:_files' \
        '--ct-policy=[Refuse a server'\''s certificate if this client would, with this log list]:CLIENT:(none chrome apple firefox)' \
        '*--ct-tiles=[Check that a tiled log has the certificate where its timestamp promises it]:DIR|fetch:_files' \
        '--aia[Fetch issuers that are missing from where the certificates say that they are, by http or https]' \
        '--fetch-ocsp[Ask the OCSP responders that the certificates name about those whose status is not known]' \
        '--fetch-crl[Fetch the certificate revocation lists that the certificates name, if the status is not known otherwise]' \
        '--fetch[All three]' \
        '--fetch-private[Fetch from private, loopback and link-local addresses, too]' \
        '--no-cache[Neither use what earlier runs have fetched nor keep what is fetched]' \
        '*--dane=[Judge by TLSA records (RFC 6698)]:RECORD|FILE|dns:_files' \
        '--dane-anchor=[With --dane dns, the key of the DNS root (or of another zone) to trust]:FILE:_files' \
        '--dane-resolver=[With --dane dns, ask this name server instead of those of the system]:ADDR\[\:PORT\]:' \
        '--key=[Check whether this private key, PEM or DER, belongs to the certificate; if not, the verdict is key-mismatch]:FILE:_files' \
        '--passphrase-file=[The first line of this file is the passphrase of encrypted keys and PKCS#12 files]:FILE:_files' \
        '--passphrase-env=[The passphrase is in this environment variable]:NAME:' \
        '--timeout=[Time limit per FILE in seconds (default 10)]:SECONDS:' \
        '--batch[Read requests instead of certificates, one in a line of JSON, from every FILE or from standard input, and print one line of JSON for each, in the same order]' \
        '--jobs=[With --batch, judge in N threads, at most 64]:N:' \
        '--resume=[With --batch, continue an earlier run]:FILE:_files' \
        '--shard=[With --batch, answer only the K-th of N parts of the requests, which are chosen by their ids]:K/N:' \
        '--stats[With --batch, print a summary to standard error at the end]' \
        '--explain[Show every path that was tried, as a tree, and why it was refused]' \
        '--json[Print one JSON object per operand and line, as described in tlsbox-json(5)]' \
        '--quiet[Print only the verdict line]' \
        '--warn=[Warn if a certificate of the path expires within this number of days, or has less than this percentage of its validity left]:DAYS|PERCENT%:' \
        '--fail-within=[Refuse a path if one of its certificates expires within this number of days, or has less than this percentage of its validity left]:DAYS|PERCENT%:' \
        '--color=[When to colour the text]:WHEN:(auto always never)' \
        '--lesson[Explain in plain words how the certificate was made and how its chain was checked, step by step and with its own values]' \
        '--html=[Write the lesson to this file, as a page that stands alone]:FILE:_files' \
        '--lang=[The language of the lesson and of the report before it]:LANG:(en zh)' \
        '--nagios[Be a monitoring plugin]' \
        '--prometheus=[Write metrics to this file, in the text format that Prometheus'\''s node exporter reads]:FILE:_files' \
        '(-h --help)'{-h,--help}'[Print this help and exit]' \
        '--version[Print the version and exit]' \
        '*:file:_files'
}

_tlsbox_cmd_show() {
    _arguments -s -S \
        '--short[Print one line per object]' \
        '--json[Print one JSON object per object and line, as described in tlsbox-json(5)]' \
        '--pem[Write the objects as PEM]' \
        '--asn1[Print the raw ASN.1 tree of each object, with the offset of every element]' \
        '--lint[List which rules of RFC 5280 and of the Baseline Requirements each certificate breaks, with their sections and the days from which they are in force]' \
        '--ct-logs=[Look up the logs of certificate timestamps (SCTs) in this log list, a JSON file of version 3]:FILE:_files' \
        '--color=[When to colour the text]:WHEN:(auto always never)' \
        '--passphrase-file=[The first line of this file is the passphrase of encrypted keys and PKCS#12 files]:FILE:_files' \
        '--passphrase-env=[The passphrase is in this environment variable]:NAME:' \
        '--connect=[Connect to this address or host instead]:ADDR\[\:PORT\]:' \
        '(-4 --ipv4)'{-4,--ipv4}'[Use only IPv4 addresses]' \
        '(-6 --ipv6)'{-6,--ipv6}'[Use only IPv6 addresses]' \
        '--starttls=[Start with this protocol and ask it for TLS]:PROTO:(smtp lmtp imap pop3 ftp nntp xmpp xmpp-server ldap sieve postgres mysql irc)' \
        '--proxy=[Connect through this proxy, http\://\[USER\:PASSWORD@\]HOST\:PORT or socks5\://..., instead of the one that https_proxy or all_proxy names]:URL:' \
        '--timeout=[Time limit per operand in seconds (default 10)]:SECONDS:' \
        '--sni=[Send this server name instead of the host'\''s]:NAME:' \
        '--no-sni[Send no server name]' \
        '--tls=[Versions of TLS]:VERSIONS:_values -s , item 1.2 1.3' \
        '--suites=[Cipher suites in order of preference, separated by commas]:LIST:_values -s , item modern compatible all default TLS_RSA_WITH_AES_128_CBC_SHA TLS_DHE_RSA_WITH_AES_128_CBC_SHA TLS_RSA_WITH_AES_256_CBC_SHA TLS_DHE_RSA_WITH_AES_256_CBC_SHA TLS_RSA_WITH_AES_128_CBC_SHA256 TLS_RSA_WITH_AES_256_CBC_SHA256 TLS_DHE_RSA_WITH_AES_128_CBC_SHA256 TLS_DHE_RSA_WITH_AES_256_CBC_SHA256 TLS_RSA_WITH_AES_128_GCM_SHA256 TLS_RSA_WITH_AES_256_GCM_SHA384 TLS_DHE_RSA_WITH_AES_128_GCM_SHA256 TLS_DHE_RSA_WITH_AES_256_GCM_SHA384 TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256 TLS_AES_128_CCM_SHA256 TLS_AES_128_CCM_8_SHA256 TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256 TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384 TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256 TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384 TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 TLS_RSA_WITH_AES_128_CCM TLS_RSA_WITH_AES_256_CCM TLS_DHE_RSA_WITH_AES_128_CCM TLS_DHE_RSA_WITH_AES_256_CCM TLS_RSA_WITH_AES_128_CCM_8 TLS_RSA_WITH_AES_256_CCM_8 TLS_DHE_RSA_WITH_AES_128_CCM_8 TLS_DHE_RSA_WITH_AES_256_CCM_8 TLS_ECDHE_ECDSA_WITH_AES_128_CCM TLS_ECDHE_ECDSA_WITH_AES_256_CCM TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8 TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8 TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256' \
        '--groups=[Groups for the key exchange, in the same form (default X25519MLKEM768,SecP256r1MLKEM768,SecP384r1MLKEM1024,x25519,secp256r1,secp384r1)]:LIST:_values -s , item modern compatible all default secp256r1 secp384r1 secp521r1 x25519 x448 ffdhe2048 ffdhe3072 ffdhe4096 ffdhe6144 ffdhe8192 SecP256r1MLKEM768 X25519MLKEM768 SecP384r1MLKEM1024' \
        '--sigalgs=[Signature schemes, in the same form]:LIST:_values -s , item modern compatible all default rsa_pkcs1_sha1 ecdsa_sha1 rsa_pkcs1_sha256 ecdsa_secp256r1_sha256 rsa_pkcs1_sha384 ecdsa_secp384r1_sha384 rsa_pkcs1_sha512 ecdsa_secp521r1_sha512 rsa_pss_rsae_sha256 rsa_pss_rsae_sha384 rsa_pss_rsae_sha512 ed25519 ed448 rsa_pss_pss_sha256 rsa_pss_pss_sha384 rsa_pss_pss_sha512 mldsa44 mldsa65 mldsa87' \
        '--compress-cert=[Algorithms for compressed certificates in TLS 1.3 (RFC 8879)]:LIST:_values -s , item none zlib brotli zstd' \
        '--alpn=[Application protocols in order of preference, separated by commas]:LIST:' \
        '(-h --help)'{-h,--help}'[Print this help and exit]' \
        '--version[Print the version and exit]' \
        '*:file:_files'
}

_tlsbox_cmd_chain() {
    _arguments -s -S \
        '--fix[Write the list that should be sent]' \
        '(-o --output)'{-o,--output}'[The file that --fix writes]:FILE:_files' \
        '--to=[The form of that file]:FORM:(pem der pkcs7 pkcs12)' \
        '--mac=[The MAC of PKCS#12, which shows whether the passphrase is right and the file is unchanged]:MAC:(hmac pbmac1)' \
        '--key=[The private key of the server, PEM or DER]:FILE:_files' \
        '--passphrase-file=[The first line of this file is the passphrase of encrypted keys and PKCS#12 files]:FILE:_files' \
        '--passphrase-env=[The passphrase is in this environment variable]:NAME:' \
        '--graph=[Draw every path to every trust anchor, as text or svg]:KIND:(text svg)' \
        '*--store=[Another trust store, to compare which stores accept a list]:NAME|FILE|DIR:(system directory java p11-kit email code python all)' \
        '--aia[Fetch issuers that are missing from where the certificates say that they are, by http or https]' \
        '--fetch-private[Fetch from private, loopback and link-local addresses, too]' \
        '--no-cache[Neither use what earlier runs have fetched nor keep what is fetched]' \
        '--json[Print one JSON object, as described in tlsbox-json(5)]' \
        '--quiet[Print only the verdict line]' \
        '--color=[When to colour the text]:WHEN:(auto always never)' \
        '--host=[The name that the certificate must be for]:NAME:' \
        '--purpose=[The intended use of the certificate]:PURPOSE:(server client email code any)' \
        '--profile=[Which rules apply]:PROFILE:(webpki rfc5280 cabf)' \
        '--at=[Check for this time instead of now]:TIME:' \
        '*--roots=[Trust the certificates of this file or directory instead of the system'\''s]:FILE|DIR:_files' \
        '*--add-root=[Also trust the certificates of this file, with their settings as for --roots]:FILE:_files' \
        '*--intermediates=[Untrusted certificates for building the chain, in any order]:FILE:_files' \
        '*--crl=[Certificate revocation lists, PEM or DER]:FILE:_files' \
        '--crlite=[Look the certificate up in the CRLite filters of this directory, as programs that update them keep it]:DIR:_files -/' \
        '--revocation=[How strictly revocation is checked]:MODE:(off soft hard)' \
        '*--policy=[An acceptable certificate policy, in dotted form]:OID:' \
        '--require-explicit-policy[Refuse a path that is not valid for one of the acceptable policies]' \
        '--inhibit-any-policy[Do not let anyPolicy in a certificate match other policies]' \
        '--inhibit-policy-mapping[Do not let CAs map policies to other policies]' \
        '--max-depth=[The maximum number of intermediates in a path]:N:' \
        '--allow-weak[Accept SHA-1, RSA keys from 1024 bits, P-224 and DSA]' \
        '*--ocsp=[OCSP responses, DER, base64 or PEM]:FILE:_files' \
        '--ct-logs=[Verify the certificate timestamps (SCTs) of the certificate and of the handshake with the keys in this log list, a JSON file of version 3]:FILE:_files' \
        '--ct-policy=[Refuse a server'\''s certificate if this client would, with this log list]:CLIENT:(none chrome apple firefox)' \
        '*--ct-tiles=[Check that a tiled log has the certificate where its timestamp promises it]:DIR|fetch:_files' \
        '*--dane=[Judge by TLSA records (RFC 6698)]:RECORD|FILE:_files' \
        '--connect=[Connect to this address or host instead]:ADDR\[\:PORT\]:' \
        '(-4 --ipv4)'{-4,--ipv4}'[Use only IPv4 addresses]' \
        '(-6 --ipv6)'{-6,--ipv6}'[Use only IPv6 addresses]' \
        '--starttls=[Start with this protocol and ask it for TLS]:PROTO:(smtp lmtp imap pop3 ftp nntp xmpp xmpp-server ldap sieve postgres mysql irc)' \
        '--proxy=[Connect through this proxy, http\://\[USER\:PASSWORD@\]HOST\:PORT or socks5\://..., instead of the one that https_proxy or all_proxy names]:URL:' \
        '--timeout=[Time limit per operand in seconds (default 10)]:SECONDS:' \
        '--sni=[Send this server name instead of the host'\''s]:NAME:' \
        '--no-sni[Send no server name]' \
        '--tls=[Versions of TLS]:VERSIONS:_values -s , item 1.2 1.3' \
        '--suites=[Cipher suites in order of preference, separated by commas]:LIST:_values -s , item modern compatible all default TLS_RSA_WITH_AES_128_CBC_SHA TLS_DHE_RSA_WITH_AES_128_CBC_SHA TLS_RSA_WITH_AES_256_CBC_SHA TLS_DHE_RSA_WITH_AES_256_CBC_SHA TLS_RSA_WITH_AES_128_CBC_SHA256 TLS_RSA_WITH_AES_256_CBC_SHA256 TLS_DHE_RSA_WITH_AES_128_CBC_SHA256 TLS_DHE_RSA_WITH_AES_256_CBC_SHA256 TLS_RSA_WITH_AES_128_GCM_SHA256 TLS_RSA_WITH_AES_256_GCM_SHA384 TLS_DHE_RSA_WITH_AES_128_GCM_SHA256 TLS_DHE_RSA_WITH_AES_256_GCM_SHA384 TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256 TLS_AES_128_CCM_SHA256 TLS_AES_128_CCM_8_SHA256 TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256 TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384 TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256 TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384 TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 TLS_RSA_WITH_AES_128_CCM TLS_RSA_WITH_AES_256_CCM TLS_DHE_RSA_WITH_AES_128_CCM TLS_DHE_RSA_WITH_AES_256_CCM TLS_RSA_WITH_AES_128_CCM_8 TLS_RSA_WITH_AES_256_CCM_8 TLS_DHE_RSA_WITH_AES_128_CCM_8 TLS_DHE_RSA_WITH_AES_256_CCM_8 TLS_ECDHE_ECDSA_WITH_AES_128_CCM TLS_ECDHE_ECDSA_WITH_AES_256_CCM TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8 TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8 TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256' \
        '--groups=[Groups for the key exchange, in the same form (default X25519MLKEM768,SecP256r1MLKEM768,SecP384r1MLKEM1024,x25519,secp256r1,secp384r1)]:LIST:_values -s , item modern compatible all default secp256r1 secp384r1 secp521r1 x25519 x448 ffdhe2048 ffdhe3072 ffdhe4096 ffdhe6144 ffdhe8192 SecP256r1MLKEM768 X25519MLKEM768 SecP384r1MLKEM1024' \
        '--sigalgs=[Signature schemes, in the same form]:LIST:_values -s , item modern compatible all default rsa_pkcs1_sha1 ecdsa_sha1 rsa_pkcs1_sha256 ecdsa_secp256r1_sha256 rsa_pkcs1_sha384 ecdsa_secp384r1_sha384 rsa_pkcs1_sha512 ecdsa_secp521r1_sha512 rsa_pss_rsae_sha256 rsa_pss_rsae_sha384 rsa_pss_rsae_sha512 ed25519 ed448 rsa_pss_pss_sha256 rsa_pss_pss_sha384 rsa_pss_pss_sha512 mldsa44 mldsa65 mldsa87' \
        '--compress-cert=[Algorithms for compressed certificates in TLS 1.3 (RFC 8879)]:LIST:_values -s , item none zlib brotli zstd' \
        '--alpn=[Application protocols in order of preference, separated by commas]:LIST:' \
        '(-h --help)'{-h,--help}'[Print this help and exit]' \
        '--version[Print the version and exit]' \
        '*:file:_files'
}

_tlsbox_cmd_trust() {
    _arguments -s -S \
        '*--store=[The store to look at]:NAME|FILE|DIR:(system directory java p11-kit email code python all)' \
        '--passphrase-file=[The first line of this file is the passphrase of encrypted keys and PKCS#12 files]:FILE:_files' \
        '--passphrase-env=[The passphrase is in this environment variable]:NAME:' \
        '--chain=[Judge this chain with the anchors of each store, and print which of them trust it, and since when the others do not]:FILE:_files' \
        '--host=[The name that the certificate of --chain must be for]:NAME:' \
        '--purpose=[Only those that are trusted for server, client, email, code (signing) or any other purpose]:PURPOSE:(server client email code any)' \
        '--expires=[Only those that have expired or expire within this number of days, or have less than this percentage of their validity left; the first to expire comes first]:DAYS|PERCENT%:' \
        '--key=[Only those with keys of this kind, such as rsa, rsa-2048 or p-384]:KEY:' \
        '--name=[Only those with this text in their subject, whatever its case]:TEXT:' \
        '--at=[Look at everything as of this time instead of now]:TIME:' \
        '--json[Print JSON, one object per line, as described in tlsbox-json(5)]' \
        '--color=[When to colour the text]:WHEN:(auto always never)' \
        '(-h --help)'{-h,--help}'[Print this help and exit]' \
        '--version[Print the version and exit]' \
        '1:subcommand:(list find diff check explain)' \
        '*:file:_files'
}

_tlsbox_cmd_handshake() {
    _arguments -s -S \
        '--connect=[Connect to this address or host instead]:ADDR\[\:PORT\]:' \
        '(-4 --ipv4)'{-4,--ipv4}'[Use only IPv4 addresses]' \
        '(-6 --ipv6)'{-6,--ipv6}'[Use only IPv6 addresses]' \
        '--starttls=[Start with this protocol and ask it for TLS]:PROTO:(smtp lmtp imap pop3 ftp nntp xmpp xmpp-server ldap sieve postgres mysql irc)' \
        '--proxy=[Connect through this proxy, http\://\[USER\:PASSWORD@\]HOST\:PORT or socks5\://..., instead of the one that https_proxy or all_proxy names]:URL:' \
        '--timeout=[Time limit per operand in seconds (default 10)]:SECONDS:' \
        '--sni=[Send this server name instead of the host'\''s]:NAME:' \
        '--no-sni[Send no server name]' \
        '--tls=[Versions of TLS]:VERSIONS:_values -s , item 1.2 1.3' \
        '--suites=[Cipher suites in order of preference, separated by commas]:LIST:_values -s , item modern compatible all default TLS_RSA_WITH_AES_128_CBC_SHA TLS_DHE_RSA_WITH_AES_128_CBC_SHA TLS_RSA_WITH_AES_256_CBC_SHA TLS_DHE_RSA_WITH_AES_256_CBC_SHA TLS_RSA_WITH_AES_128_CBC_SHA256 TLS_RSA_WITH_AES_256_CBC_SHA256 TLS_DHE_RSA_WITH_AES_128_CBC_SHA256 TLS_DHE_RSA_WITH_AES_256_CBC_SHA256 TLS_RSA_WITH_AES_128_GCM_SHA256 TLS_RSA_WITH_AES_256_GCM_SHA384 TLS_DHE_RSA_WITH_AES_128_GCM_SHA256 TLS_DHE_RSA_WITH_AES_256_GCM_SHA384 TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256 TLS_AES_128_CCM_SHA256 TLS_AES_128_CCM_8_SHA256 TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256 TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384 TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256 TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384 TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 TLS_RSA_WITH_AES_128_CCM TLS_RSA_WITH_AES_256_CCM TLS_DHE_RSA_WITH_AES_128_CCM TLS_DHE_RSA_WITH_AES_256_CCM TLS_RSA_WITH_AES_128_CCM_8 TLS_RSA_WITH_AES_256_CCM_8 TLS_DHE_RSA_WITH_AES_128_CCM_8 TLS_DHE_RSA_WITH_AES_256_CCM_8 TLS_ECDHE_ECDSA_WITH_AES_128_CCM TLS_ECDHE_ECDSA_WITH_AES_256_CCM TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8 TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8 TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256' \
        '--groups=[Groups for the key exchange, in the same form (default X25519MLKEM768,SecP256r1MLKEM768,SecP384r1MLKEM1024,x25519,secp256r1,secp384r1)]:LIST:_values -s , item modern compatible all default secp256r1 secp384r1 secp521r1 x25519 x448 ffdhe2048 ffdhe3072 ffdhe4096 ffdhe6144 ffdhe8192 SecP256r1MLKEM768 X25519MLKEM768 SecP384r1MLKEM1024' \
        '--sigalgs=[Signature schemes, in the same form]:LIST:_values -s , item modern compatible all default rsa_pkcs1_sha1 ecdsa_sha1 rsa_pkcs1_sha256 ecdsa_secp256r1_sha256 rsa_pkcs1_sha384 ecdsa_secp384r1_sha384 rsa_pkcs1_sha512 ecdsa_secp521r1_sha512 rsa_pss_rsae_sha256 rsa_pss_rsae_sha384 rsa_pss_rsae_sha512 ed25519 ed448 rsa_pss_pss_sha256 rsa_pss_pss_sha384 rsa_pss_pss_sha512 mldsa44 mldsa65 mldsa87' \
        '--compress-cert=[Algorithms for compressed certificates in TLS 1.3 (RFC 8879)]:LIST:_values -s , item none zlib brotli zstd' \
        '--alpn=[Application protocols in order of preference, separated by commas]:LIST:' \
        '--cert=[A client certificate, followed by its chain, for servers that ask for one]:FILE:_files' \
        '--key=[Its private key, if it is not in the same file]:FILE:_files' \
        '--passphrase-file=[The first line of this file is the passphrase of encrypted keys and PKCS#12 files]:FILE:_files' \
        '--passphrase-env=[The passphrase is in this environment variable]:NAME:' \
        '--all-addresses[Perform the handshake with each address of HOST, all at the same time, and compare them]' \
        '--diagnose[If the server refuses the handshake, find out what it wants]' \
        '--insecure[Finish the handshake even if the verdict is negative]' \
        '--resume[Connect a second time and resume the session of the first]' \
        '--early-data=[Send this file in the first flight of the second connection (0-RTT), and write the answer to standard output]:FILE:_files' \
        '--false-start[In TLS 1.2, send data before the server'\''s Finished has arrived (RFC 7918)]' \
        '--key-update[In TLS 1.3, update the keys of both directions after the handshake]' \
        '--get=[Request this path with HTTP/1.1, and write the body of the answer to standard output; everything else goes to standard error]:PATH:' \
        '--send=[Send this file, or standard input up to its end, and write the answer to standard output, until the server closes or is silent for a second]:FILE|-:_files' \
        '--save-chain=[Write the certificates that the server sent as PEM, whatever the verdict]:FILE:_files' \
        '--keylog=[Append the secrets of the connection in the format that other programs read (RFC 9850), to this file instead of the one that SSLKEYLOGFILE names]:FILE:_files' \
        '--pcap=[Write a capture (pcapng) of everything sent and received from the ClientHello on, with the secrets inside]:FILE:_files' \
        '--trace=-[Show every record, and every message field by field; with hex, its bytes too]::hex:(hex)' \
        '--secrets[Show every derived secret and its inputs, and the derive command that recomputes them]' \
        '--timing[Show how long each step took]' \
        '--diagram=[Draw the messages between client and server, as text, mermaid or svg]:KIND:(text mermaid svg)' \
        '--lesson[Explain the connection step by step, in plain words and with its own values, secrets among them]' \
        '--html=[Write the lesson to this file, as a page that stands alone, with a drawing]:FILE:_files' \
        '--lang=[The language of the lesson and of the summary around it]:LANG:(en zh)' \
        '--explain[Show every path that was tried, as a tree, and why it was refused]' \
        '--json[Print one JSON object per operand and line, as described in tlsbox-json(5)]' \
        '--quiet[Print only the verdict line]' \
        '--warn=[Warn if a certificate of the path expires within this number of days, or has less than this percentage of its validity left]:DAYS|PERCENT%:' \
        '--fail-within=[Refuse a path if one of its certificates expires within this number of days, or has less than this percentage of its validity left]:DAYS|PERCENT%:' \
        '--color=[When to colour the text]:WHEN:(auto always never)' \
        '--nagios[Be a monitoring plugin]' \
        '--prometheus=[Write metrics to this file, in the text format that Prometheus'\''s node exporter reads]:FILE:_files' \
        '--host=[Check the server'\''s certificate for this name instead of the one that the client used]:NAME:' \
        '--purpose=[The intended use of the certificate]:PURPOSE:(server client email code any)' \
        '--profile=[Which rules apply]:PROFILE:(webpki rfc5280 cabf)' \
        '--at=[Check for this time instead of now]:TIME:' \
        '*--roots=[Trust the certificates of this file or directory instead of the system'\''s]:FILE|DIR:_files' \
        '*--add-root=[Also trust the certificates of this file, with their settings as for --roots]:FILE:_files' \
        '*--intermediates=[Untrusted certificates for building the chain, in any order]:FILE:_files' \
        '*--crl=[Certificate revocation lists, PEM or DER]:FILE:_files' \
        '--crlite=[Look the certificate up in the CRLite filters of this directory, as programs that update them keep it]:DIR:_files -/' \
        '--revocation=[How strictly revocation is checked]:MODE:(off soft hard)' \
        '*--policy=[An acceptable certificate policy, in dotted form]:OID:' \
        '--require-explicit-policy[Refuse a path that is not valid for one of the acceptable policies]' \
        '--inhibit-any-policy[Do not let anyPolicy in a certificate match other policies]' \
        '--inhibit-policy-mapping[Do not let CAs map policies to other policies]' \
        '--max-depth=[The maximum number of intermediates in a path]:N:' \
        '--allow-weak[Accept SHA-1, RSA keys from 1024 bits, P-224 and DSA]' \
        '*--ocsp=[OCSP responses, DER, base64 or PEM]:FILE:_files' \
        '--ct-logs=[Verify the certificate timestamps (SCTs) of the certificate and of the handshake with the keys in this log list, a JSON file of version 3]:FILE:_files' \
        '--ct-policy=[Refuse a server'\''s certificate if this client would, with this log list]:CLIENT:(none chrome apple firefox)' \
        '*--ct-tiles=[Check that a tiled log has the certificate where its timestamp promises it]:DIR|fetch:_files' \
        '--aia[Fetch issuers that are missing from where the certificates say that they are, by http or https]' \
        '--fetch-ocsp[Ask the OCSP responders that the certificates name about those whose status is not known]' \
        '--fetch-crl[Fetch the certificate revocation lists that the certificates name, if the status is not known otherwise]' \
        '--fetch[All three]' \
        '--fetch-private[Fetch from private, loopback and link-local addresses, too]' \
        '--no-cache[Neither use what earlier runs have fetched nor keep what is fetched]' \
        '*--dane=[Judge by TLSA records (RFC 6698)]:RECORD|FILE|dns:_files' \
        '--dane-anchor=[With --dane dns, the key of the DNS root (or of another zone) to trust]:FILE:_files' \
        '--dane-resolver=[With --dane dns, ask this name server instead of those of the system]:ADDR\[\:PORT\]:' \
        '(-h --help)'{-h,--help}'[Print this help and exit]' \
        '--version[Print the version and exit]' \
        ':'
}

_tlsbox_cmd_hello() {
    _arguments -s -S \
        '*--file=[Decode the hello in this file ('\''-'\'' is standard input), of either side]:FILE:_files' \
        '*--hex=[Decode these bytes in the same way]:HEX:' \
        '--listen=[Dissect the ClientHello of every client that connects to this port, and answer with the alert handshake_failure, until interrupted]:\[ADDR\:\]PORT:' \
        '--connect=[Connect to this address or host instead]:ADDR\[\:PORT\]:' \
        '(-4 --ipv4)'{-4,--ipv4}'[Use only IPv4 addresses]' \
        '(-6 --ipv6)'{-6,--ipv6}'[Use only IPv6 addresses]' \
        '--starttls=[Start with this protocol and ask it for TLS]:PROTO:(smtp lmtp imap pop3 ftp nntp xmpp xmpp-server ldap sieve postgres mysql irc)' \
        '--proxy=[Connect through this proxy, http\://\[USER\:PASSWORD@\]HOST\:PORT or socks5\://..., instead of the one that https_proxy or all_proxy names]:URL:' \
        '--timeout=[Time limit per operand in seconds (default 10)]:SECONDS:' \
        '--sni=[Send this server name instead of the host'\''s]:NAME:' \
        '--no-sni[Send no server name]' \
        '--tls=[Versions of TLS]:VERSIONS:_values -s , item 1.2 1.3' \
        '--suites=[Cipher suites in order of preference, separated by commas]:LIST:_values -s , item modern compatible all default TLS_RSA_WITH_AES_128_CBC_SHA TLS_DHE_RSA_WITH_AES_128_CBC_SHA TLS_RSA_WITH_AES_256_CBC_SHA TLS_DHE_RSA_WITH_AES_256_CBC_SHA TLS_RSA_WITH_AES_128_CBC_SHA256 TLS_RSA_WITH_AES_256_CBC_SHA256 TLS_DHE_RSA_WITH_AES_128_CBC_SHA256 TLS_DHE_RSA_WITH_AES_256_CBC_SHA256 TLS_RSA_WITH_AES_128_GCM_SHA256 TLS_RSA_WITH_AES_256_GCM_SHA384 TLS_DHE_RSA_WITH_AES_128_GCM_SHA256 TLS_DHE_RSA_WITH_AES_256_GCM_SHA384 TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256 TLS_AES_128_CCM_SHA256 TLS_AES_128_CCM_8_SHA256 TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256 TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384 TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256 TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384 TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 TLS_RSA_WITH_AES_128_CCM TLS_RSA_WITH_AES_256_CCM TLS_DHE_RSA_WITH_AES_128_CCM TLS_DHE_RSA_WITH_AES_256_CCM TLS_RSA_WITH_AES_128_CCM_8 TLS_RSA_WITH_AES_256_CCM_8 TLS_DHE_RSA_WITH_AES_128_CCM_8 TLS_DHE_RSA_WITH_AES_256_CCM_8 TLS_ECDHE_ECDSA_WITH_AES_128_CCM TLS_ECDHE_ECDSA_WITH_AES_256_CCM TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8 TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8 TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256' \
        '--groups=[Groups for the key exchange, in the same form (default X25519MLKEM768,SecP256r1MLKEM768,SecP384r1MLKEM1024,x25519,secp256r1,secp384r1)]:LIST:_values -s , item modern compatible all default secp256r1 secp384r1 secp521r1 x25519 x448 ffdhe2048 ffdhe3072 ffdhe4096 ffdhe6144 ffdhe8192 SecP256r1MLKEM768 X25519MLKEM768 SecP384r1MLKEM1024' \
        '--sigalgs=[Signature schemes, in the same form]:LIST:_values -s , item modern compatible all default rsa_pkcs1_sha1 ecdsa_sha1 rsa_pkcs1_sha256 ecdsa_secp256r1_sha256 rsa_pkcs1_sha384 ecdsa_secp384r1_sha384 rsa_pkcs1_sha512 ecdsa_secp521r1_sha512 rsa_pss_rsae_sha256 rsa_pss_rsae_sha384 rsa_pss_rsae_sha512 ed25519 ed448 rsa_pss_pss_sha256 rsa_pss_pss_sha384 rsa_pss_pss_sha512 mldsa44 mldsa65 mldsa87' \
        '--compress-cert=[Algorithms for compressed certificates in TLS 1.3 (RFC 8879)]:LIST:_values -s , item none zlib brotli zstd' \
        '--alpn=[Application protocols in order of preference, separated by commas]:LIST:' \
        '--json[Print one JSON object per hello and line, as described in tlsbox-json(5)]' \
        '--color=[When to colour the text]:WHEN:(auto always never)' \
        '(-h --help)'{-h,--help}'[Print this help and exit]' \
        '--version[Print the version and exit]' \
        ':'
}

_tlsbox_cmd_scan() {
    _arguments -s -S \
        '*--targets=[Scan the targets in FILE too, one on each line; what follows a # is a comment]:FILE:_files' \
        '--cidr[Allow blocks of addresses as targets, 192.0.2.0/24 or \[2001\:db8\:\:/120\]\:8443]' \
        '--all-addresses[Scan each address of a name, one after the other]' \
        '--resume=[Continue an earlier run]:FILE:_files' \
        '--shard=[Scan only the K-th of N parts of the targets, which are chosen by their ids]:K/N:' \
        '--connect=[Connect to this address or host instead]:ADDR\[\:PORT\]:' \
        '(-4 --ipv4)'{-4,--ipv4}'[Use only IPv4 addresses]' \
        '(-6 --ipv6)'{-6,--ipv6}'[Use only IPv6 addresses]' \
        '--starttls=[Start with this protocol and ask it for TLS]:PROTO:(smtp lmtp imap pop3 ftp nntp xmpp xmpp-server ldap sieve postgres mysql irc)' \
        '--proxy=[Connect through this proxy, http\://\[USER\:PASSWORD@\]HOST\:PORT or socks5\://..., instead of the one that https_proxy or all_proxy names]:URL:' \
        '--timeout=[Time limit per target in seconds (default 120, or 10 with --quick)]:SECONDS:' \
        '--retries=[Repeat a connection that failed at most N times (default 1)]:N:' \
        '--quick[Send only one ClientHello to each target]' \
        '--jobs=[Scan N targets at a time (default 100)]:N:' \
        '--per-host=[Have at most N connections to a target at a time (default 4, or 1 while more than 64 targets are scanned)]:N:' \
        '--rate=[Open at most N connections a second (default 200), and at most 20 to one address]:N:' \
        '--profile=[Which rules apply]:PROFILE:(webpki rfc5280 cabf)' \
        '--at=[Check for this time instead of now]:TIME:' \
        '*--roots=[Trust the certificates of this file or directory instead of the system'\''s]:FILE|DIR:_files' \
        '*--add-root=[Also trust the certificates of this file, with their settings as for --roots]:FILE:_files' \
        '*--intermediates=[Untrusted certificates for building the chain, in any order]:FILE:_files' \
        '*--crl=[Certificate revocation lists, PEM or DER]:FILE:_files' \
        '--crlite=[Look the certificate up in the CRLite filters of this directory, as programs that update them keep it]:DIR:_files -/' \
        '--revocation=[How strictly revocation is checked]:MODE:(off soft hard)' \
        '*--policy=[An acceptable certificate policy, in dotted form]:OID:' \
        '--require-explicit-policy[Refuse a path that is not valid for one of the acceptable policies]' \
        '--inhibit-any-policy[Do not let anyPolicy in a certificate match other policies]' \
        '--inhibit-policy-mapping[Do not let CAs map policies to other policies]' \
        '--max-depth=[The maximum number of intermediates in a path]:N:' \
        '--allow-weak[Accept SHA-1, RSA keys from 1024 bits, P-224 and DSA]' \
        '--require=[Refuse servers that do not meet a requirement]:NAME|FILE:(modern intermediate old)' \
        '*--dane=[Judge by TLSA records (RFC 6698)]:RECORD|FILE:_files' \
        '--passphrase-file=[The first line of this file is the passphrase of encrypted keys and PKCS#12 files]:FILE:_files' \
        '--passphrase-env=[The passphrase is in this environment variable]:NAME:' \
        '--html=[Write a report with charts about all targets to FILE, as one page of HTML]:FILE:_files' \
        '--cbom=[Write a list of the protocols, algorithms and certificates of all targets to FILE, as JSON of CycloneDX 1.6]:FILE:_files' \
        '--json[Print one JSON object per target and line, as described in tlsbox-json(5)]' \
        '--color=[When to colour the text]:WHEN:(auto always never)' \
        '(-h --help)'{-h,--help}'[Print this help and exit]' \
        '--version[Print the version and exit]' \
        ':'
}

_tlsbox_cmd_serve() {
    _arguments -s -S \
        '*--cert=[A certificate, followed by its chain]:FILE:_files' \
        '*--key=[Its private key]:FILE:_files' \
        '--passphrase-file=[The first line of this file is the passphrase of encrypted keys and PKCS#12 files]:FILE:_files' \
        '--passphrase-env=[The passphrase is in this environment variable]:NAME:' \
        '*--name=[A DNS name (also with a wildcard) or an IP address for the certificate that serve makes, instead of localhost, 127.0.0.1 and \:\:1]:NAME:' \
        '--write-root=[Write the root that serve makes as PEM, for clients to trust, and print how they do it]:FILE:_files' \
        '*--ocsp=[An OCSP response (DER) to staple for the first certificate; if given again, for the next one]:FILE:_files' \
        '--tls=[Versions of TLS]:VERSIONS:_values -s , item 1.2 1.3' \
        '--suites=[Cipher suites to accept, in the server'\''s order of preference, separated by commas]:LIST:_values -s , item modern compatible all default TLS_RSA_WITH_AES_128_CBC_SHA TLS_DHE_RSA_WITH_AES_128_CBC_SHA TLS_RSA_WITH_AES_256_CBC_SHA TLS_DHE_RSA_WITH_AES_256_CBC_SHA TLS_RSA_WITH_AES_128_CBC_SHA256 TLS_RSA_WITH_AES_256_CBC_SHA256 TLS_DHE_RSA_WITH_AES_128_CBC_SHA256 TLS_DHE_RSA_WITH_AES_256_CBC_SHA256 TLS_RSA_WITH_AES_128_GCM_SHA256 TLS_RSA_WITH_AES_256_GCM_SHA384 TLS_DHE_RSA_WITH_AES_128_GCM_SHA256 TLS_DHE_RSA_WITH_AES_256_GCM_SHA384 TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256 TLS_AES_128_CCM_SHA256 TLS_AES_128_CCM_8_SHA256 TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256 TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384 TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256 TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384 TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 TLS_RSA_WITH_AES_128_CCM TLS_RSA_WITH_AES_256_CCM TLS_DHE_RSA_WITH_AES_128_CCM TLS_DHE_RSA_WITH_AES_256_CCM TLS_RSA_WITH_AES_128_CCM_8 TLS_RSA_WITH_AES_256_CCM_8 TLS_DHE_RSA_WITH_AES_128_CCM_8 TLS_DHE_RSA_WITH_AES_256_CCM_8 TLS_ECDHE_ECDSA_WITH_AES_128_CCM TLS_ECDHE_ECDSA_WITH_AES_256_CCM TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8 TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8 TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256' \
        '--groups=[Groups for the key exchange, in the server'\''s order of preference and the same form]:LIST:_values -s , item modern compatible all default secp256r1 secp384r1 secp521r1 x25519 x448 ffdhe2048 ffdhe3072 ffdhe4096 ffdhe6144 ffdhe8192 SecP256r1MLKEM768 X25519MLKEM768 SecP384r1MLKEM1024' \
        '--sigalgs=[Signature schemes, in the same form]:LIST:_values -s , item modern compatible all default rsa_pkcs1_sha1 ecdsa_sha1 rsa_pkcs1_sha256 ecdsa_secp256r1_sha256 rsa_pkcs1_sha384 ecdsa_secp384r1_sha384 rsa_pkcs1_sha512 ecdsa_secp521r1_sha512 rsa_pss_rsae_sha256 rsa_pss_rsae_sha384 rsa_pss_rsae_sha512 ed25519 ed448 rsa_pss_pss_sha256 rsa_pss_pss_sha384 rsa_pss_pss_sha512 mldsa44 mldsa65 mldsa87' \
        '--compress-cert=[Algorithms for compressed certificates in TLS 1.3 (RFC 8879)]:LIST:_values -s , item none zlib brotli zstd' \
        '--alpn=[Application protocols in order of preference, separated by commas (default http/1.1)]:LIST:' \
        '--tickets=[How many session tickets a client gets in TLS 1.3 (default 2)]:N:' \
        '--no-tickets[The same as --tickets 0]' \
        '--early-data=[Accept up to BYTES of 0-RTT data, once per ClientHello (RFC 9846 8.2)]:BYTES:' \
        '--retry[Answer the first ClientHello of every TLS 1.3 handshake with a HelloRetryRequest]' \
        '--client-auth=[request]:MODE:(off request require)' \
        '--profile=[Which rules apply]:PROFILE:(webpki rfc5280 cabf)' \
        '--at=[Check for this time instead of now]:TIME:' \
        '*--roots=[Trust the certificates of this file or directory instead of the system'\''s]:FILE|DIR:_files' \
        '*--add-root=[Also trust the certificates of this file, with their settings as for --roots]:FILE:_files' \
        '*--intermediates=[Untrusted certificates for building the chain, in any order]:FILE:_files' \
        '*--crl=[Certificate revocation lists, PEM or DER]:FILE:_files' \
        '--crlite=[Look the certificate up in the CRLite filters of this directory, as programs that update them keep it]:DIR:_files -/' \
        '--revocation=[How strictly revocation is checked]:MODE:(off soft hard)' \
        '*--policy=[An acceptable certificate policy, in dotted form]:OID:' \
        '--require-explicit-policy[Refuse a path that is not valid for one of the acceptable policies]' \
        '--inhibit-any-policy[Do not let anyPolicy in a certificate match other policies]' \
        '--inhibit-policy-mapping[Do not let CAs map policies to other policies]' \
        '--max-depth=[The maximum number of intermediates in a path]:N:' \
        '--allow-weak[Accept SHA-1, RSA keys from 1024 bits, P-224 and DSA]' \
        '*--dane=[Judge by TLSA records (RFC 6698)]:RECORD|FILE:_files' \
        '--www=[Serve the files of this directory and nothing outside of it]:DIR:_files -/' \
        '--echo[Echo received data instead of speaking HTTP]' \
        '*--bad=[Misbehave on purpose, to see how clients react; --bad list shows all faults]:NAME:(list all expired expired-by-a-second not-yet-valid long-lived over-long expired-intermediate not-yet-valid-intermediate wrong-host no-san wildcard-tld wildcard-partial ip-as-dns null-in-name many-names self-signed untrusted-root impostor-root missing-intermediate loop bad-leaf-signature bad-intermediate-signature wrong-key wrong-order root-sent extra-certificates leaf-twice cross-signed-expired expired-root-sent sha1-root long-chain huge-chain truncated-certificate revoked must-staple sha1 sha1-intermediate rsa-1024 weak-curve name-constrained name-constrained-permitted path-length not-a-ca no-cert-sign v1-intermediate eku-intermediate wrong-eku client-auth no-eku key-usage leaf-is-ca unknown-critical-extension duplicate-extension algorithm-mismatch zero-serial negative-serial only-ssl2 only-ssl3 only-tls10 only-tls11 version-intolerant no-common-suite downgrade downgrade-deep export-suite null-suite suite-of-another-version suite-not-offered compression session-id-not-echoed extension-twice extension-not-asked-for extension-not-asked-for-tls12 extension-in-wrong-message heartbeat alpn-not-offered alpn-two server-name-with-data point-formats renegotiation-info psk-not-offered retry-twice retry-same-group retry-for-nothing retry-other-suite retry-hybrid bad-key-share bad-key-share-tls12 point-off-curve point-off-curve-tls12 no-key-share group-not-offered explicit-curve dh-512 dh-1024 dh-composite only-hybrid hybrid-ciphertext hybrid-share-length hybrid-half hybrid-x25519-zero bad-signature bad-signature-tls12 no-signature signature-of-a-client signature-replayed signature-scheme-not-offered sha1-signature sha1-signature-tls12 no-certificate no-certificate-tls12 no-certificate-verify no-server-key-exchange empty-certificate decompression-bomb compressed-too-long compressed-length certificate-twice wrong-order-of-messages unexpected-message client-hello-back early-ccs early-finished finished-in-clear certificate-in-clear data-before-finished data-in-clear message-behind-keys data-inside-message bad-finished bad-finished-tls12 renegotiation key-update-value key-update-without-key ticket-lifetime bad-record-mac bad-record-mac-tls12 bad-record-mac-data bad-padding record-replayed oversized-record oversized-record-tls12 oversized-ciphertext oversized-message endless-message unknown-record unknown-record-inside padding-alone empty-handshake-record empty-records warning-flood ccs-flood key-update-flood ticket-flood alert alert-later alert-warning alert-form close-in-handshake truncated truncated-data truncated-between-records no-close-notify no-answer reset reset-in-handshake reset-in-data stall stall-in-handshake stall-in-data slow plain-http ssh-banner smtp-banner garbage)' \
        '--check=[Run a client against each fault, report by its exit code which faults it noticed, and exit]:COMMAND:' \
        '--jobs=[With --check]:N:' \
        '--write-crl=[Write the CRLs as PEM]:FILE:_files' \
        '--once[Exit after one connection, with its exit code]' \
        '--connections=[Exit after N connections, with the worst of their exit codes]:N:' \
        '--max-clients=[Serve up to N clients at a time (default 1000); further clients have to wait]:N:' \
        '--timeout=[How many seconds a client may be idle (default 30); the handshake must be complete within 10 seconds]:SECONDS:' \
        '--trace=-[Show every record and message of a connection when it has ended; with hex, its bytes too]::hex:(hex)' \
        '--json[Print one JSON object per connection and line, as described in tlsbox-json(5)]' \
        '--quiet[Print nothing about connections]' \
        '--keylog=[Append the secrets of all connections in the format that other programs read (RFC 9850), to this file instead of the one that SSLKEYLOGFILE names]:FILE:_files' \
        '--color=[When to colour the text]:WHEN:(auto always never)' \
        '(-h --help)'{-h,--help}'[Print this help and exit]' \
        '--version[Print the version and exit]' \
        ':'
}

_tlsbox_cmd_decode() {
    _arguments -s -S \
        '*--keylog=[A key log (SSLKEYLOGFILE, RFC 9850) with the secrets of the connections]:FILE:_files' \
        '*--key=[The RSA key of a server]:FILE:_files' \
        '--passphrase-file=[The first line of this file is the passphrase of encrypted keys and PKCS#12 files]:FILE:_files' \
        '--passphrase-env=[The passphrase is in this environment variable]:NAME:' \
        '--timeout=[If a key log is a FIFO]:SECONDS:' \
        '--flow=[Only this connection]:N:' \
        '--all[If there are several connections, show each in full instead of one per line]' \
        '--save-chain=[Write the certificates that the servers sent as PEM, whatever the verdict]:FILE:_files' \
        '--follow[Write the decrypted application data of both sides to standard output]' \
        '--packets[Show the table of messages, with their times, records and lengths]' \
        '--trace=-[Show every record, and every message field by field; with hex, its bytes too]::hex:(hex)' \
        '--secrets[Show every derived secret and its inputs, and the recomputed Finished messages]' \
        '--timing[Show how long each step took]' \
        '--diagram=[Draw the messages between client and server, as text, mermaid or svg]:KIND:(text mermaid svg)' \
        '--lesson[Explain the connection step by step, in plain words and with its own values, secrets among them]' \
        '--html=[Write the lesson to this file, as a page that stands alone, with a drawing]:FILE:_files' \
        '--lang=[The language of the lesson and of the summary around it]:LANG:(en zh)' \
        '--explain[Show every path that was tried, as a tree, and why it was refused]' \
        '--json[Print one JSON object per operand and line, as described in tlsbox-json(5)]' \
        '--quiet[Print only the verdict line]' \
        '--warn=[Warn if a certificate of the path expires within this number of days, or has less than this percentage of its validity left]:DAYS|PERCENT%:' \
        '--fail-within=[Refuse a path if one of its certificates expires within this number of days, or has less than this percentage of its validity left]:DAYS|PERCENT%:' \
        '--color=[When to colour the text]:WHEN:(auto always never)' \
        '--no-verify[Do not check the chains]' \
        '--host=[Check the server'\''s certificate for this name instead of the one that the client used]:NAME:' \
        '--purpose=[The intended use of the certificate]:PURPOSE:(server client email code any)' \
        '--profile=[Which rules apply]:PROFILE:(webpki rfc5280 cabf)' \
        '--at=[Check for this time instead of now]:TIME:' \
        '*--roots=[Trust the certificates of this file or directory instead of the system'\''s]:FILE|DIR:_files' \
        '*--add-root=[Also trust the certificates of this file, with their settings as for --roots]:FILE:_files' \
        '*--intermediates=[Untrusted certificates for building the chain, in any order]:FILE:_files' \
        '*--crl=[Certificate revocation lists, PEM or DER]:FILE:_files' \
        '--crlite=[Look the certificate up in the CRLite filters of this directory, as programs that update them keep it]:DIR:_files -/' \
        '--revocation=[How strictly revocation is checked]:MODE:(off soft hard)' \
        '*--policy=[An acceptable certificate policy, in dotted form]:OID:' \
        '--require-explicit-policy[Refuse a path that is not valid for one of the acceptable policies]' \
        '--inhibit-any-policy[Do not let anyPolicy in a certificate match other policies]' \
        '--inhibit-policy-mapping[Do not let CAs map policies to other policies]' \
        '--max-depth=[The maximum number of intermediates in a path]:N:' \
        '--allow-weak[Accept SHA-1, RSA keys from 1024 bits, P-224 and DSA]' \
        '*--ocsp=[OCSP responses, DER, base64 or PEM]:FILE:_files' \
        '--ct-logs=[Verify the certificate timestamps (SCTs) of the certificate and of the handshake with the keys in this log list, a JSON file of version 3]:FILE:_files' \
        '--ct-policy=[Refuse a server'\''s certificate if this client would, with this log list]:CLIENT:(none chrome apple firefox)' \
        '*--ct-tiles=[Check that a tiled log has the certificate where its timestamp promises it]:DIR|fetch:_files' \
        '*--dane=[Judge by TLSA records (RFC 6698)]:RECORD|FILE:_files' \
        '(-h --help)'{-h,--help}'[Print this help and exit]' \
        '--version[Print the version and exit]' \
        '*:file:_files'
}

_tlsbox_cmd_derive() {
    _arguments -s -S \
        '--suite=[The cipher suite]:NAME:' \
        '--messages=[The handshake messages in the order in which they were sent, headers included, concatenated]:FILE:_files' \
        '--keylog=[A key log (SSLKEYLOGFILE)]:FILE:_files' \
        '--capture=[A capture (pcap, pcapng, or bare TLS records)]:FILE:_files' \
        '--key=[The server'\''s RSA private key, to decrypt the premaster secret (RSA key exchange)]:FILE:_files' \
        '--passphrase-file=[The first line of this file is the passphrase of encrypted keys and PKCS#12 files]:FILE:_files' \
        '--passphrase-env=[The passphrase is in this environment variable]:NAME:' \
        '--flow=[The connection of the capture to derive from, as decode numbers them; by default the first one whose secrets are known]:N:' \
        '--client-random=[The random of the ClientHello]:HEX:' \
        '--server-random=[The random of the ServerHello]:HEX:' \
        '--premaster=[The premaster secret as it is]:HEX:' \
        '--master=[The master secret, instead of the premaster secret]:HEX:' \
        '--session-hash=[The hash of all messages up to and including ClientKeyExchange, if extended_master_secret was negotiated]:HEX:' \
        '*--shared-secret=[The result of the key exchange; without it, --psk is the only secret]:HEX:' \
        '--psk=[The pre-shared key, used as given]:HEX:' \
        '--binder-hash=[The hash of the messages up to the binders of the ClientHello, without the binders]:HEX:' \
        '--hello-hash=[The hash of the messages up to and including the ClientHello]:HEX:' \
        '--hellos-hash=[The hash of the messages up to and including the ServerHello]:HEX:' \
        '--server-hash=[The hash of the messages up to and including the server'\''s Finished]:HEX:' \
        '--client-hash=[The hash of the messages up to and including the client'\''s Finished]:HEX:' \
        '--ticket-nonce=[The nonce of a ticket, to derive its pre-shared key]:HEX:' \
        '--external-psk[The pre-shared key is not from a ticket]' \
        '--server-finished-hash=[The hash of the messages before the server'\''s Finished]:HEX:' \
        '--client-finished-hash=[The hash of the messages before the client'\''s Finished]:HEX:' \
        '--check=[Check whether this Finished value (or message, with its header) is that of either side]:HEX:' \
        '--json[Print one JSON object per connection and line, as described in tlsbox-json(5)]' \
        '--color=[When to colour the text]:WHEN:(auto always never)' \
        '(-h --help)'{-h,--help}'[Print this help and exit]' \
        '--version[Print the version and exit]' \
        ':'
}

_tlsbox_cmd_speed() {
    _arguments -s -S \
        '--seconds=[How long each row is measured, in seconds (default 0.15)]:N:' \
        '--json[Write one JSON object (see tlsbox-json(5)) instead of the table]' \
        '--svg=[Also draw a bar chart as SVG]:FILE:_files' \
        '--color=[When to colour the text]:WHEN:(auto always never)' \
        '(-h --help)'{-h,--help}'[Print this help and exit]' \
        '--version[Print the version and exit]' \
        '*:word:(digests aead modes textbook signatures agreement encapsulation chains handshakes MD5 SHA-1 SHA-256 SHA-384 SHA-512 SHA3-256 SHA3-512 SHAKE128 SHAKE256 AES-128-GCM AES-256-GCM AES-128-CCM AES-256-CCM ChaCha20-Poly1305 AES-128-CBC AES-128-ECB AES-128-CFB AES-128-OFB RC4 DES-CBC 3DES-CBC RSA-1024 RSA-2048 RSA-3072 RSA-4096 P-256 P-384 P-521 Ed25519 Ed448 ML-DSA-44 ML-DSA-65 ML-DSA-87 X25519 X448 FFDHE2048 FFDHE3072 ML-KEM-512 ML-KEM-768 ML-KEM-1024 X25519MLKEM768 SecP256r1MLKEM768 SecP384r1MLKEM1024 TLS-1.2 TLS-1.3)'
}

_tlsbox_cmd_explain() {
    _arguments -s -S \
        '(-h --help)'{-h,--help}'[Print this help and exit]' \
        '--version[Print the version and exit]' \
        '*:code:(ok no-post-quantum hello-retry old-version weak-suite weak-key-exchange vulnerable missing-protection risky-setting intolerant different not-found-out revoked distrusted bad-signature key-mismatch malformed unknown-critical-extension self-signed unknown-issuer name-constraint host-mismatch weak-key unsupported-algorithm weak-signature expired not-yet-valid not-a-ca path-length key-usage extended-key-usage policy must-staple stale-crl revocation-unknown ct-missing ct-insufficient bad-finished dane-mismatch validity-too-long below-requirement requirement-unknown wrong-chain expires-soon stores-differ store-defect no-trust-store unreadable undecodable unwritable name-not-found refused unreachable timeout reset proxy starttls alert peer-violation nothing-in-common client-certificate renegotiation incomplete not-tls limit usage internal)'
}

_tlsbox_cmd_help() {
    _arguments -s -S \
        '(-h --help)'{-h,--help}'[Print this help and exit]' \
        '--version[Print the version and exit]' \
        '1:command:_tlsbox_commands'
}

_tlsbox() {
    local name=${service#tlsbox-}
    if [[ $name == tlsbox ]] && (( CURRENT > 2 )) && [[ $words[2] != -* ]]; then
        name=$words[2]
        shift words
        (( CURRENT-- ))
    fi
    (( $+functions[_tlsbox_cmd_$name] )) && _tlsbox_cmd_$name
}

_tlsbox "$@"
