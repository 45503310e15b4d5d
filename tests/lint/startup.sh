#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What each run pays for the size of the program before it does anything: the loader of a
# position-independent program writes every pointer of every table, and copies the page around it,
# whether the run reads the table or not.  So tables have arrays and numbers where they can
# (ROW_TEXT in lib/base/lookup.h).  Sizes are held here rather than a time, which a busy machine
# changes; `make bench` has the time of `tlsbox --version`.
set -eu
program=${TLSBOX-tlsbox}
bytes_most=98304 # 24 pages
pointers_most=6300

if readelf -sW "$program" | grep -q ' __asan_init'; then
    echo "startup.sh: a build with sanitizers relocates more, and is not measured"
    exit 0
fi
if readelf -hW "$program" | grep -q 'Type: *EXEC'; then
    echo "startup.sh: the program is at a fixed address, and nothing is relocated"
    exit 0
fi
# Section rows after the brackets with their number: name, type, address, offset, size.
bytes=$(readelf -SW "$program" | sed 's/^ *\[ *[0-9]*\] *//' |
    awk '$1 == ".data.rel.ro" { print $5 }')
# RELR rows are one address each; those of RELA have an offset and R_..._RELATIVE.
pointers=$(readelf -rW "$program" | grep -cE '^[0-9a-f]{16}$|_RELATIVE')
bytes=$(printf '%d' "0x${bytes:-0}")
echo "startup.sh: $bytes bytes of relocated tables, $pointers pointers in them and elsewhere"
[ "$bytes" -gt 0 ] && [ "$pointers" -gt 0 ] || {
    echo "startup.sh: $program has no relocated tables, as far as readelf shows" >&2
    exit 1
}
[ "$bytes" -le $bytes_most ] && [ "$pointers" -le $pointers_most ] || {
    echo "startup.sh: at most $bytes_most bytes and $pointers_most pointers: give the rows of new" \
        "tables arrays (ROW_TEXT) and numbers instead of pointers" >&2
    exit 1
}
