/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/session/ticket.h"

#include "lib/tls/wire/vec.h"

enum { TICKET_FORM = 1, FLAG_EMS = 1 };

/* The content of our tickets, before encryption.  TICKET_FORM changes when the layout does. */
void ticket_put(struct buf *out, const struct session *session)
{
    buf_u8(out, TICKET_FORM);
    buf_u16(out, session->version);
    buf_u16(out, session->suite);
    vec_put(out, buf_open8(out), span_of(session->secret.v, session->secret.n));
    buf_u8(out, session->ems ? FLAG_EMS : 0);
    buf_u64(out, (uint64_t)session->received_ms);
    buf_u32(out, session->lifetime);
    buf_u32(out, session->age_add);
    buf_u32(out, session->max_early_data);
    vec_put(out, buf_open8(out), buf_span(&session->alpn));
    vec_put(out, buf_open16(out), buf_span(&session->server_name));
    vec_put(out, buf_open24(out), buf_span(&session->chain));
}

/* The numbers and the secret, which come before the variable fields. */
static void read_head(struct session *out, struct rd *r)
{
    out->version = rd_u16(r);
    out->suite = rd_u16(r);
    struct span secret = rd_vec8(r, 1, SECRET_MAX);
    if (secret.n > 0)
        memcpy(out->secret.v, secret.p, secret.n);
    out->secret.n = secret.n;
    uint8_t flags = rd_u8(r);
    out->ems = (flags & FLAG_EMS) != 0;
    uint64_t received = rd_u64(r);
    out->received_ms = received > INT64_MAX ? INT64_MAX : (int64_t)received;
    out->lifetime = rd_u32(r);
    out->age_add = rd_u32(r);
    out->max_early_data = rd_u32(r);
}

/* Of this layout, and of a version and a suite that belong together. */
static bool is_sound(uint8_t form, const struct session *session)
{
    const struct suite *suite = suite_find(session->suite);

    return form == TICKET_FORM && (session->version == TLS_1_2 || session->version == TLS_1_3) &&
           suite != NULL && suite->kx != SUITE_KX_NONE &&
           suite_is_13(suite) == (session->version == TLS_1_3);
}

/* The ticket was authenticated, but may come from another version of this program. */
enum err ticket_parse(struct session *out, struct span bytes, struct fail *fail)
{
    struct rd r = rd_init(bytes, fail);
    uint8_t form = rd_u8(&r);

    read_head(out, &r);
    buf_put(&out->alpn, rd_vec8(&r, 0, VEC8_MAX));
    buf_put(&out->server_name, rd_vec16(&r, 0, VEC16_MAX));
    buf_put(&out->chain, rd_vec24(&r, 0, VEC24_MAX));
    enum err e = rd_end(&r);
    if (e == ERR_OK && !is_sound(form, out)) {
        fail_set(fail, ERR_TLS_MESSAGE_FORM, span_head(bytes, 1));
        e = fail->err;
    }
    if (e == ERR_OK &&
        (out->alpn.err != ERR_OK || out->server_name.err != ERR_OK || out->chain.err != ERR_OK)) {
        fail_set(fail, ERR_MEMORY, bytes);
        e = fail->err;
    }
    if (e != ERR_OK)
        session_free(out);
    return e;
}
