#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Completions work in the shells; cli.sh checks that they match the options.
load kit

# complete WORD...: writes the completions of bash for the last word to $out, one on a line.
complete_last() {
    source "${top_srcdir:?}/completions/tlsbox.bash"
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    COMPREPLY=()
    _tlsbox
    printf '%s\n' "${COMPREPLY[@]}" >"$out"
}

@test "bash: commands, options, values, files, codes" {
    complete_last tlsbox v
    [ "$(cat "$out")" = verify ]
    complete_last tlsbox verify --ro
    [ "$(cat "$out")" = --roots ]
    complete_last tlsbox verify --purpose s
    [ "$(cat "$out")" = server ]
    complete_last tlsbox verify --purpose = cl
    [ "$(cat "$out")" = client ]
    complete_last tlsbox verify --roots chai
    [ "$(cat "$out")" = chain.pem ]
    complete_last tlsbox verify --roots root.pem leaf.de
    [ "$(cat "$out")" = leaf.der ]
    complete_last tlsbox explain unknown-i
    [ "$(cat "$out")" = unknown-issuer ]
    complete_last tlsbox-verify --expl
    [ "$(cat "$out")" = --explain ]
    complete_last tlsbox --inst
    [ "$(cat "$out")" = --install ]
    complete_last tlsbox handshake --trace
    [ "$(tr '\n' ' ' <"$out")" = '--trace --trace=hex ' ]
    complete_last tlsbox handshake --starttls sm
    [ "$(cat "$out")" = smtp ]
    complete_last tlsbox handshake --suites TLS_AES_128_G
    [ "$(cat "$out")" = TLS_AES_128_GCM_SHA256 ]
    complete_last tlsbox hello --groups x25519,secp25
    [ "$(cat "$out")" = x25519,secp256r1 ]
    complete_last tlsbox serve --tls 1.2,
    [ "$(tr '\n' ' ' <"$out")" = '1.2,1.2 1.2,1.3 ' ]
    complete_last tlsbox-serve --bad renego
    out_has '^renegotiation$'
    complete_last tlsbox help sh
    [ "$(cat "$out")" = show ]
}

@test "each installed shell can read its completion" {
    bash -n "${top_srcdir:?}/completions/tlsbox.bash"
    for shell in zsh fish; do
        ! command -v $shell >/dev/null || $shell -n "$top_srcdir/completions/tlsbox.$shell"
    done
}

@test "fish completes" {
    if command -v fish >/dev/null; then
        fish --no-config -c "source '$top_srcdir/completions/tlsbox.fish'; complete -C 'tlsbox verify --purpose c'" >"$out"
        out_has '^client'
        fish --no-config -c "source '$top_srcdir/completions/tlsbox.fish'; complete -C 'tlsbox ver'" >"$out"
        out_has '^verify'
        fish --no-config -c "source '$top_srcdir/completions/tlsbox.fish'; complete -C 'tlsbox-verify --inter'" >"$out"
        out_has '^--intermediates'
    fi
}
