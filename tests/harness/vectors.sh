# SPDX-License-Identifier: GPL-3.0-or-later
# need_vectors NAME: sets $vectors to the folder NAME of the conformance vectors, which are outside
# of the project ($TLSBOX_VECTORS, or else ../shared/data).  If it is missing, the test says so and
# is skipped (77); in CI it fails.
need_vectors()
{
    vectors=${TLSBOX_VECTORS:-${srcdir:-.}/../shared/data}/$1
    [ -d "$vectors" ] && return
    echo "$1: NOT RUN: there is no folder $vectors (set TLSBOX_VECTORS)" >&2
    [ "${CI:-}" = true ] && exit 1
    exit 77
}
