#compdef tlsbox tlsbox-verify tlsbox-show tlsbox-explain tlsbox-help
# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of tlsbox for zsh; written by 'make update-cli'.

_tlsbox_commands() {
    local -a commands=(
        'verify:judge a chain of certificates as a client would'
        'show:show what certificates, requests, revocation lists and keys hold'
        'explain:say what a verdict means and how to mend it'
        'help:say how a command is used'
    )
    _describe command commands
}

_tlsbox_cmd_tlsbox() {
    _arguments -s -S \
        '--list[Print the names of all commands, one a line]' \
        '--install[Make a link tlsbox-COMMAND to this program in DIR for every command]' \
        '(-s --symbolic)'{-s,--symbolic}'[Make symbolic links instead of hard ones, with --install]' \
        '(-h --help)'{-h,--help}'[Print this help and exit]' \
        '--version[Print the version and exit]' \
        '1:command:_tlsbox_commands'
}

_tlsbox_cmd_verify() {
    _arguments -s -S \
        '--host=[The name that the certificate must be for]:NAME:' \
        '--purpose=[What the certificate is to be used for]:PURPOSE:(server client email code any)' \
        '--profile=[Whose rules are applied]:PROFILE:(webpki rfc5280 cabf)' \
        '--at=[Judge for this time instead of now]:TIME:' \
        '*--roots=[Trust the certificates of this file or directory, and not those of the system]:FILE|DIR:_files' \
        '*--add-root=[Trust the certificates of this file too]:FILE:_files' \
        '*--intermediates=[Untrusted certificates that may serve as links of the chain, in any order]:FILE:_files' \
        '*--crl=[Certificate revocation lists, PEM or DER]:FILE:_files' \
        '--revocation=[How strictly revocation is looked at]:MODE:(off soft hard)' \
        '*--policy=[A certificate policy that is acceptable, in dotted form]:OID:' \
        '--require-explicit-policy[Refuse a path that is not valid for one of the acceptable policies]' \
        '--inhibit-any-policy[Do not let anyPolicy in a certificate stand for others]' \
        '--inhibit-policy-mapping[Do not let CAs map policies to others]' \
        '--max-depth=[The most intermediates that a path may have]:N:' \
        '--allow-weak[Accept SHA-1, RSA keys from 1024 bits, P-224 and DSA]' \
        '--explain[Show every path that was tried, as a tree, with the reason why it was refused]' \
        '--json[Write one JSON object per operand and line, as tlsbox-json(5) describes it]' \
        '--quiet[Write the line with the verdict alone]' \
        '--warn=[Warn where a certificate of the path expires within so many days, or where less than so much of its validity is left]:DAYS|PERCENT%:' \
        '--color=[When to colour the text]:WHEN:(auto always never)' \
        '(-h --help)'{-h,--help}'[Print this help and exit]' \
        '--version[Print the version and exit]' \
        '*:file:_files'
}

_tlsbox_cmd_show() {
    _arguments -s -S \
        '--short[Write one line per object]' \
        '--json[Write one JSON object per object and line, as tlsbox-json(5) describes it]' \
        '--pem[Write the objects as PEM]' \
        '--asn1[Write the raw tree of each object, with the offset of every element]' \
        '--color=[When to colour the text]:WHEN:(auto always never)' \
        '(-h --help)'{-h,--help}'[Print this help and exit]' \
        '--version[Print the version and exit]' \
        '*:file:_files'
}

_tlsbox_cmd_explain() {
    _arguments -s -S \
        '(-h --help)'{-h,--help}'[Print this help and exit]' \
        '--version[Print the version and exit]' \
        '*:code:(ok revoked distrusted bad-signature malformed unknown-critical-extension self-signed unknown-issuer name-constraint host-mismatch weak-key weak-signature expired not-yet-valid not-a-ca path-length key-usage extended-key-usage policy must-staple stale-crl revocation-unknown no-trust-store unreadable undecodable unwritable limit usage internal)'
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
