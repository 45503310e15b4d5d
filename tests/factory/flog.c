/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/factory/flog.h"

#include <stdlib.h>

#include "lib/crypto/digest.h"

enum { FLOG_SCTS = 64 };

/* The bytes of a buffer, in the arena. */
static struct span kept(struct arena *a, struct buf *b)
{
    struct span copy;

    if (b->err != ERR_OK || arena_copy(a, &copy, buf_span(b)) != ERR_OK)
        abort();
    buf_free(b);
    return copy;
}

struct span flog_id(struct arena *a, enum fkey log)
{
    uint8_t *id = fd_alloc(a, DIGEST_MAX_SIZE);

    digest_of(DIGEST_SHA256, id, fkey_spki(a, log));
    return span_of(id, SCT_LOG_ID);
}

struct span flog_index(struct arena *a, int64_t index)
{
    uint8_t bytes[8] = {0, 0, 5};

    for (int i = 0; i < 5; i++)
        bytes[3 + i] = (uint8_t)(index >> (8 * (4 - i)));
    return fd_copy(a, span_of(bytes, sizeof bytes));
}

struct sct_entry flog_entry(struct arena *a, const struct fc_spec *spec)
{
    struct sct_entry entry = {.type = SCT_PRECERT_ENTRY};
    struct fc_spec pre = *spec;
    struct fail fail = {0};
    struct cert *c = fd_alloc(a, sizeof *c);

    if (fc_get(&pre.exts, FLOG_OID_SCTS) != NULL)
        fc_drop(&pre.exts, FLOG_OID_SCTS);
    if (cert_parse(c, fc_cert(a, &pre), &fail) != ERR_OK)
        abort();
    entry.body = c->tbs;
    sct_entry_hash_issuer(&entry, fkey_spki(a, spec->issuer_key));
    return entry;
}

struct span flog_sct(struct arena *a, const struct flog_spec *spec, const struct sct_entry *entry)
{
    bool is_rsa =
        spec->log == FKEY_RSA2048_A || spec->log == FKEY_RSA2048_B || spec->log == FKEY_RSA1024_A;
    struct sct sct = {.timestamp_ms = (uint64_t)spec->ms, .extensions = spec->extensions};
    struct sct_entry e = *entry;
    struct buf b;

    if (spec->wrong_type)
        e.type = e.type == SCT_X509_ENTRY ? SCT_PRECERT_ENTRY : SCT_X509_ENTRY;
    if (spec->has_issuer)
        sct_entry_hash_issuer(&e, fkey_spki(a, spec->issuer));
    buf_init(&b, 1 << 20);
    sct_signed(&b, &sct, &e);
    struct span signature = fkey_sign(a, spec->log, fkey_sig(spec->log), kept(a, &b));
    if (spec->corrupt)
        ((uint8_t *)signature.p)[signature.n - 1] ^= 1;
    buf_init(&b, 1 << 20);
    buf_u8(&b, (uint8_t)spec->version);
    buf_put(&b, spec->log_id.n > 0 ? spec->log_id : flog_id(a, spec->log));
    buf_u64(&b, (uint64_t)spec->ms);
    struct buf_mark extensions = buf_open16(&b);
    buf_put(&b, spec->extensions);
    buf_close(&b, extensions);
    buf_u8(&b, (uint8_t)(spec->hash != 0 ? spec->hash : 4));
    buf_u8(&b, (uint8_t)(spec->kind != 0 ? spec->kind : is_rsa ? 1 : 3));
    struct buf_mark mark = buf_open16(&b);
    buf_put(&b, signature);
    buf_close(&b, mark);
    buf_put(&b, spec->tail);
    return kept(a, &b);
}

struct span flog_list(struct arena *a, const struct span *scts, size_t num)
{
    struct buf b;

    buf_init(&b, 1 << 20);
    struct buf_mark list = buf_open16(&b);
    for (size_t i = 0; i < num; i++) {
        struct buf_mark one = buf_open16(&b);
        buf_put(&b, scts[i]);
        buf_close(&b, one);
    }
    buf_close(&b, list);
    return kept(a, &b);
}

void flog_embed(struct arena *a, struct fc_spec *leaf, const struct flog_spec *specs, size_t num)
{
    struct sct_entry entry = flog_entry(a, leaf);
    struct span scts[FLOG_SCTS];

    if (num > FLOG_SCTS)
        abort();
    for (size_t i = 0; i < num; i++)
        scts[i] = flog_sct(a, &specs[i], &entry);
    fc_set(&leaf->exts, FLOG_OID_SCTS, false, fd_octets(a, flog_list(a, scts, num)));
}
