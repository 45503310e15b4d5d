#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The catalogues hold all sentences that the sources mark, each one is translated, and gettext finds
# them well-formed.
set -u
for tool in xgettext msgfmt msgmerge msgattrib; do
    command -v $tool >/dev/null || { echo "po.sh: $tool is not installed" >&2; exit 77; }
done
exec "$(dirname "$0")/../../po/update.sh" check
