#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The tables (.def): ids unique, references of one form, what is named exists, every row is used.
set -u
lint=$(cd "$(dirname "$0")" && pwd)
cd "$lint/../.." || exit 99

rows=$(mktemp) || exit 99
trap 'rm -f "$rows"' EXIT

# One line a row: file, line, macro, then the arguments, all separated by \001.
find lib trust cmd -name '*.def' | LC_ALL=C sort | xargs env LC_ALL=C awk '
function flush(    n, i, ch, quote, arg, s) {
    s = row
    row = ""
    printf "%s\001%d\001%s", FILENAME, at, macro
    sub(/^[A-Z_0-9]+\(/, "", s)
    sub(/\)[ \t]*$/, "", s)
    n = length(s)
    arg = ""; quote = 0
    for (i = 1; i <= n; i++) {
        ch = substr(s, i, 1)
        if (quote && ch == "\\") { arg = arg ch substr(s, ++i, 1); continue }
        if (ch == "\"") { quote = !quote; if (quote && arg == "") arg = "\""; continue }
        if (!quote && ch == ",") { printf "\001%s", arg; arg = ""; continue }
        if (!quote && ch == " " && (arg == "" || arg ~ /^"/)) continue
        arg = arg ch
    }
    printf "\001%s\n", arg
}
FNR == 1 { comment = 0; row = "" }
{
    line = $0
    if (row == "") {
        if (comment) {
            if (line !~ /\*\//) next
            sub(/^.*\*\//, "", line)
            comment = 0
        }
        if (line ~ /^[ \t]*\/\*/) {
            if (line !~ /\*\//) comment = 1
            next
        }
        if (line !~ /^[A-Z_0-9]+\(/) next
        macro = line
        sub(/\(.*/, "", macro)
        at = FNR
    }
    sub(/^[ \t]+/, "", line)
    row = row (row == "" ? "" : " ") line
    if (line ~ /\)[ \t]*$/) flush()
}' >"$rows"

uses=$(mktemp) || exit 99
trap 'rm -f "$rows" "$uses"' EXIT
find lib trust cmd -name "*.[ch]" | LC_ALL=C sort | xargs env LC_ALL=C awk -f "$lint/strip.awk" |
    grep -oE '\b(ERR|RULE|REASON)_[A-Z0-9_]+' | LC_ALL=C sort -u >"$uses"

LC_ALL=C awk -F '\001' -v uses="$uses" '
function say(text) { print $1 ":" $2 ": " text; bad = 1 }
function text(s) { sub(/^"/, "", s); return s }
function check_ref(ref) {
    if (ref != "" && ref !~ rfc && ref !~ other)
        say("reference not of the form \"RFC 5280 4.2.1.10\": " ref)
}
function check_reason(id) {
    if (!(id in reasons))
        say("no such reason: " id)
}
BEGIN {
    while ((getline name < uses) > 0)
        used[name] = 1
    # A section, and perhaps one of its lettered steps: "RFC 5280 6.1.3 (a)(1)".
    other = "^(X[.]|FIPS |SEC |CA/B BR )[0-9][0-9.-]*( [0-9A-Z][0-9.]*)?$"
    rfc = "^RFC [0-9]+( [0-9A-Z][0-9A-Za-z.]*( (\\([a-z0-9]+\\))+)?)?$"
}
FNR == NR {
    if ($3 == "REASON") reasons[$4] = 1
    if ($3 == "RULE") rules[$4] = 1
    if ($3 == "MESSAGE") messages[$4] = 1
    next
}
{
    rows++
    if (($1, $3, $4) in seen)
        say($3 "(" $4 ") stands twice")
    seen[$1, $3, $4] = 1
}
$3 == "REASON" {
    code = text($5)
    if (code !~ /^[a-z0-9]+(-[a-z0-9]+)*$/) say("a code is words with hyphens: " code)
    if (code in codes) say("the code stands twice: " code)
    codes[code] = 1
    if ($6 !~ /^(0|1|2|3|4|5|6|70)$/) say("no such exit code: " $6)
    if ($7 in ranks) say("the rank stands twice: " $7)
    ranks[$7] = 1
}
$3 == "ERR" {
    check_reason($5)
    check_ref(text($7))
    if (!(("ERR_" $4) in used)) say("ERR_" $4 " is never used")
}
$3 == "RULE" {
    check_reason($5)
    for (i = 6; i <= 8; i++)
        if ($i !~ /^[NWE]$/) say("a severity is N, W or E: " $i)
    check_ref(text($9))
    if (!(("RULE_" $4) in used)) say("RULE_" $4 " is never used")
    if (!($4 in messages)) say("no MESSAGE says what a broken " $4 " means")
}
$3 == "MESSAGE" && !($4 in rules) { say("no such rule: " $4) }
$3 == "OID" {
    bytes = text($5)
    n = length(bytes) / 4
    key = sprintf("%03d%s", n, bytes)
    if (key <= last) say("OIDs stand in order of length, then bytes: " $4)
    last = key
    if (text($6) in dotted) say("the identifier stands twice: " $6)
    dotted[text($6)] = 1
}
END {
    if (rows < 100) {
        print "tables.sh: only " rows + 0 " rows looked at: the lint itself is broken"
        bad = 1
    }
    exit bad
}' "$rows" "$rows"
