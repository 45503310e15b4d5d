#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# hosts.sh HOSTS DIR [OPTION]...: checks all hosts of a file, JOBS (32) at a time, with GNU parallel.
#
#     hosts.sh /etc/tlsbox/hosts /var/lib/tlsbox-metrics --fail-within 10%
#
# HOSTS has a HOST[:PORT] on each line; lines that are empty or begin with # are skipped.  The OPTIONs
# are those of `tlsbox handshake`.  Each host has a file of metrics in DIR, tlsbox-HOST.prom, which is
# replaced as a whole; the file of a host that is not in HOSTS any more is removed.  What is wrong is
# printed, a line for each host.  The exit code says whether all hosts were asked, not how they are.
set -eu
[ $# -ge 2 ] || {
    echo "usage: hosts.sh HOSTS DIR [OPTION]..." >&2
    exit 2
}
hosts=$1 dir=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sed -e 's/[[:space:]]*$//' -e '/^#/d' -e '/^$/d' "$hosts" | sort -u >"$work/hosts"
tr -c 'A-Za-z0-9.\n-' _ <"$work/hosts" >"$work/names"
[ -s "$work/hosts" ] && [ -z "$(sort "$work/names" | uniq -d)" ] || {
    echo "hosts.sh: $hosts has no host, or two whose files would have the same name" >&2
    exit 3
}
# 1, 4, 5 and 6 are what was found out about a host; after other codes nothing was.
# shellcheck disable=SC2016  # the shell of each job reads this
job='host=$1 name=$2 dir=$3 code=0
shift 3
said=$(tlsbox handshake --quiet --prometheus "$dir/tlsbox-$name.prom" "$@" -- "$host" 2>&1) || code=$?
[ $code = 0 ] || printf "%s\n" "$said"
case $code in 0 | 1 | 4 | 5 | 6) ;; *) exit 1 ;; esac'
code=0
paste "$work/hosts" "$work/names" |
    parallel --will-cite --jobs "${JOBS-32}" --colsep '\t' --quote \
        sh -c "$job" sh {1} {2} "$dir" "$@" || code=$?
for file in "$dir"/tlsbox-*.prom; do
    name=${file##*/tlsbox-}
    grep -Fqx -- "${name%.prom}" "$work/names" || rm -f "$file"
done
exit $code
