#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Checks the tables (.def): ids are unique, references have one form, what a row names exists, every
# row is used, and the registries of TLS are in the order of their numbers.
set -u
lint=$(cd "$(dirname "$0")" && pwd)
cd "$lint/../.." || exit 99

rows=$(mktemp) || exit 99
trap 'rm -f "$rows"' EXIT

# One line for each row: file, line, macro, and the arguments, separated by \001.
find lib trust app cmd -name '*.def' | LC_ALL=C sort | xargs env LC_ALL=C awk '
function flush(    n, i, ch, quote, depth, arg, s) {
    s = row
    row = ""
    printf "%s\001%d\001%s", FILENAME, at, macro
    sub(/^[A-Z_0-9]+\(/, "", s)
    sub(/\)[ \t]*$/, "", s)
    n = length(s)
    arg = ""; quote = 0; depth = 0
    for (i = 1; i <= n; i++) {
        ch = substr(s, i, 1)
        if (quote && ch == "\\") { arg = arg ch substr(s, ++i, 1); continue }
        if (ch == "\"") { quote = !quote; if (quote && arg == "") arg = "\""; continue }
        if (!quote && ch == "(") depth++
        if (!quote && ch == ")") depth--
        if (!quote && depth == 0 && ch == ",") { printf "\001%s", arg; arg = ""; continue }
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
find lib trust app cmd -name "*.[ch]" | LC_ALL=C sort |
    xargs env LC_ALL=C awk -f "$lint/strip.awk" |
    grep -oE '\b(ERR|RULE|REASON|SCAN_RULE)_[A-Z0-9_]+' | LC_ALL=C sort -u >"$uses"

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
function check_used(name) {
    if (!(name in used)) say(name " is never used")
}
function number(s,    n, i) {
    if (s !~ /^0x/)
        return s + 0
    for (i = 3; i <= length(s); i++)
        n = 16 * n + index("0123456789abcdef", substr(s, i, 1)) - 1
    return n
}
function check_once(what) {
    if (($1, what) in once)
        say("stands twice: " what)
    once[$1, what] = 1
}
BEGIN {
    while ((getline name < uses) > 0)
        used[name] = 1
    # A section, and perhaps one of its lettered steps: "RFC 5280 6.1.3 (a)(1)".
    other = "^(X[.]|FIPS |SEC |CA/B BR )[0-9][0-9.-]*( [0-9A-Z][0-9.]*)?$|^draft(-[a-z0-9]+)+$"
    other = other "|^ETSI TS [0-9]+ [0-9]+(-[0-9]+)?$|^(PostgreSQL|MySQL|IRCv3) "
    other = other "|^Chrome Root Program Policy [0-9.]+$"
    rfc = "^RFC [0-9]+( [0-9A-Z][0-9A-Za-z.]*( (\\([a-z0-9]+\\))+)?)?$"
    # The field that holds the reference of a row, and the tables whose rows begin with a number.
    split("ERR 7 ERR_TLS 8 RULE 9 FINDING 7 STEP 12 STATE 6 PROTOCOL 7 WIRE_VERSION 9 ALERT 8 " \
          "HANDSHAKE 7 " \
          "EXTENSION 8 GROUP 11 SCHEME 12 SUITE 14 SUITE_NAME 8 CODE 6 COMPRESSION 9", list, " ")
    for (i = 1; i in list; i += 2)
        ref_of[list[i]] = list[i + 1]
    split("WIRE_VERSION ALERT HANDSHAKE EXTENSION GROUP SCHEME SUITE SUITE_NAME CODE " \
          "COMPRESSION", list, " ")
    for (i = 1; i in list; i++)
        numbered[list[i]] = 1
}
FNR == NR {
    if ($3 == "REASON") reasons[$4] = 1
    if ($3 == "RULE") rules[$4] = 1
    if ($3 == "MESSAGE") messages[$4] = 1
    if ($3 == "ALERT") alerts[$5] = 1
    next
}
{
    rows++
    # Advice has conditions, and a change fixes several things.
    id = $3 ~ /_HINT$|^(FIXES|MEETS|SERVER_NAMED|SERVER_LINES)$/ ? $4 ", " $5 : $4
    if (($1, $3, id) in seen)
        say($3 "(" id ") stands twice")
    seen[$1, $3, id] = 1
}
$3 in ref_of { check_ref(text($(ref_of[$3]))) }
$3 in numbered {
    if ($4 !~ /^([0-9]+|0x[0-9a-f][0-9a-f][0-9a-f][0-9a-f])$/) say("no number: " $4)
    if ($1 in last_number && number($4) <= last_number[$1]) say("not in ascending order: " $4)
    last_number[$1] = number($4)
    check_once(text($5))
    if ($3 != "CODE" && text($6) != "" && text($5) != text($6)) check_once(text($6))
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
    check_used("ERR_" $4)
}
$3 == "ERR_TLS" {
    check_reason($5)
    if ($6 != "NONE" && !($6 in alerts)) say("no such alert: " $6)
    check_used("ERR_" $4)
}
$3 == "RULE" {
    check_reason($5)
    for (i = 6; i <= 8; i++)
        if ($i !~ /^[NWE]$/) say("a severity is N, W or E: " $i)
    check_used("RULE_" $4)
    if (!($4 in messages)) say("no MESSAGE says what a broken " $4 " means")
}
$3 == "FINDING" {
    check_reason($5)
    if ($6 !~ /^(INFO|LOW|MEDIUM|HIGH|CRITICAL)$/) say("a level is INFO, LOW, …: " $6)
    check_used("SCAN_RULE_" $4)
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
