/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Public suffixes under a wildcard (CA/B BR 3.2.2.6), from the list that is built into libpsl. */
#include "config.h"

#include <libpsl.h>

#include "lib/path/host.h"
#include "lib/base/nametext.h"

enum suffix wildcard_suffix(struct span name)
{
    char text[DNS_NAME_MAX + 1];

    /* "*" would match every top-level domain. */
    if (span_eq(name, SPAN_LIT("*")))
        return SUFFIX_ICANN;
    if (!span_starts(name, SPAN_LIT("*.")))
        return SUFFIX_NONE;
    struct span base = span_tail(name, 2);
    if (span_find(base, '.') == base.n)
        return SUFFIX_ICANN;
    if (!nametext_dns_comparable(base))
        return SUFFIX_NONE;
    for (size_t i = 0; i < base.n; i++)
        text[i] = (char)span_lower(base.p[i]);
    text[base.n] = 0;
    if (psl_is_public_suffix2(psl_builtin(), text, PSL_TYPE_ICANN))
        return SUFFIX_ICANN;
    return psl_is_public_suffix2(psl_builtin(), text, PSL_TYPE_PRIVATE) ? SUFFIX_PRIVATE
                                                                        : SUFFIX_NONE;
}
