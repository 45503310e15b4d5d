#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Checks that every row of tests/lessons.md has a test, and that every test that it names exists.
set -u
cd "$(dirname "$0")/../.." || exit 99
table=tests/lessons.md
rows=55 # classes of mistakes: 31 in the list on certificates and paths, 24 in that on handshakes
bad=0

num=$(grep -c '^| .*`.*#.*` |$' "$table")
if [ "$num" != "$rows" ]; then
    echo "$table: $num rows with tests, $rows are needed"
    bad=1
fi
refs=$(grep '^| ' "$table" | grep -o '`[^`#]*#[^`]*`' | tr -d '`')
while IFS= read -r ref; do
    file=${ref%%#*}
    name=${ref#*#}
    if [ ! -f "$file" ] || ! grep -qF -e "$name" "$file"; then
        echo "$table: no such test: $ref"
        bad=1
    fi
done <<END
$refs
END
exit $bad
