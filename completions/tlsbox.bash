# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of tlsbox for bash; written by 'make update-cli'.

_tlsbox_words() {
    mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
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
            verify | show | handshake | hello | serve | decode | derive | explain | help) name=$word && break ;;
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
    'verify --revocation') _tlsbox_words 'off soft hard' ;;
    'verify --policy') COMPREPLY=() ;;
    'verify --max-depth') COMPREPLY=() ;;
    'verify --warn') COMPREPLY=() ;;
    'verify --color') _tlsbox_words 'auto always never' ;;
    'show --color') _tlsbox_words 'auto always never' ;;
    'show --connect') COMPREPLY=() ;;
    'show --starttls') _tlsbox_words 'none smtp lmtp imap pop3 ftp nntp xmpp xmpp-server ldap sieve postgres mysql irc' ;;
    'show --proxy') COMPREPLY=() ;;
    'show --timeout') COMPREPLY=() ;;
    'show --sni') COMPREPLY=() ;;
    'show --tls') COMPREPLY=() ;;
    'show --suites') COMPREPLY=() ;;
    'show --groups') COMPREPLY=() ;;
    'show --sigalgs') COMPREPLY=() ;;
    'show --alpn') COMPREPLY=() ;;
    'handshake --connect') COMPREPLY=() ;;
    'handshake --starttls') _tlsbox_words 'none smtp lmtp imap pop3 ftp nntp xmpp xmpp-server ldap sieve postgres mysql irc' ;;
    'handshake --proxy') COMPREPLY=() ;;
    'handshake --timeout') COMPREPLY=() ;;
    'handshake --sni') COMPREPLY=() ;;
    'handshake --tls') COMPREPLY=() ;;
    'handshake --suites') COMPREPLY=() ;;
    'handshake --groups') COMPREPLY=() ;;
    'handshake --sigalgs') COMPREPLY=() ;;
    'handshake --alpn') COMPREPLY=() ;;
    'handshake --cert') _tlsbox_files -f ;;
    'handshake --key') _tlsbox_files -f ;;
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
    'handshake --color') _tlsbox_words 'auto always never' ;;
    'handshake --host') COMPREPLY=() ;;
    'handshake --purpose') _tlsbox_words 'server client email code any' ;;
    'handshake --profile') _tlsbox_words 'webpki rfc5280 cabf' ;;
    'handshake --at') COMPREPLY=() ;;
    'handshake --roots') _tlsbox_files -f ;;
    'handshake --add-root') _tlsbox_files -f ;;
    'handshake --intermediates') _tlsbox_files -f ;;
    'handshake --crl') _tlsbox_files -f ;;
    'handshake --revocation') _tlsbox_words 'off soft hard' ;;
    'handshake --policy') COMPREPLY=() ;;
    'handshake --max-depth') COMPREPLY=() ;;
    'hello --file') _tlsbox_files -f ;;
    'hello --hex') COMPREPLY=() ;;
    'hello --listen') COMPREPLY=() ;;
    'hello --connect') COMPREPLY=() ;;
    'hello --starttls') _tlsbox_words 'none smtp lmtp imap pop3 ftp nntp xmpp xmpp-server ldap sieve postgres mysql irc' ;;
    'hello --proxy') COMPREPLY=() ;;
    'hello --timeout') COMPREPLY=() ;;
    'hello --sni') COMPREPLY=() ;;
    'hello --tls') COMPREPLY=() ;;
    'hello --suites') COMPREPLY=() ;;
    'hello --groups') COMPREPLY=() ;;
    'hello --sigalgs') COMPREPLY=() ;;
    'hello --alpn') COMPREPLY=() ;;
    'hello --color') _tlsbox_words 'auto always never' ;;
    'serve --cert') _tlsbox_files -f ;;
    'serve --key') _tlsbox_files -f ;;
    'serve --name') COMPREPLY=() ;;
    'serve --write-root') _tlsbox_files -f ;;
    'serve --ocsp') _tlsbox_files -f ;;
    'serve --tls') COMPREPLY=() ;;
    'serve --suites') COMPREPLY=() ;;
    'serve --groups') COMPREPLY=() ;;
    'serve --sigalgs') COMPREPLY=() ;;
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
    'serve --revocation') _tlsbox_words 'off soft hard' ;;
    'serve --policy') COMPREPLY=() ;;
    'serve --max-depth') COMPREPLY=() ;;
    'serve --www') _tlsbox_files -d ;;
    'serve --bad') COMPREPLY=() ;;
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
    'decode --flow') COMPREPLY=() ;;
    'decode --save-chain') _tlsbox_files -f ;;
    'decode --diagram') _tlsbox_words 'text mermaid svg' ;;
    'decode --html') _tlsbox_files -f ;;
    'decode --lang') _tlsbox_words 'en zh' ;;
    'decode --warn') COMPREPLY=() ;;
    'decode --color') _tlsbox_words 'auto always never' ;;
    'decode --host') COMPREPLY=() ;;
    'decode --purpose') _tlsbox_words 'server client email code any' ;;
    'decode --profile') _tlsbox_words 'webpki rfc5280 cabf' ;;
    'decode --at') COMPREPLY=() ;;
    'decode --roots') _tlsbox_files -f ;;
    'decode --add-root') _tlsbox_files -f ;;
    'decode --intermediates') _tlsbox_files -f ;;
    'decode --crl') _tlsbox_files -f ;;
    'decode --revocation') _tlsbox_words 'off soft hard' ;;
    'decode --policy') COMPREPLY=() ;;
    'decode --max-depth') COMPREPLY=() ;;
    'derive --suite') COMPREPLY=() ;;
    'derive --messages') _tlsbox_files -f ;;
    'derive --keylog') _tlsbox_files -f ;;
    'derive --capture') _tlsbox_files -f ;;
    'derive --key') _tlsbox_files -f ;;
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
    *)
        case "$name $cur" in
    ' -'*) _tlsbox_words '--list --install -s --symbolic -h --help --version' ;;
    'verify -'*) _tlsbox_words '--host --purpose --profile --at --roots --add-root --intermediates --crl --revocation --policy --require-explicit-policy --inhibit-any-policy --inhibit-policy-mapping --max-depth --allow-weak --explain --json --quiet --warn --color -h --help --version' ;;
    'show -'*) _tlsbox_words '--short --json --pem --asn1 --color --connect -4 --ipv4 -6 --ipv6 --starttls --proxy --timeout --sni --no-sni --tls --suites --groups --sigalgs --alpn -h --help --version' ;;
    'handshake -'*) _tlsbox_words '--connect -4 --ipv4 -6 --ipv6 --starttls --proxy --timeout --sni --no-sni --tls --suites --groups --sigalgs --alpn --cert --key --insecure --resume --early-data --false-start --key-update --get --send --save-chain --keylog --pcap --trace --trace=hex --secrets --timing --diagram --lesson --html --lang --explain --json --quiet --warn --color --host --purpose --profile --at --roots --add-root --intermediates --crl --revocation --policy --require-explicit-policy --inhibit-any-policy --inhibit-policy-mapping --max-depth --allow-weak -h --help --version' ;;
    'hello -'*) _tlsbox_words '--file --hex --listen --connect -4 --ipv4 -6 --ipv6 --starttls --proxy --timeout --sni --no-sni --tls --suites --groups --sigalgs --alpn --json --color -h --help --version' ;;
    'serve -'*) _tlsbox_words '--cert --key --name --write-root --ocsp --tls --suites --groups --sigalgs --alpn --tickets --no-tickets --early-data --retry --client-auth --profile --at --roots --add-root --intermediates --crl --revocation --policy --require-explicit-policy --inhibit-any-policy --inhibit-policy-mapping --max-depth --allow-weak --www --echo --bad --check --jobs --write-crl --once --connections --max-clients --timeout --trace --trace=hex --json --quiet --keylog --color -h --help --version' ;;
    'decode -'*) _tlsbox_words '--keylog --key --flow --all --save-chain --follow --packets --trace --trace=hex --secrets --timing --diagram --lesson --html --lang --explain --json --quiet --warn --color --no-verify --host --purpose --profile --at --roots --add-root --intermediates --crl --revocation --policy --require-explicit-policy --inhibit-any-policy --inhibit-policy-mapping --max-depth --allow-weak -h --help --version' ;;
    'derive -'*) _tlsbox_words '--suite --messages --keylog --capture --key --flow --client-random --server-random --premaster --master --session-hash --shared-secret --psk --binder-hash --hello-hash --hellos-hash --server-hash --client-hash --ticket-nonce --external-psk --server-finished-hash --client-finished-hash --check --json --color -h --help --version' ;;
    'explain -'*) _tlsbox_words '-h --help --version' ;;
    'help -'*) _tlsbox_words '-h --help --version' ;;
    ' '*) _tlsbox_words 'verify show handshake hello serve decode derive explain help' ;;
    'verify '*) _tlsbox_files -f ;;
    'show '*) _tlsbox_files -f ;;
    'handshake '*) COMPREPLY=() ;;
    'hello '*) COMPREPLY=() ;;
    'serve '*) COMPREPLY=() ;;
    'decode '*) _tlsbox_files -f ;;
    'derive '*) COMPREPLY=() ;;
    'explain '*) _tlsbox_words 'ok revoked distrusted bad-signature malformed unknown-critical-extension self-signed unknown-issuer name-constraint host-mismatch weak-key weak-signature expired not-yet-valid not-a-ca path-length key-usage extended-key-usage policy must-staple stale-crl revocation-unknown bad-finished no-trust-store unreadable undecodable unwritable name-not-found refused unreachable timeout reset proxy starttls alert peer-violation nothing-in-common client-certificate renegotiation incomplete not-tls limit usage internal' ;;
    'help '*) _tlsbox_words 'verify show handshake hello serve decode derive explain help' ;;
        esac
        ;;
    esac
}

complete -F _tlsbox tlsbox tlsbox-verify tlsbox-show tlsbox-handshake tlsbox-hello tlsbox-serve tlsbox-decode tlsbox-derive tlsbox-explain tlsbox-help
