#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
load kit

# The program is in the file system of the links, so that hard links are possible.
program() {
    dir=$BATS_TEST_TMPDIR/bin
    mkdir -p "$dir"
    cp "$TLSBOX" "$dir/tlsbox"
    TLSBOX=$dir/tlsbox
}

@test "working hard links for every command" {
    program
    t --install "$dir"
    exits 0
    err_lines 0
    for name in $("$TLSBOX" --list); do
        [ "$dir/tlsbox-$name" -ef "$dir/tlsbox" ]
        [ ! -L "$dir/tlsbox-$name" ]
    done
    "$dir/tlsbox-verify" --roots root.pem chain.pem
}

@test "symbolic links: relative beside the program, absolute elsewhere" {
    program
    t --install -s "$dir"
    exits 0
    [ "$(readlink "$dir/tlsbox-verify")" = tlsbox ]
    mkdir "$BATS_TEST_TMPDIR/other"
    t -s --install "$BATS_TEST_TMPDIR/other"
    exits 0
    [ "$(readlink "$BATS_TEST_TMPDIR/other/tlsbox-verify")" = "$dir/tlsbox" ]
    "$BATS_TEST_TMPDIR/other/tlsbox-verify" --roots root.pem chain.pem
}

@test "a second run is no error; other files stay" {
    program
    t --install "$dir"
    t --install "$dir"
    exits 0
    rm "$dir/tlsbox-show"
    echo mine >"$dir/tlsbox-show"
    rm "$dir/tlsbox-explain"
    t --install "$dir"
    exits 3
    err_lines 1
    err_has 'tlsbox-show: cannot be written: exists .*\[unwritable\]'
    [ "$(cat "$dir/tlsbox-show")" = mine ]
    [ "$dir/tlsbox-explain" -ef "$dir/tlsbox" ]
}

@test "a directory that does not exist" {
    t --install "$BATS_TEST_TMPDIR/none"
    exits 3
    err_has 'cannot be written: No such file'
    t --install leaf.pem
    exits 3
    err_has 'Not a directory'
}
