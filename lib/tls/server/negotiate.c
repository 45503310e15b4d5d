/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Suites are tried in our order or the client's.  In TLS 1.2 a suite is chosen only if a group and
 * a certificate fit it too, so these are chosen with it; in TLS 1.3 they are independent.  Without
 * any fit, the error is about the last suite tried.
 */
#include "config.h"

#include "lib/tls/server/negotiate.h"

#include "lib/tls/server/server_cert.h"
#include "lib/tls/server/server_exts.h"

/* RFC 7919 2: the code points of finite-field groups, known or not. */
enum { FFDHE_FIRST = 0x0100, FFDHE_LAST = 0x01ff };

static bool is_ffdhe(uint16_t id)
{
    return id >= FFDHE_FIRST && id <= FFDHE_LAST;
}

/* Does the client list any finite-field group, even one that we do not know? */
static bool names_ffdhe(struct span groups)
{
    for (size_t i = 0; 2 * i < groups.n; i++) {
        if (is_ffdhe(list16_at(groups, i)))
            return true;
    }
    return false;
}

/* The first of our groups of this sort that the client supports; with `any`, the first of ours. */
static const struct group *first_group(const struct tls *tls, enum kx_type type, struct span theirs,
                                       bool any)
{
    for (size_t i = 0; i < tls->config.groups.num; i++) {
        const struct group *g = conn_group(tls, tls->config.groups.v[i]);
        if (g != NULL && g->kx != KX_NONE && kx_type(group_kx(g)) == type &&
            (any || list16_has(theirs, g->id)))
            return g;
    }
    return NULL;
}

/* ECDHE (RFC 8422 4, 5.1): a client that lists no groups accepts any. */
static bool choose_ec(struct tls *tls, struct span theirs)
{
    tls->group = first_group(tls, KX_TYPE_CURVE, theirs, theirs.n == 0);
    return tls->group != NULL;
}

/* DHE, with our own parameters if there are any.  RFC 7919 4: a client that lists finite-field
 * groups accepts only those; of another client nobody knows what it accepts. */
static bool choose_dh(struct tls *tls, struct span theirs)
{
    bool is_silent = !names_ffdhe(theirs);

    tls->group = NULL;
    if (tls->config.server->dh_p.n > 0)
        return true;
    tls->group = first_group(tls, KX_TYPE_FINITE_FIELD, theirs, is_silent);
    if (tls->group == NULL && is_silent)
        tls->group = conn_group(tls, GROUP_FFDHE2048);
    return tls->group != NULL;
}

/* RFC 7919 4: does the client list finite-field groups, and none of its groups is ours? */
static bool lacks_ffdhe(const struct tls *tls)
{
    struct span theirs = server_exts_list(tls, TLSX_SUPPORTED_GROUPS);

    return names_ffdhe(theirs) && first_group(tls, KX_TYPE_FINITE_FIELD, theirs, false) == NULL &&
           first_group(tls, KX_TYPE_CURVE, theirs, false) == NULL;
}

/* Chooses the group for a suite of TLS 1.2; RSA key exchange needs none. */
static bool choose_group(struct tls *tls, const struct suite *suite)
{
    struct span theirs = server_exts_list(tls, TLSX_SUPPORTED_GROUPS);
    const struct tls_faults *faults = tls->config.faults;

    if (faults != NULL && faults->group != 0 && suite->kx != SUITE_KX_RSA) {
        tls->group = conn_group(tls, faults->group);
        return tls->group != NULL && tls->group->kx != KX_NONE;
    }
    switch (suite->kx) {
    case SUITE_KX_ECDHE: return choose_ec(tls, theirs);
    case SUITE_KX_DHE: return choose_dh(tls, theirs);
    default: tls->group = NULL; return true;
    }
}

/* Why the suite cannot be chosen, or OK. */
static enum err try_suite(struct tls *tls, const struct suite *suite)
{
    /* In TLS 1.3 groups and signatures are chosen apart from the suite (RFC 9846 4.2.1). */
    if (!suite_is_13(suite)) {
        if (!choose_group(tls, suite))
            return ERR_TLS_NO_COMMON_GROUP;
        if (!server_cert_choose(tls, suite))
            return ERR_TLS_NO_COMMON_SIGNATURE;
    }
    tls->suite = suite;
    tls->info.suite = suite;
    return ERR_OK;
}

/* Chooses the suite if it is implemented and of this version; otherwise *why is the reason. */
static bool takes(struct tls *tls, uint16_t id, enum err *why)
{
    const struct suite *s = suite_find(id);

    if (s == NULL || s->kx == SUITE_KX_NONE || suite_is_13(s) != (tls->info.version == TLS_1_3))
        return false;
    *why = try_suite(tls, s);
    return *why == ERR_OK;
}

/* The first of our suites that the client offers and that fits. */
static enum err our_order(struct tls *tls, struct span theirs)
{
    const struct numbers *ours = &tls->config.suites;
    enum err why = ERR_TLS_NO_COMMON_SUITE;

    for (size_t i = 0; i < ours->num; i++) {
        if (list16_has(theirs, ours->v[i]) && takes(tls, ours->v[i], &why))
            return ERR_OK;
    }
    return why;
}

/* Each of our suites is tried once, however often the client lists it. */
static enum err their_order(struct tls *tls, struct span theirs)
{
    const struct numbers *ours = &tls->config.suites;
    bool was_tried[NAMES_MAX] = {false};
    enum err why = ERR_TLS_NO_COMMON_SUITE;

    for (size_t i = 0; 2 * i < theirs.n; i++) {
        for (size_t k = 0; k < ours->num; k++) {
            if (was_tried[k] || ours->v[k] != list16_at(theirs, i))
                continue;
            was_tried[k] = true;
            if (takes(tls, ours->v[k], &why))
                return ERR_OK;
        }
    }
    return why;
}

enum err negotiate_suite(struct tls *tls, const struct client_hello *hello)
{
    const struct tls_faults *faults = tls->config.faults;
    enum err e = ERR_TLS_NO_COMMON_SUITE;

    if (faults != NULL && faults->suite != 0)
        (void)takes(tls, faults->suite, &e);
    else
        e = tls->config.server->client_order ? their_order(tls, hello->suites)
                                             : our_order(tls, hello->suites);
    if (e == ERR_TLS_NO_COMMON_GROUP && lacks_ffdhe(tls))
        e = ERR_TLS_NO_COMMON_FFDHE;
    return e == ERR_OK ? ERR_OK : conn_fail(tls, e, hello->suites);
}
