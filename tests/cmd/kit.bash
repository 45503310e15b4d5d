# SPDX-License-Identifier: GPL-3.0-or-later
# What the command tests share: `load kit` in a .bats file.

setup() {
    cd "$PKI" || return
    export COLUMNS=80 TERM=xterm
    unset NO_COLOR SSL_CERT_FILE SSL_CERT_DIR LC_CTYPE LANG
    export LC_ALL=C
    out=$BATS_TEST_TMPDIR/out err=$BATS_TEST_TMPDIR/err
}

# t ARGUMENT...: runs tlsbox; what it writes is in the files $out and $err, its exit code in
# $status.
t() {
    status=0
    timeout 20 "$TLSBOX" "$@" >"$out" 2>"$err" </dev/null || status=$?
}

# The checks show what was written where they fail.
show_all() {
    echo "exit code: $status; $*"
    echo "stdout:"
    cat "$out"
    echo "stderr:"
    cat "$err"
    return 1
}

exits() {
    [ "$status" -eq "$1" ] || show_all "expected: $1"
}

# out_has, err_has PATTERN: an extended regular expression is found in a line.
out_has() {
    grep -Eq -- "$1" "$out" || show_all "stdout lacks: $1"
}

err_has() {
    grep -Eq -- "$1" "$err" || show_all "stderr lacks: $1"
}

out_lacks() {
    ! grep -Eq -- "$1" "$out" || show_all "stdout has: $1"
}

# out_lines, err_lines N: so many lines.
out_lines() {
    [ "$(wc -l <"$out")" -eq "$1" ] || show_all "expected: $1 lines on stdout"
}

err_lines() {
    [ "$(wc -l <"$err")" -eq "$1" ] || show_all "expected: $1 lines on stderr"
}

# json FILTER VALUE: what jq makes of all of stdout, compactly.  Every line is one that the
# installed JSON Schema allows.
json() {
    local got
    "$SCHEMA_CHECK" "$top_srcdir/doc/tlsbox.schema.json" <"$out" || show_all "not as the schema says"
    got=$(jq -c "$1" "$out") || show_all "not JSON, or not what $1 wants"
    [ "$got" = "$2" ] || show_all "$1: $got, expected: $2"
}

# field NAME: the folder of a case of ../shared/data/field is the current one from here on; the
# test is skipped where it is missing.
field() {
    local dir=${TLSBOX_VECTORS:-$top_srcdir/../shared/data}/field/$1
    [ -d "$dir" ] || skip "there is no $dir"
    cd "$dir" || return
    export COLUMNS=500
}
