/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The TBSCertificate of a precertificate, rebuilt from the certificate (RFC 6962 3.2).
 *
 * Only the lengths around the extensions change, so nothing else is decoded and encoded again:
 * what is before the extension, and what is after it, is copied.
 */
#include "config.h"

#include "lib/asn1/derput.h"
#include "lib/ct/sct.h"
#include "lib/x509/extlist.h"

/* The whole Extension with the timestamps, in the content of a SEQUENCE OF Extension. */
static enum err find_list(struct span *out, struct span extensions)
{
    struct fail fail = {0};
    struct extension ext;

    *out = (struct span){0};
    while (extension_next(&extensions, &ext, &fail)) {
        if (ext.oid != OID_EXT_SCT_LIST)
            continue;
        if (out->n > 0)
            return ERR_EXT_DUPLICATE;
        *out = ext.raw;
    }
    TRY(fail.err);
    return out->n == 0 ? ERR_SCT_NOT_EMBEDDED : ERR_OK;
}

/* What is in the TBSCertificate before its extensions, which are the last field (RFC 5280 4.1). */
static enum err find_fields(struct span *out, const struct cert *cert)
{
    struct fail fail = {0};
    struct der all = der_open(cert->tbs, &fail);
    struct der tbs = der_enter(&all, DER_SEQUENCE);
    const uint8_t *first = tbs.rest.p;

    while (der_more(&tbs) && !der_peek(&tbs, DER_CTXC(3)))
        (void)der_any(&tbs);
    *out =
        span_of(first, fail.err == ERR_OK && tbs.rest.p != NULL ? (size_t)(tbs.rest.p - first) : 0);
    (void)der_raw(&tbs, DER_CTXC(3));
    der_end(&tbs);
    return fail.err;
}

enum err precert_tbs(struct buf *out, const struct cert *cert)
{
    uint8_t outer[DERPUT_HEAD_SIZE], field[DERPUT_HEAD_SIZE], list[DERPUT_HEAD_SIZE];
    size_t field_n = 0, list_n = 0;
    struct span fields, ext;

    TRY(find_list(&ext, cert->extensions));
    TRY(find_fields(&fields, cert));
    size_t before = (size_t)(ext.p - cert->extensions.p), left = cert->extensions.n - ext.n;
    if (left > 0) {
        list_n = derput_head(list, DER_SEQUENCE, left);
        field_n = derput_head(field, DER_CTXC(3), list_n + left);
    }
    size_t n = derput_head(outer, DER_SEQUENCE, fields.n + field_n + list_n + left);

    buf_put(out, span_of(outer, n));
    buf_put(out, fields);
    buf_put(out, span_of(field, field_n));
    buf_put(out, span_of(list, list_n));
    buf_put(out, span_head(cert->extensions, before));
    buf_put(out, span_tail(cert->extensions, before + ext.n));
    return out->err;
}

enum err sct_entry_rebuild(struct sct_entry *out, struct buf *tbs, const struct cert *cert,
                           const struct cert *issuer)
{
    *out = (struct sct_entry){.type = SCT_PRECERT_ENTRY};
    TRY(precert_tbs(tbs, cert));
    out->body = buf_span(tbs);
    sct_entry_hash_issuer(out, issuer->spki);
    return ERR_OK;
}
