/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/factory/flog.h"

#include <stdlib.h>

#include "lib/base/b64.h"
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

struct ct_log flog_log(struct arena *a, enum fkey key, const char *operator_name)
{
    struct ct_log log = {.id = flog_id(a, key),
                         .description = span_str("a log"),
                         .operator_name = span_str(operator_name),
                         .spki = fkey_spki(a, key),
                         .state = LOG_USABLE,
                         .state_name = span_str("usable"),
                         .state_ms = INT64_MIN,
                         .mmd = -1,
                         .from = INT64_MIN,
                         .until = INT64_MAX};
    struct fail fail = {0};

    if (keyinfo_parse(&log.key, log.spki, &fail) != ERR_OK)
        abort();
    return log;
}

void flog_leaf(uint8_t out[TREE_HASH], const struct flog_spec *spec, const struct sct_entry *entry)
{
    struct sct sct = {.timestamp_ms = (uint64_t)spec->ms, .extensions = spec->extensions};
    struct buf b;

    buf_init(&b, 1 << 20);
    sct_signed(&b, &sct, entry);
    tile_leaf_hash(out, buf_span(&b));
    buf_free(&b);
}

static void node(uint8_t out[TREE_HASH], const uint8_t *left, const uint8_t *right)
{
    uint8_t digest[DIGEST_MAX_SIZE], bytes[1 + 2 * TREE_HASH] = {1};

    memcpy(bytes + 1, left, TREE_HASH);
    memcpy(bytes + 1 + TREE_HASH, right, TREE_HASH);
    digest_of(DIGEST_SHA256, digest, span_of(bytes, sizeof bytes));
    memcpy(out, digest, TREE_HASH);
}

/* As it is written there. */
void flog_merkle(uint8_t out[TREE_HASH], const uint8_t (*leaves)[TREE_HASH], uint64_t n)
{
    uint8_t left[TREE_HASH], right[TREE_HASH];
    uint64_t k = 1;

    if (n == 1) {
        memcpy(out, leaves[0], TREE_HASH);
        return;
    }
    while (k * 2 < n)
        k *= 2;
    flog_merkle(left, leaves, k);
    flog_merkle(right, leaves + k, n - k);
    node(out, left, right);
}

/* RFC 6962 3.5: the tree head, which the note signature has with its time. */
static struct span signed_head(struct arena *a, enum fkey log, uint64_t ms, uint64_t size,
                               const uint8_t root[TREE_HASH])
{
    struct buf b;

    buf_init(&b, 1 << 10);
    buf_u8(&b, 0);
    buf_u8(&b, 1);
    buf_u64(&b, ms);
    buf_u64(&b, size);
    buf_put(&b, span_of(root, TREE_HASH));
    struct span signature = fkey_sign(a, log, fkey_sig(log), kept(a, &b));
    buf_init(&b, 1 << 12);
    buf_u64(&b, ms);
    buf_u8(&b, 4);
    buf_u8(&b, fkey_sig(log) == FSIG_RSA_SHA256 ? 1 : 3);
    struct buf_mark mark = buf_open16(&b);
    buf_put(&b, signature);
    buf_close(&b, mark);
    return kept(a, &b);
}

struct span flog_checkpoint(struct arena *a, enum fkey log, const char *origin, uint64_t size,
                            const uint8_t root[TREE_HASH])
{
    struct span signature = signed_head(a, log, (uint64_t)FC_NOW * 1000, size, root);
    uint8_t id[DIGEST_MAX_SIZE];
    struct buf b;

    digest_of(DIGEST_SHA256, id, FD_CAT(a, span_str(origin), SPAN_LIT("\n\x05"), flog_id(a, log)));
    buf_init(&b, 1 << 12);
    buf_printf(&b, "%s\n%llu\n", origin, (unsigned long long)size);
    b64_encode(&b, span_of(root, TREE_HASH), 0);
    buf_printf(&b, "\n\n\xe2\x80\x94 %s ", origin);
    b64_encode(&b, FD_CAT(a, span_of(id, 4), signature), 0);
    buf_str(&b, "\n");
    return kept(a, &b);
}
