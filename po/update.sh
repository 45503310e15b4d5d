#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The catalogues follow the sources: po/tlsbox.pot has the sentences that are marked, po/zh.po each
# of them in Chinese.
#
# usage: update.sh [check]
# With check, says what differs or is not translated instead.
set -eu
cd "$(dirname "$0")/.."
mode=${1-update}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0

# In which argument of which macro the sentences stand.
# shellcheck disable=SC2046  # no name has a space
xgettext --language=C --from-code=UTF-8 --omit-header --no-location --sort-by-file \
    --keyword --keyword=N_ --keyword=SAY:5 --keyword=VALUE:4 --keyword=TERM:2 \
    -o "$tmp/tlsbox.pot" $(grep -lE '\b(N_|SAY|VALUE|TERM)\(' lib/view/*/*.c lib/view/*/*.def | LC_ALL=C sort)

if [ "$mode" = update ]; then
    cat "$tmp/tlsbox.pot" >po/tlsbox.pot
    msgmerge --quiet --update --backup=none --no-fuzzy-matching --no-location po/zh.po po/tlsbox.pot
    exit
fi
diff -u po/tlsbox.pot "$tmp/tlsbox.pot" || {
    echo "update.sh: po/tlsbox.pot is not what the sources say: run 'make update-po'" >&2
    failed=1
}
msgfmt --check -o /dev/null po/zh.po || failed=1
msgmerge --quiet --no-fuzzy-matching --no-location -o "$tmp/zh.po" po/zh.po "$tmp/tlsbox.pot"
msgattrib --untranslated --no-obsolete -o "$tmp/missing" "$tmp/zh.po"
if [ -s "$tmp/missing" ]; then
    echo "update.sh: not translated in po/zh.po:" >&2
    cat "$tmp/missing" >&2
    failed=1
fi
exit $failed
