/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A change explains the failure if what it brought was used.  After "all groups", a server that
 * chooses a group of the first offer did not need the others, and something else helped: the hello
 * became longer, for example.
 */
#include "config.h"

#include "app/scan/diagnose_inside.h"
#include "lib/view/handshake/hs_client.h"

enum { TEXT_MAX = 1 << 12 };

static bool found(struct diagnose *d, enum diagnosis_want_id id, const struct diagnosis_list *list)
{
    struct diagnosis *out = d->out;

    if (out->num_wants == DIAGNOSIS_WANTS)
        return true;
    out->wants[out->num_wants].id = id;
    out->wants[out->num_wants++].list = list == NULL ? (struct diagnosis_list){0} : *list;
    out->result = DIAGNOSIS_FOUND;
    return true;
}

static bool found_text(struct diagnose *d, enum diagnosis_want_id id, struct span text)
{
    struct diagnosis_list list = {0};

    if (arena_copy(d->arena, &list.text, text) != ERR_OK)
        d->err = ERR_MEMORY;
    return found(d, id, &list);
}

/* Something helps, and nothing says what of it. */
static bool unclear(struct diagnose *d)
{
    d->out->result = DIAGNOSIS_UNCLEAR;
    return false;
}

/* The exact limit is not known: what is known is a length that was refused. */
static bool found_length(struct diagnose *d, enum diagnosis_want_id id,
                         const struct diagnosis_attempt *denial)
{
    struct buf text;

    d->denial = denial;

    buf_init(&text, TEXT_MAX);
    buf_printf(&text, "%zu bytes are refused", d->failed->hello_n);
    bool ok = found_text(d, id, buf_span(&text));
    buf_free(&text);
    return ok;
}

/* A longer list helps, and nothing of it was used: perhaps the length helps. */
static bool explain_longer(struct diagnose *d)
{
    static const struct {
        enum diagnosis_trial trial;
        enum diagnosis_want_id want;
    } rows[] = {{TRIAL_PADDED, WANT_NOT_256}, {TRIAL_BIG, WANT_LONG}};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (d->tried[rows[i].trial] || !diagnose_change_is(d, rows[i].trial))
            continue;
        const struct diagnosis_attempt *a = diagnose_attempt(d, rows[i].trial, NULL);
        if (a != NULL && a->worked)
            return found_length(d, rows[i].want, NULL);
    }
    return unclear(d);
}

/* --- lists: suites, groups, schemes -------------------------------------------------------- */

/* What a list is about: what was offered first, and what an attempt chose. */
struct listed {
    enum diagnosis_list_of of;
    const struct numbers *offered;
    uint16_t (*chosen)(const struct diagnosis_attempt *a);
    enum diagnosis_want_id all, some;
};

static uint16_t suite_of(const struct diagnosis_attempt *a)
{
    return a->suite;
}

static uint16_t group_of(const struct diagnosis_attempt *a)
{
    return a->group;
}

static uint16_t scheme_of(const struct diagnosis_attempt *a)
{
    return a->scheme;
}

static bool is_new(const struct listed *l, const struct diagnosis_attempt *a)
{
    return l->chosen(a) != 0 && !diagnose_has(l->offered, l->chosen(a));
}

static bool all_post_quantum(const struct diagnosis_list *list)
{
    for (size_t i = 0; i < list->num; i++) {
        if (!group_is_post_quantum(list->v[i]))
            return false;
    }
    return list->of == LIST_OF_GROUPS;
}

/* More groups help, and none of them is used for the key exchange: up to TLS 1.2 they are also the
 * curves that a certificate may have (RFC 8422 5.1). */
static bool explain_curve(struct diagnose *d)
{
    static const uint16_t curves[] = {GROUP_SECP256R1, GROUP_SECP384R1, GROUP_SECP521R1};

    for (size_t i = 0; i < sizeof curves / sizeof curves[0] && diagnose_left(d) > 2; i++) {
        struct diagnosis_list list = {.of = LIST_OF_GROUPS, .v = {curves[i]}, .num = 1};
        if (diagnose_has(&d->failed->config->groups, curves[i]))
            continue;
        d->denial = diagnose_attempt(d, TRIAL_ALL_GROUPS, &list);
        if (d->denial != NULL && !d->denial->worked)
            return found(d, WANT_CURVE, &list);
    }
    d->denial = NULL;
    return false;
}

/* Leaves out what the server chose, until it refuses: then it accepts nothing else. */
static bool explain_list(struct diagnose *d, const struct listed *l,
                         const struct diagnosis_attempt *a)
{
    struct diagnosis_list list = {.of = l->of};
    enum diagnosis_trial change = a->change;
    bool complete = false;

    if (!is_new(l, a))
        return (l->of == LIST_OF_GROUPS && a->version == TLS_1_2 && explain_curve(d)) ||
               explain_longer(d);
    while (a != NULL && a->worked && is_new(l, a) && list.num < DIAGNOSIS_LISTED) {
        list.v[list.num++] = l->chosen(a);
        a = list.num < DIAGNOSIS_LISTED ? diagnose_attempt(d, change, &list) : NULL;
        complete = a != NULL && !a->worked;
    }
    d->denial = complete ? a : NULL;
    if (complete && all_post_quantum(&list))
        return found(d, WANT_PQ_GROUPS, &list);
    return found(d, complete ? l->all : l->some, &list);
}

/* --- versions ------------------------------------------------------------------------------ */

/* Another version helps: unless the server says that it was the version, the old one may work with
 * other suites. */
static bool explain_version(struct diagnose *d, const struct diagnosis_attempt *a)
{
    const struct tls_config *c = d->failed->config;
    struct diagnosis_list list = {.of = LIST_OF_VERSIONS, .v = {a->version}, .num = 1};

    if (a->version >= c->min_version && a->version <= c->max_version)
        return explain_longer(d);
    if (d->failed->alert == ALERT_PROTOCOL_VERSION || d->tried[TRIAL_ALL_SUITES] ||
        !diagnose_change_is(d, TRIAL_ALL_SUITES))
        return found(d, WANT_VERSION, &list);
    a = diagnose_attempt(d, TRIAL_ALL_SUITES, NULL);
    if (a != NULL && a->worked)
        return diagnose_explain(d, a);
    return found(d, WANT_VERSION, &list);
}

/* A server of today may have an old version, too: it must not have a new one. */
static bool explain_old(struct diagnose *d, const struct diagnosis_attempt *a)
{
    struct diagnosis_list list = {.of = LIST_OF_VERSIONS, .v = {a->version}, .num = 1};

    if (a->version >= TLS_1_2)
        return unclear(d);
    if (!d->tried[TRIAL_REGISTRY])
        diagnose_attempt(d, TRIAL_REGISTRY, NULL);
    for (size_t i = 0; i < d->out->num; i++) {
        const struct diagnosis_attempt *b = &d->out->attempts[i];
        if (b->worked && b->change == TRIAL_REGISTRY && b->version >= TLS_1_2)
            return false;
    }
    return found(d, WANT_OLD_VERSION, &list);
}

static bool explain_foreign(struct diagnose *d, const struct diagnosis_attempt *a)
{
    const struct suite *s = suite_find(a->suite);
    const struct group *g = group_find(a->group);
    struct diagnosis_list suites = {.of = LIST_OF_SUITES, .v = {a->suite}, .num = 1};
    struct diagnosis_list groups = {.of = LIST_OF_GROUPS, .v = {a->group}, .num = 1};

    if (a->version < TLS_1_2)
        return explain_old(d, a);
    if (s == NULL || s->kx == SUITE_KX_NONE)
        return found(d, WANT_FOREIGN_SUITE, &suites);
    if (g != NULL && group_kx(g) == NULL)
        return found(d, WANT_FOREIGN_GROUP, &groups);
    return unclear(d);
}

/* --- the shape of the hello ---------------------------------------------------------------- */

/* Of the extensions that a small hello lacks, one can be left out by an option. */
static bool explain_few(struct diagnose *d)
{
    const struct diagnosis_attempt *a = NULL;

    if (diagnose_left(d) > 2 && diagnose_change_is(d, TRIAL_UNCOMPRESSED))
        a = diagnose_attempt(d, TRIAL_UNCOMPRESSED, NULL);
    return found(d, a != NULL && a->worked ? WANT_NO_COMPRESSION : WANT_FEW, NULL);
}

/* What of a small hello helps: its length, the missing hybrids, or fewer extensions.  The same with
 * padding tells. */
static bool explain_small(struct diagnose *d)
{
    bool has_hybrids = diagnose_change_is(d, TRIAL_CLASSICAL);
    const struct diagnosis_attempt *a =
        has_hybrids ? diagnose_attempt(d, TRIAL_CLASSICAL, NULL) : NULL;
    bool by_groups = a != NULL && a->worked;

    if (d->failed->hello_n == 0)
        return unclear(d);
    a = diagnose_attempt(d, by_groups ? TRIAL_CLASSICAL_LONG : TRIAL_SMALL_LONG, NULL);
    if (a == NULL)
        return unclear(d);
    if (!a->worked)
        return found_length(d, by_groups ? WANT_SHORT : WANT_SHORTER, a);
    return by_groups ? found(d, WANT_CLASSICAL, NULL) : explain_few(d);
}

/* A hello of TLS 1.2 alone is also a small one, and shorter than any other. */
static bool explain_alone(struct diagnose *d)
{
    const struct diagnosis_attempt *a =
        d->tried[TRIAL_SMALL] ? NULL : diagnose_attempt(d, TRIAL_SMALL, NULL);

    if (a != NULL && a->worked)
        return explain_small(d);
    if (d->failed->hello_n == 0)
        return unclear(d);
    a = diagnose_attempt(d, TRIAL_ONLY_12_LONG, NULL);
    if (a == NULL)
        return unclear(d);
    return a->worked ? found(d, WANT_NO_13, NULL) : found_length(d, WANT_SHORT_12, a);
}

static bool found_name(struct diagnose *d)
{
    return found_text(d, d->failed->config->server_name.n > 0 ? WANT_OTHER_NAME : WANT_NAME,
                      d->failed->name);
}

static bool explain_protocol(struct diagnose *d, const struct diagnosis_attempt *a)
{
    if (a->alpn.n == 0 || diagnose_offered_alpn(d, a->alpn))
        return unclear(d);
    return found_text(d, WANT_PROTOCOL, a->alpn);
}

bool diagnose_explain(struct diagnose *d, const struct diagnosis_attempt *attempt)
{
    const struct tls_config *c = d->failed->config;
    const struct listed suites = {LIST_OF_SUITES, &c->suites, suite_of, WANT_SUITES,
                                  WANT_SOME_SUITES},
                        groups = {LIST_OF_GROUPS, &c->groups, group_of, WANT_GROUPS,
                                  WANT_SOME_GROUPS},
                        schemes = {LIST_OF_SCHEMES, &c->schemes, scheme_of, WANT_SCHEMES,
                                   WANT_SOME_SCHEMES};

    switch (attempt->change) {
    case TRIAL_ADD_12:
    case TRIAL_ADD_13: return explain_version(d, attempt);
    case TRIAL_ALL_SUITES: return explain_list(d, &suites, attempt);
    case TRIAL_ALL_GROUPS: return explain_list(d, &groups, attempt);
    case TRIAL_ALL_SCHEMES: return explain_list(d, &schemes, attempt);
    case TRIAL_REGISTRY: return explain_foreign(d, attempt);
    case TRIAL_OLD:
    case TRIAL_SSL_3: return explain_old(d, attempt);
    case TRIAL_NAME: return found_name(d);
    case TRIAL_NO_NAME: return found_text(d, WANT_NO_NAME, c->server_name);
    case TRIAL_MANY_PROTOCOLS: return explain_protocol(d, attempt);
    case TRIAL_NO_PROTOCOLS: return found(d, WANT_NO_PROTOCOL, NULL);
    case TRIAL_PADDED: return found(d, WANT_NOT_256, NULL);
    case TRIAL_SMALL: return explain_small(d);
    case TRIAL_SPLIT: return found(d, WANT_SPLIT, NULL);
    case TRIAL_WHOLE: return found(d, WANT_WHOLE, NULL);
    case TRIAL_BIG: return found_length(d, WANT_LONG, NULL);
    case TRIAL_ONLY_12: return explain_alone(d);
    case TRIAL_ONLY_13: return found(d, WANT_NO_12, NULL);
    case TRIAL_GREASE: return found(d, WANT_GREASE, NULL);
    case TRIAL_NO_GREASE: return found(d, WANT_NO_GREASE, NULL);
    case TRIAL_NO_IDENTITY: return found(d, WANT_NO_CERTIFICATE, NULL);
    default: return unclear(d);
    }
}

/* --- several changes at once --------------------------------------------------------------- */

/* A version that is offered, too, brings the default suites of its own. */
static bool comes_with_version(unsigned axes, uint16_t suite)
{
    struct numbers usual = {0};

    names_default_suites(&usual);
    return (axes & 1U << AXIS_VERSION) != 0 && diagnose_has(&usual, suite);
}

/* The axes of which a server used something that was not offered first. */
static unsigned used(const struct diagnose *d, const struct diagnosis_attempt *a)
{
    const struct tls_config *c = d->failed->config;
    unsigned axes = 0;

    if (a->version < c->min_version || a->version > c->max_version)
        axes |= 1U << AXIS_VERSION;
    if (a->suite != 0 && !diagnose_has(&c->suites, a->suite) && !comes_with_version(axes, a->suite))
        axes |= 1U << AXIS_SUITE;
    if (a->group != 0 && !diagnose_has(&c->groups, a->group))
        axes |= 1U << AXIS_GROUP;
    if (a->scheme != 0 && !diagnose_has(&c->schemes, a->scheme))
        axes |= 1U << AXIS_SCHEME;
    if (a->alpn.n > 0 && !diagnose_offered_alpn(d, a->alpn))
        axes |= 1U << AXIS_ALPN;
    if (c->server_name.n == 0 && d->failed->name.n > 0)
        axes |= 1U << AXIS_NAME;
    return axes;
}

static void found_axis(struct diagnose *d, enum diagnosis_axis axis,
                       const struct diagnosis_attempt *a)
{
    struct diagnosis_list list = {.num = 1};

    switch (axis) {
    case AXIS_VERSION:
        list.v[0] = a->version;
        found(d, WANT_VERSION, &list);
        break;
    case AXIS_SUITE:
        list.of = LIST_OF_SUITES;
        list.v[0] = a->suite;
        found(d, WANT_SOME_SUITES, &list);
        break;
    case AXIS_GROUP:
        list.of = LIST_OF_GROUPS;
        list.v[0] = a->group;
        found(d, WANT_SOME_GROUPS, &list);
        break;
    case AXIS_SCHEME:
        list.of = LIST_OF_SCHEMES;
        list.v[0] = a->scheme;
        found(d, WANT_SOME_SCHEMES, &list);
        break;
    case AXIS_ALPN: found_text(d, WANT_PROTOCOL, a->alpn); break;
    case AXIS_NAME: found_name(d); break;
    default: break;
    }
}

/* What was used is offered alone, and a name is left out if it works without. */
static void explain_wide(struct diagnose *d, const struct diagnosis_attempt *wide)
{
    const unsigned name = 1U << AXIS_NAME;
    const struct diagnosis_attempt *a;

    d->needed = used(d, wide);
    if ((d->needed & name) != 0 && diagnose_left(d) > 3) {
        d->needed &= ~name;
        a = diagnose_attempt(d, TRIAL_NEEDED, NULL);
        d->needed |= a != NULL && a->worked ? 0 : name;
    }
    a = diagnose_attempt(d, TRIAL_NEEDED, NULL);
    if (a == NULL || !a->worked)
        return;
    for (enum diagnosis_axis axis = 0; axis < AXIS_COUNT; axis++) {
        if ((d->needed & 1U << axis) != 0)
            found_axis(d, axis, a);
    }
}

/* Names that we do not have help, nothing that we have does, and it is not the length: what the
 * server chose does not show which, as with the curve of its certificate (RFC 8422 5.1). */
static bool explain_unseen(struct diagnose *d)
{
    const struct diagnosis_attempt *a = diagnose_proof(d);

    if (a == NULL || a->change != TRIAL_REGISTRY || a->version < TLS_1_2)
        return false;
    if (!d->tried[TRIAL_SMALL]) {
        a = diagnose_attempt(d, TRIAL_SMALL, NULL);
        if (a == NULL || a->worked)
            return false;
    }
    return found(d, WANT_FOREIGN, NULL);
}

void diagnose_combine(struct diagnose *d)
{
    const struct diagnosis_attempt *a = diagnose_attempt(d, TRIAL_WIDE, NULL);

    if (a != NULL && a->worked) {
        d->out->result = DIAGNOSIS_UNCLEAR;
        explain_wide(d, a);
        return;
    }
    if (explain_unseen(d))
        return;
    a = diagnose_attempt(d, TRIAL_PLAIN, NULL);
    if (a != NULL && a->worked)
        d->out->result = DIAGNOSIS_UNCLEAR;
    a = d->is_old && !d->tried[TRIAL_OLD] ? diagnose_attempt(d, TRIAL_OLD, NULL) : NULL;
    if (a != NULL && a->worked)
        explain_old(d, a);
}

/* --- the client's certificate -------------------------------------------------------------- */

const struct diagnosis_attempt *diagnose_proof(const struct diagnose *d)
{
    for (size_t i = d->out->num; i-- > 0;) {
        if (d->out->attempts[i].worked)
            return &d->out->attempts[i];
    }
    return NULL;
}

static void found_identity(struct diagnose *d, struct span wants)
{
    found_text(d, d->failed->config->identity == NULL ? WANT_CERTIFICATE : WANT_OTHER_CERTIFICATE,
               wants);
}

void diagnose_identity_too(struct diagnose *d)
{
    const struct diagnosis_attempt *a = diagnose_proof(d);

    if (a != NULL && a->wants_certificate)
        found_identity(d, d->client_wants);
}

void diagnose_identity(struct diagnose *d)
{
    bool had_one = d->failed->config->identity != NULL;
    const struct diagnosis_attempt *a =
        had_one ? diagnose_attempt(d, TRIAL_NO_IDENTITY, NULL) : NULL;
    struct buf wants;

    if (a != NULL && a->worked) {
        found(d, WANT_NO_CERTIFICATE, NULL);
        return;
    }
    buf_init(&wants, TEXT_MAX);
    if (d->failed->info != NULL)
        hs_client_wants(&wants, d->failed->info, LANG_EN);
    found_identity(d, buf_span(&wants));
    buf_free(&wants);
}
