#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The CBOM of tests/golden against the JSON Schema of CycloneDX 1.6, which an npm package brings.  A
# document with a word that the schema does not have must be refused.  The last line is
# "N agree, N differ".
set -u
top=$(cd "${top_srcdir-.}" && pwd)
modules=${TLSBOX_PEERS-$top/build-peers}/node_modules
if [ ! -f "$modules/ajv/package.json" ] || ! command -v node >/dev/null; then
    echo "the schema of CycloneDX is not installed (./bootstrap deps ci does it)"
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
agree=0
differ=0
document=$top/tests/golden/scan-cbom.json

if node "$top/tests/report/cbom.js" "$modules" "$document"; then
    agree=$((agree + 1))
else
    differ=$((differ + 1))
fi
for change in 's/"primitive":"ae"/"primitive":"aead"/' 's/"dependsOn":/"depends":/' \
    's/"notValidAfter":"2026/"notValidAfter":"soon 2026/' 's,"tls://www,"tls:// www,'; do
    sed "$change" "$document" >"$work/changed.json"
    if node "$top/tests/report/cbom.js" "$modules" "$work/changed.json" >/dev/null; then
        differ=$((differ + 1))
        echo "the schema takes a document changed by $change"
    else
        agree=$((agree + 1))
    fi
done
echo "$agree agree, $differ differ"
[ "$differ" = 0 ]
