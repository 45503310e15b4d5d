/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/batch/request.h"

#include "app/verify/cert_input.h"

/* "chain[2]: byte 17: text (ref)"; the byte is counted in the certificate decoded. */
static void put_error(struct buf *out, const struct cert_input *in, const struct request *request)
{
    size_t i = in->culprit < in->num_items ? in->items[in->culprit].item.index : 0;
    const struct request_item *r = &request->items[i];

    buf_printf(out, "chain[%zu]: ", r->string);
    if (span_contains(r->item.decoded, in->fail.at))
        buf_printf(out, "byte %zu decoded: ", (size_t)(in->fail.at.p - r->item.decoded.p));
    buf_str(out, err_text(in->fail.err));
    if (err_ref(in->fail.err)[0] != '\0')
        buf_printf(out, " (%s)", err_ref(in->fail.err));
}

/* The first string has the certificate to be judged.  If it has none, the others do not count: no
 * other certificate may take its place. */
static enum err add_items(struct cert_input *in, const struct request *request, struct arena *arena)
{
    bool has_first = false;

    for (size_t i = 0; i < request->num_items; i++) {
        if (request->items[i].string > 0 && !has_first)
            break;
        has_first = has_first || request->items[i].item.kind == ITEM_CERT;
        struct item item = request->items[i].item;
        item.index = i;
        TRY(cert_input_add(in, item, arena));
    }
    return ERR_OK;
}

enum err request_certs(struct chain_certs *out, const struct request *request, struct known *known,
                       struct buf *why, struct arena *arena)
{
    struct cert_input in = {.path = request->origin, .known = known};

    *out = (struct chain_certs){0};
    enum err e = add_items(&in, request, arena);
    if (e != ERR_OK) {
        buf_str(why, err_text(e));
        return e;
    }
    e = cert_input_end(&in, CERT_INPUT_CHAIN, arena);
    if (e != ERR_OK) {
        put_error(why, &in, request);
        return e;
    }
    out->v = in.certs;
    out->num = in.num_certs;
    out->broken = cert_input_broken(&in);
    return ERR_OK;
}
