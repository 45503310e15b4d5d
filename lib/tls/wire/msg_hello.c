/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages in which both sides say what they can and what they chose. */
/* ClientHello, ServerHello and HelloRetryRequest. */
#include "config.h"

#include "lib/tls/wire/msg.h"

#include "lib/tls/wire/vec.h"

/* RFC 9846 4.2.3: SHA-256 of "HelloRetryRequest". */
const uint8_t hello_retry_random[RANDOM_SIZE] = {
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
};

/* RFC 9846 4.2.3: a server that knows TLS 1.3 and chooses TLS 1.2 ends its random with the first,
 * and for older versions with the second. */
const uint8_t downgrade_12[8] = {'D', 'O', 'W', 'N', 'G', 'R', 'D', 1};
const uint8_t downgrade_11[8] = {'D', 'O', 'W', 'N', 'G', 'R', 'D', 0};

/* Extensions follow or the message ends (RFC 5246 7.4.1.2). */
static enum err read_exts(struct rd *r, struct span *exts, bool *has_exts)
{
    *has_exts = rd_more(r);
    if (*has_exts)
        *exts = rd_vec16(r, 0, VEC16_MAX);
    TRY(rd_end(r));
    return ext_list_check(*exts, r->fail);
}

/* A hello without extensions ends before their length; that is not the same as an empty list. */
static void put_exts(struct buf *out, struct span exts, bool has_exts)
{
    if (!has_exts)
        return;
    vec_put(out, buf_open16(out), exts);
}

enum err client_hello_parse(struct client_hello *out, struct span body, struct fail *fail)
{
    struct rd r = rd_init(body, fail);

    *out = (struct client_hello){.version = rd_u16(&r)};
    out->random = rd_bytes(&r, RANDOM_SIZE);
    out->session_id = rd_vec8(&r, 0, SESSION_ID_MAX);
    out->suites = rd_list16(&r, 2, VEC16_MAX - 1);
    out->compression = rd_vec8(&r, 1, VEC8_MAX);
    return read_exts(&r, &out->exts, &out->has_exts);
}

void client_hello_put(struct buf *out, const struct client_hello *hello)
{
    struct buf_mark msg = msg_open(out, HS_CLIENT_HELLO);

    buf_u16(out, hello->version);
    buf_put(out, hello->random);
    vec_put(out, buf_open8(out), hello->session_id);
    vec_put(out, buf_open16(out), hello->suites);
    vec_put(out, buf_open8(out), hello->compression);
    put_exts(out, hello->exts, hello->has_exts);
    buf_close(out, msg);
}

enum err server_hello_parse(struct server_hello *out, struct span body, struct fail *fail)
{
    struct rd r = rd_init(body, fail);

    *out = (struct server_hello){.version = rd_u16(&r)};
    out->random = rd_bytes(&r, RANDOM_SIZE);
    out->is_retry = span_eq(out->random, span_of(hello_retry_random, RANDOM_SIZE));
    out->session_id = rd_vec8(&r, 0, SESSION_ID_MAX);
    out->suite = rd_u16(&r);
    out->compression = rd_u8(&r);
    return read_exts(&r, &out->exts, &out->has_exts);
}

void server_hello_put(struct buf *out, const struct server_hello *hello)
{
    struct buf_mark msg = msg_open(out, HS_SERVER_HELLO);

    buf_u16(out, hello->version);
    buf_put(out, hello->random);
    vec_put(out, buf_open8(out), hello->session_id);
    buf_u16(out, hello->suite);
    buf_u8(out, hello->compression);
    put_exts(out, hello->exts, hello->has_exts);
    buf_close(out, msg);
}
