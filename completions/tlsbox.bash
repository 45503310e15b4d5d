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
            verify | show | explain | help) name=$word && break ;;
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
    *)
        case "$name $cur" in
    ' -'*) _tlsbox_words '--list --install -s --symbolic -h --help --version' ;;
    'verify -'*) _tlsbox_words '--host --purpose --profile --at --roots --add-root --intermediates --crl --revocation --policy --require-explicit-policy --inhibit-any-policy --inhibit-policy-mapping --max-depth --allow-weak --explain --json --quiet --warn --color -h --help --version' ;;
    'show -'*) _tlsbox_words '--short --json --pem --asn1 --color -h --help --version' ;;
    'explain -'*) _tlsbox_words '-h --help --version' ;;
    'help -'*) _tlsbox_words '-h --help --version' ;;
    ' '*) _tlsbox_words 'verify show explain help' ;;
    'verify '*) _tlsbox_files -f ;;
    'show '*) _tlsbox_files -f ;;
    'explain '*) _tlsbox_words 'ok revoked distrusted bad-signature malformed unknown-critical-extension self-signed unknown-issuer name-constraint host-mismatch weak-key weak-signature expired not-yet-valid not-a-ca path-length key-usage extended-key-usage policy must-staple stale-crl revocation-unknown no-trust-store unreadable undecodable unwritable limit usage internal' ;;
    'help '*) _tlsbox_words 'verify show explain help' ;;
        esac
        ;;
    esac
}

complete -F _tlsbox tlsbox tlsbox-verify tlsbox-show tlsbox-explain tlsbox-help
