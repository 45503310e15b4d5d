/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages about certificates. */
#include "config.h"

#include "lib/tls/wire/msg.h"

#include "lib/tls/wire/vec.h"

bool cert_entry_next(struct rd *r, bool is_13, struct cert_entry *out)
{
    if (!rd_more(r))
        return false;
    *out = (struct cert_entry){.cert = rd_vec24(r, 1, VEC24_MAX)};
    if (is_13)
        out->exts = rd_vec16(r, 0, VEC16_MAX);
    return r->fail->err == ERR_OK;
}

/* RFC 9846 4.5.1, RFC 5246 7.4.2.  Only the form is read: what the certificates hold is for
 * others. */
enum err certificate_parse(struct certificate_msg *out, bool is_13, struct span body,
                           struct fail *fail)
{
    struct rd r = rd_init(body, fail);
    struct cert_entry e;

    *out = (struct certificate_msg){.is_13 = is_13};
    if (is_13)
        out->context = rd_vec8(&r, 0, VEC8_MAX);
    out->list = rd_vec24(&r, 0, VEC24_MAX);
    TRY(rd_end(&r));
    struct rd entries = rd_init(out->list, fail);
    while (cert_entry_next(&entries, is_13, &e))
        TRY(ext_list_check(e.exts, fail));
    return fail->err;
}

/* The context and the extensions of an entry exist only in TLS 1.3. */
void certificate_put(struct buf *out, bool is_13, struct span context,
                     const struct cert_entry *entries, size_t num)
{
    struct buf_mark msg = msg_open(out, HS_CERTIFICATE);

    if (is_13) {
        vec_put(out, buf_open8(out), context);
    }
    struct buf_mark list = buf_open24(out);
    for (size_t i = 0; i < num; i++) {
        vec_put(out, buf_open24(out), entries[i].cert);
        if (is_13) {
            vec_put(out, buf_open16(out), entries[i].exts);
        }
    }
    buf_close(out, list);
    buf_close(out, msg);
}

enum err certificate_request12_parse(struct certificate_request12 *out, struct span body,
                                     struct fail *fail)
{
    struct rd r = rd_init(body, fail);

    *out = (struct certificate_request12){.types = rd_vec8(&r, 1, VEC8_MAX)};
    out->schemes = rd_list16(&r, 2, VEC16_MAX - 1);
    out->authorities = rd_vec16(&r, 0, VEC16_MAX);
    vec_each(out->authorities, vec_item16, fail);
    return rd_end(&r);
}

void certificate_request12_put(struct buf *out, const struct certificate_request12 *request)
{
    struct buf_mark msg = msg_open(out, HS_CERTIFICATE_REQUEST);

    vec_put(out, buf_open8(out), request->types);
    vec_put(out, buf_open16(out), request->schemes);
    vec_put(out, buf_open16(out), request->authorities);
    buf_close(out, msg);
}

enum err certificate_request13_parse(struct certificate_request13 *out, struct span body,
                                     struct fail *fail)
{
    struct rd r = rd_init(body, fail);

    *out = (struct certificate_request13){.context = rd_vec8(&r, 0, VEC8_MAX)};
    out->exts = rd_vec16(&r, 0, VEC16_MAX);
    TRY(rd_end(&r));
    return ext_list_check(out->exts, fail);
}

void certificate_request13_put(struct buf *out, const struct certificate_request13 *request)
{
    struct buf_mark msg = msg_open(out, HS_CERTIFICATE_REQUEST);

    vec_put(out, buf_open8(out), request->context);
    vec_put(out, buf_open16(out), request->exts);
    buf_close(out, msg);
}

enum err certificate_verify_parse(struct certificate_verify *out, struct span body,
                                  struct fail *fail)
{
    struct rd r = rd_init(body, fail);

    *out = (struct certificate_verify){.scheme = rd_u16(&r)};
    out->signature = rd_vec16(&r, 0, VEC16_MAX);
    return rd_end(&r);
}

void certificate_verify_put(struct buf *out, const struct certificate_verify *verify)
{
    struct buf_mark msg = msg_open(out, HS_CERTIFICATE_VERIFY);

    buf_u16(out, verify->scheme);
    vec_put(out, buf_open16(out), verify->signature);
    buf_close(out, msg);
}

/* The body is what status_request holds in an entry of TLS 1.3 (RFC 9846 4.5.1.1). */
enum err certificate_status_parse(struct span *response, struct span body, struct fail *fail)
{
    return ext_ocsp_parse(response, body, fail);
}

void certificate_status_put(struct buf *out, struct span response)
{
    struct buf_mark msg = msg_open(out, HS_CERTIFICATE_STATUS);

    buf_u8(out, STATUS_OCSP);
    vec_put(out, buf_open24(out), response);
    buf_close(out, msg);
}
