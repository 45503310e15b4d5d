/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/badserver/badserver.h"

static void key_before(void *ctx, const struct mutation_args *row)
{
    struct talk *t = ctx;

    talk_key(t, (enum fkey)row->n, (uint16_t)row->v);
}

/* A chain that is not of the key that signs. */
static void other_leaf_before(void *ctx, const struct mutation_args *row)
{
    struct talk *t = ctx;
    const struct privkey *own = t->server.key;

    talk_key(t, (enum fkey)row->n, t->server.scheme);
    t->server.key = own;
}

static void pss_before(void *ctx, const struct mutation_args *row)
{
    struct talk *t = ctx;

    talk_pss(t, (enum fkey)row->n, (uint16_t)row->v);
}

/* The last byte of a signature, or of what holds it. */
static void apply_forge(struct mutation_context *s)
{
    s->m->p[s->m->n - 1] ^= 1;
}

/* A signature of another kind of key than the leaf's: the scheme v is that of the leaf. */
static void apply_said(struct mutation_context *s)
{
    s->m->p[MSG_HEADER] = (uint8_t)(s->row->v >> 8);
    s->m->p[MSG_HEADER + 1] = (uint8_t)s->row->v;
}

static void usage_before(void *ctx, const struct mutation_args *row)
{
    struct talk *t = ctx;

    talk_usage(t, (enum fkey)row->n, t->server.scheme, (uint32_t)row->v);
}

static void refused_before(void *ctx, const struct mutation_args *row)
{
    struct talk *t = ctx;

    t->verdict = ERR_TLS_VERDICT;
    t->verdict_alert = (enum alert)row->v;
}

static void suite_before(void *ctx, const struct mutation_args *row)
{
    struct talk *t = ctx;

    t->server.suite = (uint16_t)row->v;
}

static void scheme_before(void *ctx, const struct mutation_args *row)
{
    struct talk *t = ctx;

    t->server.scheme = (uint16_t)row->v;
}

static void offered_before(void *ctx, const struct mutation_args *row)
{
    struct talk *t = ctx;

    t->client.schemes.v[t->client.schemes.num++] = (uint16_t)row->v;
    t->server.scheme = (uint16_t)row->v;
}

static void no_ems_before(void *ctx, const struct mutation_args *row)
{
    struct talk *t = ctx;

    (void)row;
    t->server.ems = false;
}

static void require_before(void *ctx, const struct mutation_args *row)
{
    struct talk *t = ctx;

    (void)row;
    t->client.ems.required = true;
    t->server.ems = false;
}

static void identity_before(void *ctx, const struct mutation_args *row)
{
    struct talk *t = ctx;

    talk_identity(t, (enum fkey)row->n);
    t->client.identity_must_fit = true;
}

static void apply_pkcs1_asked(struct mutation_context *s)
{
    edit_ext_set(s->m, true, TLSX_SIGNATURE_ALGORITHMS, s->row->bytes);
}

static void limited_before(void *ctx, const struct mutation_args *row)
{
    struct talk *t = ctx;

    t->client.record_size_limit = (uint16_t)row->v;
}

/* The server agrees, and forgets about it. */
static void apply_limited(struct mutation_context *s)
{
    s->tls->info.peer_record_limit = 0;
    edit_ext_set(s->m, s->is_13, TLSX_RECORD_SIZE_LIMIT, s->row->bytes);
}

static void message_max_before(void *ctx, const struct mutation_args *row)
{
    struct talk *t = ctx;

    t->client.message_max = (size_t)row->n;
}

static void no_resumption_before(void *ctx, const struct mutation_args *row)
{
    struct talk *t = ctx;

    (void)row;
    t->server.resumes = false;
}

static void no_early_before(void *ctx, const struct mutation_args *row)
{
    struct talk *t = ctx;

    (void)row;
    t->server.max_early = 0;
}

static void retries_before(void *ctx, const struct mutation_args *row)
{
    struct talk *t = ctx;

    (void)row;
    t->server.retries = true;
    t->server.group = GROUP_SECP384R1;
}

static void group_before(void *ctx, const struct mutation_args *row)
{
    struct talk *t = ctx;

    t->server.group = (uint16_t)row->v;
}

static void lenient_before(void *ctx, const struct mutation_args *row)
{
    struct talk *t = ctx;

    usage_before(t, row);
    t->client.ignore.key_usage = true;
}

/* early_data is said to be accepted where it cannot be. */
static void apply_early_answered(struct mutation_context *s)
{
    edit_ext_add(s->m, true, TLSX_EARLY_DATA, (struct span){0});
}

#define CONNECTION_MUTATION(id, how) \
    const struct mutation mutation_##id = {FAULT_MESSAGE, NULL, how##_before}

CONNECTION_MUTATION(key_and_scheme, key);
CONNECTION_MUTATION(pss_key, pss);
CONNECTION_MUTATION(other_leaf, other_leaf);
CONNECTION_MUTATION(usage, usage);
CONNECTION_MUTATION(lenient_usage, lenient);
CONNECTION_MUTATION(refused, refused);
CONNECTION_MUTATION(other_suite, suite);
CONNECTION_MUTATION(other_scheme, scheme);
CONNECTION_MUTATION(offered_scheme, offered);
CONNECTION_MUTATION(other_group, group);
CONNECTION_MUTATION(no_early, no_early);
CONNECTION_MUTATION(no_ems, no_ems);
CONNECTION_MUTATION(require_ems, require);
CONNECTION_MUTATION(small_message_max, message_max);
const struct mutation mutation_forge = {FAULT_MESSAGE, apply_forge, key_before};
const struct mutation mutation_forge_pss = {FAULT_MESSAGE, apply_forge, pss_before};
const struct mutation mutation_other_leaf_said = {FAULT_MESSAGE, apply_said, other_leaf_before};
const struct mutation mutation_limited = {FAULT_MESSAGE, apply_limited, limited_before};
const struct mutation mutation_pkcs1_asked = {FAULT_MESSAGE, apply_pkcs1_asked, identity_before};
const struct mutation mutation_full_with_early = {FAULT_MESSAGE, apply_early_answered,
                                                  no_resumption_before};
const struct mutation mutation_retried_with_early = {FAULT_MESSAGE, apply_early_answered,
                                                     retries_before};
