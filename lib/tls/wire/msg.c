/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/wire/msg.h"

#include "lib/tls/wire/vec.h"

/* How many bytes the message has that begins here; the length of a header as long as that is
 * missing. */
size_t msg_need(struct span bytes)
{
    struct fail fail = {0};
    struct rd r = rd_init(bytes, &fail);

    if (bytes.n < MSG_HEADER)
        return MSG_HEADER;
    rd_u8(&r);
    return MSG_HEADER + rd_u24(&r);
}

bool msg_split(struct msg *out, struct span bytes)
{
    size_t n = msg_need(bytes);

    if (bytes.n < n)
        return false;
    *out = (struct msg){bytes.p[0], span_of(bytes.p + MSG_HEADER, n - MSG_HEADER),
                        span_head(bytes, n)};
    return true;
}

struct buf_mark msg_open(struct buf *out, enum message_type type)
{
    buf_u8(out, (uint8_t)type);
    return buf_open24(out);
}

void msg_put(struct buf *out, enum message_type type, struct span body)
{
    struct buf_mark m = msg_open(out, type);

    buf_put(out, body);
    buf_close(out, m);
}

enum err encrypted_extensions_parse(struct span *exts, struct span body, struct fail *fail)
{
    struct rd r = rd_init(body, fail);

    *exts = rd_vec16(&r, 0, VEC16_MAX);
    TRY(rd_end(&r));
    return ext_list_check(*exts, fail);
}

void encrypted_extensions_put(struct buf *out, struct span exts)
{
    struct buf_mark m = msg_open(out, HS_ENCRYPTED_EXTENSIONS);

    vec_put(out, buf_open16(out), exts);
    buf_close(out, m);
}

/* RFC 5077 3.3: a ticket of zero length means that the server changed its mind about sending
 * one. */
enum err new_session_ticket12_parse(struct new_session_ticket *out, struct span body,
                                    struct fail *fail)
{
    struct rd r = rd_init(body, fail);

    *out = (struct new_session_ticket){.lifetime = rd_u32(&r)};
    out->ticket = rd_vec16(&r, 0, VEC16_MAX);
    return rd_end(&r);
}

enum err new_session_ticket13_parse(struct new_session_ticket *out, struct span body,
                                    struct fail *fail)
{
    struct rd r = rd_init(body, fail);

    *out = (struct new_session_ticket){.lifetime = rd_u32(&r)};
    out->age_add = rd_u32(&r);
    out->nonce = rd_vec8(&r, 0, VEC8_MAX);
    out->ticket = rd_vec16(&r, 1, VEC16_MAX);
    out->exts = rd_vec16(&r, 0, VEC16_MAX);
    TRY(rd_end(&r));
    return ext_list_check(out->exts, fail);
}

void new_session_ticket12_put(struct buf *out, const struct new_session_ticket *ticket)
{
    struct buf_mark msg = msg_open(out, HS_NEW_SESSION_TICKET);

    buf_u32(out, ticket->lifetime);
    vec_put(out, buf_open16(out), ticket->ticket);
    buf_close(out, msg);
}

void new_session_ticket13_put(struct buf *out, const struct new_session_ticket *ticket)
{
    struct buf_mark msg = msg_open(out, HS_NEW_SESSION_TICKET);

    buf_u32(out, ticket->lifetime);
    buf_u32(out, ticket->age_add);
    vec_put(out, buf_open8(out), ticket->nonce);
    vec_put(out, buf_open16(out), ticket->ticket);
    vec_put(out, buf_open16(out), ticket->exts);
    buf_close(out, msg);
}

/* RFC 9846 4.7.3: any other value is illegal_parameter. */
enum err key_update_parse(uint8_t *request, struct span body, struct fail *fail)
{
    struct rd r = rd_init(body, fail);

    *request = rd_u8(&r);
    TRY(rd_end(&r));
    if (*request > 1)
        fail_set(fail, ERR_TLS_KEY_UPDATE_VALUE, body);
    return fail->err;
}

void key_update_put(struct buf *out, uint8_t request)
{
    msg_put(out, HS_KEY_UPDATE, span_of(&request, 1));
}
