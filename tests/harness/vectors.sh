# SPDX-License-Identifier: GPL-3.0-or-later
# need_vectors NAME: sets $vectors to the folder NAME of the conformance vectors, which live outside
# the project ($TLSBOX_VECTORS, else ../shared/data).  Where it is missing the test is skipped (77)
# and says so; in CI it fails.
need_vectors()
{
    vectors=${TLSBOX_VECTORS:-${srcdir:-.}/../shared/data}/$1
    [ -d "$vectors" ] && return
    echo "$1: NOT RUN: there is no folder $vectors (set TLSBOX_VECTORS)" >&2
    [ "${CI:-}" = true ] && exit 1
    exit 77
}
