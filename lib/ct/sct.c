/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The codec of timestamps, and their signatures. */
#include "config.h"

#include "lib/ct/sct.h"

#include "lib/asn1/der.h"
#include "lib/base/cal.h"
#include "lib/base/rd.h"

/* Numbers of RFC 6962 3.2 and 3.4. */
enum { SCT_V1 = 0, CERTIFICATE_TIMESTAMP = 0, EXTENSION_LEAF_INDEX = 0, LEAF_INDEX_SIZE = 5 };

/* RFC 5246 7.4.1.4.1 */
enum { HASH_SHA256 = 4, SIGNATURE_RSA = 1, SIGNATURE_ECDSA = 3 };

/* RFC 6962 2.1.4 */
enum { LOG_RSA_BITS = 2048 };

/* An error of the presentation language is one of the SCT. */
static enum err as_sct(struct fail *fail, const struct fail *inner, struct span whole)
{
    if (inner->err == ERR_OK)
        return ERR_OK;
    fail_set(fail, ERR_SCT_FORM, inner->at.p == NULL ? whole : inner->at);
    return ERR_SCT_FORM;
}

enum err sct_list_open(struct span *list, struct span value, struct fail *fail)
{
    struct fail f = {0};
    struct rd r = rd_init(value, &f);

    *list = rd_vec16(&r, 1, UINT16_MAX); /* RFC 6962 3.3: it is not empty */
    (void)rd_end(&r);
    if (f.err != ERR_OK)
        *list = (struct span){0};
    return as_sct(fail, &f, value);
}

bool sct_list_next(struct span *list, struct span *raw, struct fail *fail)
{
    struct fail f = {0};
    struct rd r = rd_init(*list, &f);

    if (list->n == 0)
        return false;
    *raw = rd_vec16(&r, 1, UINT16_MAX); /* nor is a SerializedSCT */
    if (as_sct(fail, &f, *list) != ERR_OK)
        r.left = (struct span){0};
    *list = r.left;
    return f.err == ERR_OK;
}

enum err sct_list_of_ext(struct span *list, struct span value, struct fail *fail)
{
    struct der all = der_open(value, fail);
    struct span octets = der_octets(&all);

    der_end(&all);
    *list = (struct span){0};
    TRY(fail->err);
    return sct_list_open(list, octets, fail);
}

/* The leaf index of a tiled log (static-ct-api, "SCT Extension"); -1 if the extensions are not a
 * list of that form, or have no index or two. */
static int64_t read_leaf_index(struct span extensions)
{
    struct fail f = {0};
    struct rd r = rd_init(extensions, &f);
    int64_t index = -1;

    while (rd_more(&r)) {
        uint8_t type = rd_u8(&r);
        struct span data = rd_vec16(&r, 0, UINT16_MAX);
        if (type != EXTENSION_LEAF_INDEX)
            continue;
        if (data.n != LEAF_INDEX_SIZE || index >= 0)
            return -1;
        index = 0;
        for (size_t i = 0; i < data.n; i++)
            index = index << 8 | data.p[i];
    }
    return f.err == ERR_OK ? index : -1;
}

enum err sct_parse(struct sct *out, struct span raw, struct fail *fail)
{
    struct fail f = {0};
    struct rd r = rd_init(raw, &f);

    *out = (struct sct){.raw = raw, .leaf_index = -1};
    uint8_t version = rd_u8(&r);
    if (f.err == ERR_OK && version != SCT_V1) {
        fail_set(fail, ERR_SCT_VERSION, span_head(raw, 1));
        return ERR_SCT_VERSION;
    }
    out->log_id = rd_bytes(&r, SCT_LOG_ID);
    out->timestamp_ms = rd_u64(&r);
    out->extensions = rd_vec16(&r, 0, UINT16_MAX);
    out->hash = rd_u8(&r);
    out->kind = rd_u8(&r);
    out->signature = rd_vec16(&r, 0, UINT16_MAX);
    (void)rd_end(&r);
    if (as_sct(fail, &f, raw) != ERR_OK)
        return ERR_SCT_FORM;
    if (out->timestamp_ms / 1000 > (uint64_t)CAL_LAST) {
        fail_set(fail, ERR_SCT_TIME, raw);
        return ERR_SCT_TIME;
    }
    out->leaf_index = read_leaf_index(out->extensions);
    return ERR_OK;
}

void sct_entry_hash_issuer(struct sct_entry *entry, struct span spki)
{
    uint8_t digest[DIGEST_MAX_SIZE];

    digest_of(DIGEST_SHA256, digest, spki);
    memcpy(entry->issuer_key_hash, digest, sizeof entry->issuer_key_hash);
}

void sct_signed(struct buf *out, const struct sct *sct, const struct sct_entry *entry)
{
    buf_u8(out, SCT_V1);
    buf_u8(out, CERTIFICATE_TIMESTAMP);
    buf_u64(out, sct->timestamp_ms);
    buf_u16(out, (uint16_t)entry->type);
    if (entry->type == SCT_PRECERT_ENTRY)
        buf_put(out, span_of(entry->issuer_key_hash, sizeof entry->issuer_key_hash));
    struct buf_mark body = buf_open24(out);
    buf_put(out, entry->body);
    buf_close(out, body);
    struct buf_mark extensions = buf_open16(out);
    buf_put(out, sct->extensions);
    buf_close(out, extensions);
}

/* RFC 6962 2.1.4: the two algorithms that a log may sign with. */
static bool algorithm_of(struct sigalg *out, const struct keyinfo *log, unsigned hash,
                         unsigned kind)
{
    *out = (struct sigalg){.digest = DIGEST_SHA256};
    if (hash != HASH_SHA256)
        return false;
    if (log->kind == KEY_P256 && kind == SIGNATURE_ECDSA)
        out->kind = SIG_ECDSA;
    else if (log->kind == KEY_RSA && log->bits >= LOG_RSA_BITS && kind == SIGNATURE_RSA)
        out->kind = SIG_RSA_PKCS1;
    return out->kind != SIG_UNKNOWN;
}

enum err log_signature_verify(const struct keyinfo *log, unsigned hash, unsigned kind,
                              struct span msg, struct span signature)
{
    struct pubkey *key = NULL;
    struct sigalg alg;

    if (!algorithm_of(&alg, log, hash, kind))
        return ERR_SCT_ALGORITHM;
    TRY(pubkey_new(&key, log));
    enum err e = pubkey_verify(key, &alg, msg, signature);
    pubkey_free(key);
    return e;
}

enum err sct_verify(const struct sct *sct, const struct keyinfo *log, struct span msg)
{
    return log_signature_verify(log, sct->hash, sct->kind, msg, sct->signature);
}
