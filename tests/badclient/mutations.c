/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/badclient/badclient.h"

#include <stdlib.h>

#include "lib/tls/fault/fault_record.h"
#include "lib/x509/cert.h"

/* --- ClientHello -------------------------------------------------------------------------- */

static void apply_suites(struct mutation_context *s)
{
    edit_vector(s->m, edit_suite(s->m), 2, s->row->bytes);
}

/* One more suite, behind the others. */
static void apply_suite_add(struct mutation_context *s)
{
    size_t at = edit_suite(s->m);
    struct buf list = peer_new();
    size_t n = (size_t)(s->m->p[at] << 8 | s->m->p[at + 1]);

    buf_put(&list, span_of(s->m->p + at + 2, n));
    buf_u16(&list, (uint16_t)s->row->v);
    edit_vector(s->m, at, 2, buf_span(&list));
    buf_free(&list);
}

static void apply_compressions(struct mutation_context *s)
{
    edit_vector(s->m, edit_compression(s->m), 1, s->row->bytes);
}

/* The message ends behind the compression methods. */
static void apply_no_exts(struct mutation_context *s)
{
    buf_truncate(s->m, edit_exts(s->m, s->is_13));
    edit_fix(s->m);
}

static void apply_ext_raw(struct mutation_context *s)
{
    edit_ext_raw(s->m, s->is_13, s->row->bytes);
}

/* An extension in front of all others. */
static void apply_ext_before(struct mutation_context *s)
{
    size_t list = edit_exts(s->m, s->is_13);
    struct buf all = peer_new();

    ext_put(&all, (uint16_t)s->row->n, s->row->bytes);
    buf_put(&all, span_tail(buf_span(s->m), list + 2));
    edit_vector(s->m, list, 2, buf_span(&all));
    buf_free(&all);
}

/* --- order -------------------------------------------------------------------------------- */

/* Another message in its place: of type n, with the row's bytes. */
static void apply_instead(struct mutation_context *s)
{
    buf_truncate(s->m, 0);
    msg_put(s->m, (uint8_t)s->row->n, s->row->bytes);
}

/* ChangeCipherSpec stays away, and Finished comes in the clear. */
static void apply_no_ccs(struct mutation_context *s)
{
    static const uint8_t finished[MSG_HEADER + VERIFY_DATA_SIZE] = {HS_FINISHED, 0, 0,
                                                                    VERIFY_DATA_SIZE};

    s->act = FAULT_DROP;
    fault_record_clear(s->tls, CONTENT_HANDSHAKE, span_of(finished, sizeof finished));
}

/* The message twice in one record. */
static void apply_double(struct mutation_context *s)
{
    struct buf one = peer_new();

    buf_put(&one, buf_span(s->m));
    buf_put(s->m, buf_span(&one));
    buf_free(&one);
}

/* The first bytes of a KeyUpdate, then data. */
static void apply_half_update(struct mutation_context *s)
{
    static const uint8_t half[] = {HS_KEY_UPDATE, 0, 0};

    fault_record(s->tls, CONTENT_HANDSHAKE, span_of(half, sizeof half));
    fault_record(s->tls, CONTENT_APPLICATION_DATA, SPAN_LIT("data"));
}

/* The context of a Certificate of TLS 1.3. */
static void apply_context(struct mutation_context *s)
{
    edit_vector(s->m, MSG_HEADER, 1, s->row->bytes);
}

/* Early data in records of 100 bytes: n of them. */
static void apply_more_early(struct mutation_context *s)
{
    static const uint8_t data[100];

    for (long i = 0; i < s->row->n; i++)
        fault_record(s->tls, CONTENT_APPLICATION_DATA, span_of(data, sizeof data));
}

/* Records that nobody can open, as early data is for a server that does not take it. */
static void apply_opaque(struct mutation_context *s)
{
    static const uint8_t record[RECORD_HEADER + 1000] = {CONTENT_APPLICATION_DATA, 3, 3, 1000 >> 8,
                                                         1000 & 0xff};

    for (long i = 0; i < s->row->n; i++)
        fault_raw(s->tls, span_of(record, sizeof record));
}

/* --- keys and signatures ------------------------------------------------------------------ */

/* A premaster of the row's bytes and n zeros more, encrypted for the server as it should be. */
static void apply_premaster(struct mutation_context *s)
{
    const struct peer *p = &scene_talk(s)->peer;
    struct buf plain = peer_new(), sealed = peer_new();
    struct pubkey *key;
    struct cert cert;
    struct fail f = {0};

    buf_put(&plain, s->row->bytes);
    for (long i = 0; i < s->row->n; i++)
        buf_u8(&plain, 0);
    if (cert_parse(&cert, p->c.certs[0], &f) != ERR_OK || pubkey_new(&key, &cert.key) != ERR_OK ||
        pubkey_encrypt(key, &sealed, buf_span(&plain), &p->c.rng) != ERR_OK)
        abort();
    edit_vector(s->m, MSG_HEADER, 2, buf_span(&sealed));
    pubkey_free(key);
    buf_free(&plain);
    buf_free(&sealed);
}

/* An encrypted premaster of n bytes of value v. */
static void apply_cipher(struct mutation_context *s)
{
    struct buf sealed = peer_new();

    for (long i = 0; i < s->row->n; i++)
        buf_u8(&sealed, (uint8_t)s->row->v);
    edit_vector(s->m, MSG_HEADER, 2, buf_span(&sealed));
    buf_free(&sealed);
}

/* Y of DHE is the server's prime, its last byte changed by v. */
static void apply_dh_prime(struct mutation_context *s)
{
    struct span p = scene_talk(s)->server.dh_p;

    edit_vector(s->m, MSG_HEADER, 2, p);
    s->m->p[s->m->n - 1] ^= (uint8_t)s->row->v;
}

static void apply_context_of_server(struct mutation_context *s)
{
    memcpy(s->m->p + 64 + sizeof "TLS 1.3, " - 1, "server", 6);
}

/* A signature of another kind of key than the leaf's: the scheme v is that of the leaf. */
static void apply_said(struct mutation_context *s)
{
    s->m->p[MSG_HEADER] = (uint8_t)(s->row->v >> 8);
    s->m->p[MSG_HEADER + 1] = (uint8_t)s->row->v;
}

/* --- the connection ----------------------------------------------------------------------- */

static void usage_before(void *ctx, const struct mutation_args *row)
{
    struct talk *t = ctx;
    struct fc_spec ca = fc_intermediate(&t->arena), leaf = fc_leaf(&t->arena);

    fc_rekey(&t->arena, &leaf, FKEY_P256_D);
    fc_set(&leaf.exts, FC_OID_KU, true, fc_ku(&t->arena, (uint32_t)row->v));
    t->client_chain[0] = fc_cert(&t->arena, &leaf);
    t->client_chain[1] = fc_cert(&t->arena, &ca);
}

static void other_leaf_before(void *ctx, const struct mutation_args *row)
{
    struct talk *t = ctx;
    struct fc_spec leaf = fc_leaf(&t->arena);

    fc_rekey(&t->arena, &leaf, (enum fkey)row->n);
    t->client_chain[0] = fc_cert(&t->arena, &leaf);
}

static void refused_before(void *ctx, const struct mutation_args *row)
{
    struct talk *t = ctx;

    (void)row;
    t->server.verdict = ERR_TLS_VERDICT;
}

static void no_early_before(void *ctx, const struct mutation_args *row)
{
    struct talk *t = ctx;

    (void)row;
    t->server.max_early = 0;
}

static void no_common_before(void *ctx, const struct mutation_args *row)
{
    struct talk *t = ctx;

    t->server.alpn = row->bytes;
}

static void message_max_before(void *ctx, const struct mutation_args *row)
{
    struct talk *t = ctx;

    t->server.message_max = (size_t)row->n;
}

#define MESSAGE_MUTATION(id) \
    const struct mutation mutation_##id = {FAULT_MESSAGE, apply_##id, NULL}
#define CONNECTION_MUTATION(id, how) \
    const struct mutation mutation_##id = {FAULT_MESSAGE, NULL, how##_before}

MESSAGE_MUTATION(suites);
MESSAGE_MUTATION(suite_add);
MESSAGE_MUTATION(compressions);
MESSAGE_MUTATION(no_exts);
MESSAGE_MUTATION(ext_raw);
MESSAGE_MUTATION(ext_before);
MESSAGE_MUTATION(instead);
MESSAGE_MUTATION(no_ccs);
const struct mutation mutation_doubled = {FAULT_MESSAGE, apply_double, NULL};
MESSAGE_MUTATION(half_update);
MESSAGE_MUTATION(context);
MESSAGE_MUTATION(more_early);
MESSAGE_MUTATION(opaque);
MESSAGE_MUTATION(premaster);
MESSAGE_MUTATION(cipher);
MESSAGE_MUTATION(dh_prime);
const struct mutation mutation_context_of_server = {FAULT_CONTENT, apply_context_of_server, NULL};
CONNECTION_MUTATION(usage, usage);
CONNECTION_MUTATION(other_leaf, other_leaf);
CONNECTION_MUTATION(refused, refused);
CONNECTION_MUTATION(no_common, no_common);
CONNECTION_MUTATION(small_message_max, message_max);
CONNECTION_MUTATION(no_early, no_early);
const struct mutation mutation_other_leaf_said = {FAULT_MESSAGE, apply_said, other_leaf_before};
const struct mutation mutation_rejected_opaque = {FAULT_MESSAGE, apply_opaque, no_early_before};
