/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/verify/peer_chain.h"

#include "lib/base/lookup.h"
#include "lib/tls/wire/ext.h"

/* The alert that fits a verdict (RFC 9846 6.2); for a name that does not match RFC 6125 6.6.4 asks
 * for bad_certificate, for a staple that is missing RFC 7633 4.2.3.1 for its own. */
enum alert peer_chain_alert(enum reason reason)
{
    static const struct {
        enum reason reason;
        enum alert alert;
    } rows[] = {
        {REASON_EXPIRED, ALERT_CERTIFICATE_EXPIRED},
        {REASON_NOT_YET_VALID, ALERT_CERTIFICATE_EXPIRED},
        {REASON_REVOKED, ALERT_CERTIFICATE_REVOKED},
        {REASON_UNKNOWN_ISSUER, ALERT_UNKNOWN_CA},
        {REASON_SELF_SIGNED, ALERT_UNKNOWN_CA},
        {REASON_DISTRUSTED, ALERT_UNKNOWN_CA},
        {REASON_NO_TRUST_STORE, ALERT_UNKNOWN_CA},
        {REASON_HOST_MISMATCH, ALERT_BAD_CERTIFICATE},
        {REASON_BAD_SIGNATURE, ALERT_BAD_CERTIFICATE},
        {REASON_MALFORMED, ALERT_BAD_CERTIFICATE},
        {REASON_KEY_USAGE, ALERT_UNSUPPORTED_CERTIFICATE},
        {REASON_EXTENDED_KEY_USAGE, ALERT_UNSUPPORTED_CERTIFICATE},
        {REASON_UNKNOWN_CRITICAL_EXTENSION, ALERT_UNSUPPORTED_CERTIFICATE},
        {REASON_MUST_STAPLE, ALERT_BAD_CERTIFICATE_STATUS_RESPONSE},
        {REASON_LIMIT, ALERT_INTERNAL_ERROR},
        {REASON_INTERNAL, ALERT_INTERNAL_ERROR},
    };

    size_t i = LOOKUP(rows, reason, reason);

    return i < LOOKUP_COUNT(rows) ? rows[i].alert : ALERT_CERTIFICATE_UNKNOWN;
}

/* Decodes one certificate of the chain into the array of links. */
static enum err take_cert(struct chain_certs *out, struct arena *arena, size_t *cap,
                          struct span der, struct fail *fail)
{
    struct cert *c = ARENA_NEW(arena, struct cert);

    if (c == NULL)
        return ERR_LIMIT;
    TRY(cert_parse(c, der, fail));
    TRY(ARENA_GROW(arena, out->v, out->num, *cap));
    out->v[out->num] =
        (struct link){.cert = c, .source = out->num == 0 ? SOURCE_LEAF : SOURCE_INPUT};
    out->num++;
    return ERR_OK;
}

/* Only the leaf must decode: it is the first certificate of the list. */
enum err peer_chain_certs(struct chain_certs *out, struct arena *arena, struct span list,
                          bool is_13)
{
    struct fail list_fail = {0};
    struct rd r = rd_init(list, &list_fail);
    struct cert_entry entry;
    size_t cap = 0, number = 0;

    *out = (struct chain_certs){0};
    while (cert_entry_next(&r, is_13, &entry)) {
        struct fail fail = {0};
        enum err e = take_cert(out, arena, &cap, entry.cert, &fail);

        number++;
        if (e == ERR_LIMIT)
            return e;
        if (e != ERR_OK && number == 1)
            return ERR_TLS_LEAF_DECODE;
        if (e == ERR_OK)
            continue;
        out->broken_at = out->num_broken++ == 0 ? number : out->broken_at;
        fail_set(&out->broken, e, fail.at);
    }
    return out->num == 0 ? ERR_TLS_LEAF_DECODE : ERR_OK;
}

/* The certificate that was decoded from these bytes; NULL if it did not decode. */
static const struct cert *cert_at(const struct chain_certs *certs, struct span der)
{
    for (size_t i = 0; i < certs->num; i++) {
        if (certs->v[i].cert->der.p == der.p)
            return certs->v[i].cert;
    }
    return NULL;
}

enum err peer_chain_staples(struct chain_certs *out, struct arena *arena,
                            const struct tls_chain *chain)
{
    struct fail fail = {0};
    struct rd r = rd_init(chain->list, &fail);
    struct cert_entry entry;
    struct ocsp_evidence *list = NULL;
    struct span data, leaf = {0};
    size_t num = 0, cap = 0;

    out->evidence.asked_staple = true;
    if (!chain->is_13 && chain->ocsp.n > 0) {
        TRY(arena_copy(arena, &leaf, chain->ocsp));
        TRY(ARENA_GROW(arena, list, num, cap));
        list[num++] = (struct ocsp_evidence){
            .der = leaf, .source = EVIDENCE_STAPLE, .target = out->v[0].cert};
    }
    while (chain->is_13 && cert_entry_next(&r, true, &entry)) {
        struct ocsp_evidence staple = {.source = EVIDENCE_STAPLE,
                                       .target = cert_at(out, entry.cert)};
        if (staple.target == NULL || !ext_get(entry.exts, TLSX_STATUS_REQUEST, &data) ||
            ext_ocsp_parse(&staple.der, data, &fail) != ERR_OK)
            continue;
        TRY(ARENA_GROW(arena, list, num, cap));
        list[num++] = staple;
    }
    out->evidence.ocsp = list;
    out->evidence.num_ocsp = num;
    return ERR_OK;
}

void peer_chain_key(struct tls_verdict *out, const struct cert *leaf)
{
    /* One that cannot be read forbids nothing; the verdict speaks of it. */
    bool any = !leaf->ext[EXT_KU].is_read;

    out->key = leaf->key;
    out->may_sign = any || (leaf->key_usage & KU_DIGITAL_SIGNATURE) != 0;
    out->may_encipher = any || (leaf->key_usage & KU_KEY_ENCIPHERMENT) != 0;
}
