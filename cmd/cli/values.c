/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/cli/values.h"

#include "app/faults/fault_site.h"
#include "lib/net/net.h"
#include "lib/tls/wire/tables.h"

/* The sets that may occur in lists of suites, groups and schemes. */
static const char *const sets[] = {"modern", "compatible", "all", "default"};
enum { SETS = sizeof sets / sizeof sets[0] };

const char *values_tls(size_t i)
{
    static const char *const versions[] = {"1.2", "1.3"};

    return i < sizeof versions / sizeof versions[0] ? versions[i] : NULL;
}

/* Skips rows that are not implemented: what can be negotiated has a key exchange. */
const char *values_suites(size_t i)
{
    const struct suite *s = NULL;

    if (i < SETS)
        return sets[i];
    i -= SETS;
    for (size_t k = 0; (s = suite_at(k)) != NULL; k++) {
        if (s->kx != SUITE_KX_NONE && i-- == 0)
            return s->name;
    }
    return NULL;
}

const char *values_groups(size_t i)
{
    const struct group *g = NULL;

    if (i < SETS)
        return sets[i];
    i -= SETS;
    for (size_t k = 0; (g = group_at(k)) != NULL; k++) {
        if (g->kx != KX_NONE && i-- == 0)
            return g->name;
    }
    return NULL;
}

const char *values_sigalgs(size_t i)
{
    const struct scheme *s = NULL;

    if (i < SETS)
        return sets[i];
    i -= SETS;
    for (size_t k = 0; (s = scheme_at(k)) != NULL; k++) {
        if (s->sig != SIG_UNKNOWN && i-- == 0)
            return s->name;
    }
    return NULL;
}

const char *values_compressions(size_t i)
{
    if (i == 0)
        return "none";
    const struct code *c = cert_compression_at(i - 1);
    return c == NULL ? NULL : c->name;
}

const char *values_starttls(size_t i)
{
    return i + 1 < STARTTLS_COUNT ? starttls_name((enum starttls)(i + 1)) : NULL;
}

const char *values_bad(size_t i)
{
    static const char *const words[] = {"list", "all"};
    enum { WORDS = sizeof words / sizeof words[0] };

    if (i < WORDS)
        return words[i];
    const struct server_fault *bad = fault_site_bad(i - WORDS);
    return bad == NULL ? NULL : bad->name;
}
