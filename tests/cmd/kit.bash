# SPDX-License-Identifier: GPL-3.0-or-later
# Shared by all command tests: `load kit` in a .bats file.

setup() {
    cd "$PKI" || return
    export COLUMNS=80 TERM=xterm
    unset NO_COLOR SSL_CERT_FILE SSL_CERT_DIR LC_CTYPE LANG
    export LC_ALL=C
    out=$BATS_TEST_TMPDIR/out err=$BATS_TEST_TMPDIR/err
}

# t ARGUMENT...: runs tlsbox.  Its output is in the files $out and $err, its exit code in $status.
t() {
    status=0
    timeout 60 "$TLSBOX" "$@" >"$out" 2>"$err" </dev/null || status=$?
}

# default_signals COMMAND...: becomes COMMAND, whose signals end it even if nohup or a shell without
# job control made this process ignore them.  It is run in the background.
default_signals() {
    exec env --default-signal=HUP,INT,TERM "$@"
}

# The checks show the output if they fail.
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

# out_has, err_has PATTERN: a line matches the extended regular expression.
out_has() {
    grep -Eq -- "$1" "$out" || show_all "stdout lacks: $1"
}

err_has() {
    grep -Eq -- "$1" "$err" || show_all "stderr lacks: $1"
}

out_lacks() {
    ! grep -Eq -- "$1" "$out" || show_all "stdout has: $1"
}

# out_lines, err_lines N: there are N lines.
out_lines() {
    [ "$(wc -l <"$out")" -eq "$1" ] || show_all "expected: $1 lines on stdout"
}

err_lines() {
    [ "$(wc -l <"$err")" -eq "$1" ] || show_all "expected: $1 lines on stderr"
}

# json FILTER VALUE: jq prints VALUE for FILTER and all of standard output.  Every line must be
# valid for the installed JSON Schema.
json() {
    local got
    "$SCHEMA_CHECK" "$top_srcdir/doc/tlsbox.schema.json" <"$out" || show_all "not as the schema says"
    got=$(jq -c "$1" "$out") || show_all "not JSON, or not what $1 wants"
    [ "$got" = "$2" ] || show_all "$1: $got, expected: $2"
}

# field NAME: changes to the folder of a case of ../shared/data/field, or skips the test if it is
# missing.
field() {
    local dir=${TLSBOX_VECTORS:-$top_srcdir/../shared/data}/field/$1
    [ -d "$dir" ] || skip "there is no $dir"
    cd "$dir" || return
    export COLUMNS=500
}
