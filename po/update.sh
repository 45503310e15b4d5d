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

# extract OUT KEYWORD... takes the sentences that are arguments of the macros, KEYWORD:ARGUMENT.
sources=$(grep -lE '\b(N_|SAY|VALUE|TERM|MESSAGE|EXPLAIN|REASON|ALERT|(ALERT|ERR|REASON)_HINT|phrase_put|ERR|ERR_TLS|RULE|FEATURE|SENT_RULE|FINDING|REQUIREMENT|CHANGE|SERVER|TRIAL|WANT)\(' \
    app/*/*.c app/*.c app/speed/*.def cmd/*.c cmd/*/*.c lib/base/*.def lib/path/*.def \
    lib/scan/*.def lib/chain/*.def lib/view/*/*.c lib/view/*/*.def lib/tls/wire/alerts.def | LC_ALL=C sort)
extract() {
    out=$1
    shift
    # shellcheck disable=SC2046,SC2086  # no name has a space
    xgettext --language=C --from-code=UTF-8 --omit-header --no-location --sort-by-file \
        --keyword $(printf -- '--keyword=%s ' "$@") -o "$tmp/$out.pot" $sources
    [ -f "$tmp/$out.pot" ] || : >"$tmp/$out.pot"
}
extract 1 N_ SAY:5 VALUE:4 TERM:2 MESSAGE:2 EXPLAIN:2 REASON:5 ALERT:4 ALERT_HINT:3 ERR_HINT:3 \
    REASON_HINT:3 phrase_put:2 phrase_say:2 \
    ERR:3 ERR_TLS:4 RULE:7 FEATURE:4 SENT_RULE:4 FINDING:5 REQUIREMENT:5 CHANGE:2 SERVER:3 TRIAL:3 WANT:2
extract 2 SENT_RULE:5 MESSAGE:3 EXPLAIN:3 FINDING:6 WANT:3
extract 3 EXPLAIN:4 FINDING:7
msgcat --no-location --use-first -o "$tmp/tlsbox.pot" "$tmp/1.pot" "$tmp/2.pot" "$tmp/3.pot"

if [ "$mode" = update ]; then
    cat "$tmp/tlsbox.pot" >po/tlsbox.pot
    msgmerge --quiet --update --backup=none --no-fuzzy-matching --no-location po/zh.po po/tlsbox.pot
    msgattrib --no-obsolete -o "$tmp/zh.po" po/zh.po
    cat "$tmp/zh.po" >po/zh.po
    exit
fi
diff -u po/tlsbox.pot "$tmp/tlsbox.pot" || {
    echo "update.sh: po/tlsbox.pot is not what the sources say: run 'make update-po'" >&2
    failed=1
}
msgfmt --check -o /dev/null po/zh.po || failed=1
if grep -n "^#~" po/zh.po; then
    echo "update.sh: po/zh.po has sentences that no source has: run 'make update-po'" >&2
    failed=1
fi
msgmerge --quiet --no-fuzzy-matching --no-location -o "$tmp/zh.po" po/zh.po "$tmp/tlsbox.pot"
msgattrib --untranslated --no-obsolete -o "$tmp/missing" "$tmp/zh.po"
if [ -s "$tmp/missing" ]; then
    echo "update.sh: not translated in po/zh.po:" >&2
    cat "$tmp/missing" >&2
    failed=1
fi
exit $failed
