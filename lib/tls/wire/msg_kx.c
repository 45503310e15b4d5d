/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key exchange of TLS 1.2 (RFC 5246 7.4.3, 7.4.7; RFC 8422 5.4, 5.7). */
#include "config.h"

#include "lib/tls/wire/msg.h"

#include "lib/tls/wire/vec.h"

/* Which form the message has depends on the suite (RFC 5246 7.4.3, RFC 8422 5.4). out->params are
 * the bytes that the signature covers. */
enum err server_key_exchange_parse(struct server_key_exchange *out, enum suite_kx kx,
                                   struct span body, struct fail *fail)
{
    struct rd r = rd_init(body, fail);

    *out = (struct server_key_exchange){0};
    switch (kx) {
    case SUITE_KX_ECDHE:
        out->curve_type = rd_u8(&r);
        if (out->curve_type != NAMED_CURVE)
            return fail->err;
        out->group = rd_u16(&r);
        out->key = rd_vec8(&r, 1, VEC8_MAX);
        break;
    case SUITE_KX_DHE:
        out->p = rd_vec16(&r, 1, VEC16_MAX);
        out->g = rd_vec16(&r, 1, VEC16_MAX);
        out->key = rd_vec16(&r, 1, VEC16_MAX);
        break;
    default: /* RSA and TLS 1.3 have no such message */
        fail_set(fail, ERR_TLS_MESSAGE_FORM, body);
        return fail->err;
    }
    out->params = span_head(body, body.n - r.left.n);
    out->scheme = rd_u16(&r);
    out->signature = rd_vec16(&r, 0, VEC16_MAX);
    return rd_end(&r);
}

/* The parameters as they are sent and signed. */
void server_key_exchange_params(struct buf *out, enum suite_kx kx,
                                const struct server_key_exchange *exchange)
{
    if (kx == SUITE_KX_DHE) {
        vec_put(out, buf_open16(out), exchange->p);
        vec_put(out, buf_open16(out), exchange->g);
        vec_put(out, buf_open16(out), exchange->key);
        return;
    }
    buf_u8(out, exchange->curve_type);
    buf_u16(out, exchange->group);
    vec_put(out, buf_open8(out), exchange->key);
}

void server_key_exchange_put(struct buf *out, const struct server_key_exchange *exchange)
{
    struct buf_mark msg = msg_open(out, HS_SERVER_KEY_EXCHANGE);

    buf_put(out, exchange->params);
    buf_u16(out, exchange->scheme);
    vec_put(out, buf_open16(out), exchange->signature);
    buf_close(out, msg);
}

enum err client_key_exchange_parse(struct span *out, enum suite_kx kx, struct span body,
                                   struct fail *fail)
{
    struct rd r = rd_init(body, fail);

    switch (kx) {
    case SUITE_KX_RSA: *out = rd_vec16(&r, 0, VEC16_MAX); break;
    case SUITE_KX_DHE: *out = rd_vec16(&r, 1, VEC16_MAX); break;
    case SUITE_KX_ECDHE: *out = rd_vec8(&r, 1, VEC8_MAX); break;
    default: fail_set(fail, ERR_TLS_MESSAGE_FORM, body); return fail->err;
    }
    return rd_end(&r);
}

void client_key_exchange_put(struct buf *out, enum suite_kx kx, struct span key)
{
    struct buf_mark msg = msg_open(out, HS_CLIENT_KEY_EXCHANGE);

    if (kx == SUITE_KX_ECDHE)
        vec_put(out, buf_open8(out), key);
    else
        vec_put(out, buf_open16(out), key);
    buf_close(out, msg);
}

unsigned number_bits(struct span number)
{
    while (number.n > 0 && number.p[0] == 0)
        number = span_tail(number, 1);
    if (number.n == 0)
        return 0;
    unsigned bits = (unsigned)number.n * 8;
    for (uint8_t top = number.p[0]; top < 0x80; top = (uint8_t)(top << 1))
        bits--;
    return bits;
}

unsigned server_key_exchange_bits(const struct server_key_exchange *exchange)
{
    return number_bits(exchange->p);
}
