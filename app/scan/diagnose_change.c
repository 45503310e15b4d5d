/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/scan/alpn_offer.h"
#include "app/scan/diagnose_inside.h"
#include "lib/tls/wire/hello_offer.h"

enum {
    PIECE = 64,       /* bytes in a record of a hello that is split */
    RISKY_FROM = 256, /* RFC 7685 4 */
    RISKY_TO = 512,
    PACKET = 1500, /* what a packet holds */
    LONG = 1600,
    REGISTRY_MAX = 1024, /* more than any registry has rows */
};

bool diagnose_has(const struct numbers *list, uint16_t number)
{
    for (size_t i = 0; i < list->num; i++) {
        if (list->v[i] == number)
            return true;
    }
    return false;
}

bool diagnose_offered_alpn(const struct diagnose *d, struct span protocol)
{
    struct fail fail = {0};
    struct rd r = rd_init(d->failed->config->alpn, &fail);

    while (rd_more(&r)) {
        if (span_eq(rd_vec8(&r, 0, UINT8_MAX), protocol))
            return true;
    }
    return false;
}

static void add(struct numbers *list, uint16_t number)
{
    if (!diagnose_has(list, number) && list->num < NAMES_MAX)
        list->v[list->num++] = number;
}

/* Adds what the set "all" has and the list has not. */
static void add_all(struct numbers *list,
                    enum err (*names)(struct numbers *out, struct span text, struct span *at))
{
    struct numbers all = {0};
    struct span at;

    if (names(&all, SPAN_LIT("all"), &at) != ERR_OK)
        return;
    for (size_t i = 0; i < all.num; i++)
        add(list, all.v[i]);
}

static bool lacks(const struct numbers *list,
                  enum err (*names)(struct numbers *out, struct span text, struct span *at))
{
    struct numbers more = *list;

    add_all(&more, names);
    return more.num > list->num;
}

static void drop_hybrids(struct numbers *groups)
{
    size_t num = 0;

    for (size_t i = 0; i < groups->num; i++) {
        if (!group_is_post_quantum(groups->v[i]))
            groups->v[num++] = groups->v[i];
    }
    groups->num = num;
}

static bool has_hybrids(const struct tls_config *c)
{
    struct numbers groups = c->groups;

    drop_hybrids(&groups);
    return c->max_version == TLS_1_3 && groups.num < c->groups.num && groups.num > 0;
}

/* --- is it a change? ----------------------------------------------------------------------- */

static bool is_12(const struct tls_config *c)
{
    return c->max_version == TLS_1_2;
}

static bool is_13(const struct tls_config *c)
{
    return c->min_version == TLS_1_3;
}

/* The length of the hello is among those that some servers hang on. */
static bool is_risky(const struct diagnose *d)
{
    return d->failed->hello_n >= RISKY_FROM && d->failed->hello_n < RISKY_TO;
}

/* The server has answered with a hello that was good: another hello alone says nothing new. */
static bool has_chosen(const struct diagnose *d)
{
    return d->failed->info != NULL && d->failed->info->version != 0;
}

bool diagnose_change_is(const struct diagnose *d, enum diagnosis_trial change)
{
    const struct tls_config *c = d->failed->config;

    switch (change) {
    case TRIAL_ADD_12: return is_13(c);
    case TRIAL_ADD_13: return is_12(c);
    case TRIAL_ONLY_12: return !is_12(c);
    case TRIAL_ONLY_13: return !is_13(c);
    case TRIAL_ALL_SUITES: return lacks(&c->suites, names_suites);
    case TRIAL_ALL_GROUPS: return lacks(&c->groups, names_groups);
    case TRIAL_ALL_SCHEMES: return lacks(&c->schemes, names_schemes);
    case TRIAL_NAME: return d->failed->name.n > 0 && !span_ieq(c->server_name, d->failed->name);
    case TRIAL_NO_NAME: return c->server_name.n > 0;
    case TRIAL_NO_PROTOCOLS: return c->alpn.n > 0;
    case TRIAL_PADDED: return is_risky(d);
    case TRIAL_SPLIT: return c->record_max == 0;
    case TRIAL_WHOLE: return c->record_max != 0;
    case TRIAL_BIG: return d->failed->hello_n < PACKET;
    case TRIAL_GREASE: return !c->hello.grease;
    case TRIAL_NO_GREASE: return c->hello.grease;
    case TRIAL_NO_IDENTITY: return c->identity != NULL;
    case TRIAL_CLASSICAL: return has_hybrids(c);
    case TRIAL_UNCOMPRESSED: return c->compressions.num > 0;
    case TRIAL_REGISTRY:
    case TRIAL_OLD:
    case TRIAL_SSL_3: return !has_chosen(d);
    default: return true;
    }
}

/* --- the change ---------------------------------------------------------------------------- */

/* A version needs suites and groups of its own. */
static void complete(struct tls_config *c)
{
    struct numbers suites = {0}, groups = {0};
    bool has_12 = false, has_13 = false, has_classical = false;

    for (size_t i = 0; i < c->suites.num; i++) {
        const struct suite *s = suite_find(c->suites.v[i]);
        has_13 = has_13 || (s != NULL && suite_is_13(s));
        has_12 = has_12 || (s != NULL && s->kx != SUITE_KX_NONE && !suite_is_13(s));
    }
    for (size_t i = 0; i < c->groups.num; i++)
        has_classical = has_classical || !group_is_post_quantum(c->groups.v[i]);
    names_default_suites(&suites);
    names_default_groups(&groups);
    for (size_t i = 0; i < suites.num; i++) {
        bool of_13 = suite_is_13(suite_find(suites.v[i]));
        if (of_13 ? c->max_version == TLS_1_3 && !has_13 : c->min_version == TLS_1_2 && !has_12)
            add(&c->suites, suites.v[i]);
    }
    for (size_t i = 0; i < groups.num && c->min_version == TLS_1_2 && !has_classical; i++)
        add(&c->groups, groups.v[i]);
}

static void make_versions(struct tls_config *c, uint16_t from, uint16_t to)
{
    c->min_version = from;
    c->max_version = to;
    complete(c);
}

static void make_small(struct tls_config *c)
{
    drop_hybrids(&c->groups);
    complete(c);
    c->compressions.num = 0;
    c->ocsp = c->scts = false;
    c->without.tickets = c->without.etm = true;
    c->post_handshake_auth = false;
}

/* Everything that is offered by lists. */
static void make_wide(const struct diagnose *d, struct tls_config *c, unsigned axes)
{
    if ((axes & 1U << AXIS_VERSION) != 0)
        make_versions(c, TLS_1_2, TLS_1_3);
    if ((axes & 1U << AXIS_SUITE) != 0)
        add_all(&c->suites, names_suites);
    if ((axes & 1U << AXIS_GROUP) != 0)
        add_all(&c->groups, names_groups);
    if ((axes & 1U << AXIS_SCHEME) != 0)
        add_all(&c->schemes, names_schemes);
    if ((axes & 1U << AXIS_NAME) != 0 && c->server_name.n == 0)
        c->server_name = d->failed->name;
    if ((axes & 1U << AXIS_ALPN) != 0)
        c->alpn = d->protocols;
}

static void leave_out(struct numbers *list, const struct diagnosis_list *without)
{
    size_t num = 0;

    for (size_t i = 0; i < list->num; i++) {
        bool out = false;
        for (size_t k = 0; k < without->num; k++)
            out = out || without->v[k] == list->v[i];
        if (!out)
            list->v[num++] = list->v[i];
    }
    list->num = num;
}

static void make_shape(const struct diagnose *d, enum diagnosis_trial change, struct tls_config *c)
{
    switch (change) {
    case TRIAL_PADDED: c->hello.size = RISKY_TO; break;
    case TRIAL_BIG: c->hello.size = LONG; break;
    case TRIAL_SPLIT: c->record_max = PIECE; break;
    case TRIAL_WHOLE: c->record_max = 0; break;
    case TRIAL_GREASE: c->hello.grease = true; break;
    case TRIAL_NO_GREASE: c->hello.grease = false; break;
    case TRIAL_SMALL:
    case TRIAL_SMALL_LONG: make_small(c); break;
    case TRIAL_CLASSICAL:
    case TRIAL_CLASSICAL_LONG:
        drop_hybrids(&c->groups);
        complete(c);
        break;
    default: break;
    }
    if (change == TRIAL_SMALL_LONG || change == TRIAL_CLASSICAL_LONG)
        c->hello.size = d->failed->hello_n;
}

void diagnose_change_make(const struct diagnose *d, enum diagnosis_trial change,
                          struct tls_config *config)
{
    switch (change) {
    case TRIAL_ADD_12:
    case TRIAL_ADD_13: make_versions(config, TLS_1_2, TLS_1_3); break;
    case TRIAL_ONLY_12: make_versions(config, TLS_1_2, TLS_1_2); break;
    case TRIAL_ONLY_13: make_versions(config, TLS_1_3, TLS_1_3); break;
    case TRIAL_ALL_SUITES: make_wide(d, config, 1U << AXIS_SUITE); break;
    case TRIAL_ALL_GROUPS: make_wide(d, config, 1U << AXIS_GROUP); break;
    case TRIAL_ALL_SCHEMES: make_wide(d, config, 1U << AXIS_SCHEME); break;
    case TRIAL_NAME: config->server_name = d->failed->name; break;
    case TRIAL_MANY_PROTOCOLS: make_wide(d, config, 1U << AXIS_ALPN); break;
    case TRIAL_NO_NAME: config->server_name = (struct span){0}; break;
    case TRIAL_NO_PROTOCOLS: config->alpn = (struct span){0}; break;
    case TRIAL_NO_IDENTITY: config->identity = NULL; break;
    case TRIAL_UNCOMPRESSED: config->compressions.num = 0; break;
    case TRIAL_ONLY_12_LONG:
        make_versions(config, TLS_1_2, TLS_1_2);
        config->hello.size = d->failed->hello_n;
        break;
    case TRIAL_WIDE: make_wide(d, config, ~0U); break;
    case TRIAL_NEEDED: make_wide(d, config, d->needed); break;
    case TRIAL_PLAIN:
        make_small(config);
        add_all(&config->suites, names_suites);
        make_versions(config, TLS_1_2, TLS_1_2);
        config->alpn = (struct span){0};
        break;
    default: make_shape(d, change, config); break;
    }
    if (d->without.of == LIST_OF_SUITES)
        leave_out(&config->suites, &d->without);
    if (d->without.of == LIST_OF_GROUPS)
        leave_out(&config->groups, &d->without);
    if (d->without.of == LIST_OF_SCHEMES)
        leave_out(&config->schemes, &d->without);
}

/* --- hellos alone -------------------------------------------------------------------------- */

/* All suites that a version has; those of TLS 1.3 are in the registry's first block of 0x13. */
static size_t all_suites(uint16_t out[REGISTRY_MAX], bool with_13)
{
    size_t num = 0;
    const struct suite *s;

    for (size_t i = 0; (s = suite_at(i)) != NULL && num < REGISTRY_MAX; i++) {
        bool is_13 = s->id >> 8 == 0x13;
        if (s->status != STATUS_SIGNAL && s->id != 0 && (with_13 || !is_13))
            out[num++] = s->id;
    }
    return num;
}

static size_t all_groups(uint16_t out[REGISTRY_MAX])
{
    size_t num = 0;
    const struct group *g;

    for (size_t i = 0; (g = group_at(i)) != NULL && num < REGISTRY_MAX; i++)
        out[num++] = g->id;
    return num;
}

bool diagnose_change_hello(struct diagnose *d, enum diagnosis_trial change, struct buf *out)
{
    static const uint16_t versions[] = {TLS_1_3, TLS_1_2};
    const struct tls_config *c = d->failed->config;
    uint16_t suites[REGISTRY_MAX], groups[REGISTRY_MAX];
    bool with_13 = change == TRIAL_REGISTRY && c->max_version == TLS_1_3;
    struct hello_offer offer = {
        .version = change == TRIAL_SSL_3 ? TLS_SSL_3
                   : change == TRIAL_OLD ? TLS_1_1
                                         : TLS_1_2,
        .suites = {suites, all_suites(suites, with_13)},
        .with = OFFER_RENEGOTIATION,
        .server_name = c->server_name,
    };
    const struct rng rng = rng_system(&d->random);

    if (change != TRIAL_REGISTRY && change != TRIAL_OLD && change != TRIAL_SSL_3)
        return false;
    if (change == TRIAL_SSL_3) {
        offer.with = OFFER_NO_EXTENSIONS;
    } else {
        offer.groups = (struct offer_list){groups, all_groups(groups)};
        offer.with |= OFFER_EMS | OFFER_TICKET;
    }
    if (change == TRIAL_REGISTRY) {
        offer.versions = (struct offer_list){with_13 ? versions : versions + 1,
                                             with_13 && c->min_version == TLS_1_2 ? 2 : 1};
        offer.schemes = (struct offer_list){c->schemes.v, c->schemes.num};
        offer.with |= OFFER_SESSION_ID | OFFER_PSK_MODES;
        offer.alpn = c->alpn;
    }
    hello_offer_put(out, &offer, &rng);
    return true;
}
