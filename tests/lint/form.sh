#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The form of the sources: licence line, lengths, words that mark unfinished work, how RFCs are
# named.  No file is exempt.
set -u
lint=$(cd "$(dirname "$0")" && pwd)
cd "$lint/../.." || exit 99

find app cmd lib trust tests fuzz bench demo doc -type f \
    \( -name '*.[ch]' -o -name '*.def' -o -name '*.sh' -o -name '*.awk' -o -name '*.mk' \
    -o -name '*.bats' \) |
    LC_ALL=C sort | xargs env LC_ALL=C awk '
function say(text) { print FILENAME ":" FNR ": " text; bad = 1 }
function say_file(text) { print file ": " text; bad = 1 }
function finish() {
    if (file == "")
        return
    if (c && lines > 500)
        say_file(lines " lines, the most is 500")
    if (!spdx)
        say_file("no SPDX-License-Identifier in the first two lines")
    if (file ~ /\.c$/ && first != "#include \"config.h\"")
        say_file("the first include is not \"config.h\"")
    if (file ~ /\.h$/ && guards != 2)
        say_file("no include guard " guard)
}
FNR == 1 {
    finish()
    file = FILENAME
    files++
    c = file ~ /\.[ch]$/
    spdx = 0; first = ""; guards = 0; start = 0
    guard = "TB_" toupper(file)
    gsub(/[^A-Z0-9]/, "_", guard)
}
{ lines = FNR }
FNR <= 2 && /SPDX-License-Identifier: GPL-3.0-or-later/ { spdx = 1 }
first == "" && /^#include/ { first = $0 }
$0 == "#ifndef " guard || $0 == "#define " guard { guards++ }
length($0) > 100 && file ~ /\.([ch]|sh|awk)$/ && !/https?:/ {
    # Bytes of UTF-8 that go on with a character take no column.
    line = $0
    gsub(/[\200-\277]/, "", line)
    if (length(line) > 100)
        say("longer than 100 columns")
}
/[ \t]$/ && file !~ /\.bats$/ { say("white space at the end") }
/\t/ && c { say("a tab") }
/(^|[^A-Za-z_])(TO[D]O|FI[X]ME|X[X]X|HA[C]K)([^A-Za-z_X]|$)/ {
    say("a word that marks unfinished work")
}
/(^|[^A-Za-z_])RFC([0-9-]| [0-9]+,? ([Ss]ection|[Ss]ec\.|\302\247))/ && !/https?:/ && c {
    say("write RFC 5280 4.2.1.10")
}
c && /^\{/ { start = FNR }
c && /^\}/ {
    if (start && FNR - start > 70)
        say("a function of " FNR - start " lines, the most is 70")
    start = 0
}
END {
    finish()
    if (files < 20) {
        print "form.sh: only " files + 0 " files looked at: the lint itself is broken"
        bad = 1
    }
    exit bad
}'
