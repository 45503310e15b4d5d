/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/wire/ext.h"

#include "lib/tls/wire/vec.h"

bool ext_next(struct rd *r, struct ext *out)
{
    if (!rd_more(r))
        return false;
    out->type = rd_u16(r);
    out->data = rd_vec16(r, 0, VEC16_MAX);
    return r->fail->err == ERR_OK;
}

/* Each type at most once. */
enum err ext_list_check(struct span list, struct fail *fail)
{
    struct rd r = rd_init(list, fail);
    struct span at = list;
    struct ext x;

    if (list.n == 0)
        return fail->err;
    uint8_t seen[1 << 13] = {0}; /* a bit for each type: no list makes this quadratic */
    while (ext_next(&r, &x)) {
        uint8_t bit = (uint8_t)(1u << (x.type & 7));

        /* RFC 9846 4.3, RFC 5246 7.4.1.4: not more than one of the same type. */
        if ((seen[x.type >> 3] & bit) != 0)
            fail_set(fail, ERR_TLS_EXT_DUPLICATE, span_head(at, at.n - r.left.n));
        seen[x.type >> 3] |= bit;
        at = r.left;
    }
    return fail->err;
}

/* The data of the first extension of this type in a list that was checked. */
bool ext_get(struct span list, uint16_t type, struct span *out)
{
    struct fail fail = {0};
    struct rd r = rd_init(list, &fail);
    struct ext x;

    while (ext_next(&r, &x)) {
        if (x.type == type) {
            *out = x.data;
            return true;
        }
    }
    return false;
}

struct buf_mark ext_open(struct buf *out, uint16_t type)
{
    buf_u16(out, type);
    return buf_open16(out);
}

void ext_put(struct buf *out, uint16_t type, struct span data)
{
    struct buf_mark x = ext_open(out, type);

    buf_put(out, data);
    buf_close(out, x);
}

/* RFC 6066 3: "The ServerNameList MUST NOT contain more than one name of the same name_type": a
 * list that is well-formed but breaks this is illegal_parameter (RFC 9846 6.2). host_name is the
 * only type that has a meaning; others are skipped, since their data "MUST begin with a 16-bit
 * length field". */
enum err ext_sni_parse(struct span *host, struct span data, struct fail *fail)
{
    enum { HOST_NAME = 0 };
    struct rd r = rd_init(data, fail);
    struct rd names = rd_init(rd_vec16(&r, 1, VEC16_MAX), fail);
    bool seen[UINT8_MAX + 1] = {false};

    *host = (struct span){0};
    while (rd_more(&names)) {
        struct span at = names.left;
        uint8_t type = rd_u8(&names);
        struct span name = rd_vec16(&names, type == HOST_NAME ? 1 : 0, VEC16_MAX);

        if (seen[type])
            fail_set(fail, ERR_TLS_SNI_TWICE, at);
        seen[type] = true;
        if (type == HOST_NAME)
            *host = name;
    }
    return rd_end(&r);
}

/* A list with one name of type host_name (0). */
void ext_sni_put(struct buf *out, struct span host)
{
    struct buf_mark x = ext_open(out, TLSX_SERVER_NAME), list = buf_open16(out);

    buf_u8(out, 0);
    vec_put(out, buf_open16(out), host);
    buf_close(out, list);
    buf_close(out, x);
}

/* <2..2^16-2> of 16-bit numbers: supported_groups, signature_algorithms. */
enum err ext_list16_parse(struct span *list, struct span data, struct fail *fail)
{
    struct rd r = rd_init(data, fail);

    *list = rd_list16(&r, 2, VEC16_MAX - 1);
    return rd_end(&r);
}

/* RFC 9846 4.3.1, RFC 8879 3: <2..2^8-2>. */
enum err ext_list8of16_parse(struct span *list, struct span data, struct fail *fail)
{
    struct rd r = rd_init(data, fail);

    *list = rd_vec8(&r, 2, VEC8_MAX - 1);
    if (list->n % 2 != 0)
        fail_set(fail, ERR_TLS_VECTOR, *list);
    return rd_end(&r);
}

static void put_numbers(struct buf *out, const uint16_t *values, size_t num)
{
    for (size_t i = 0; i < num; i++)
        buf_u16(out, values[i]);
}

void ext_list16_put(struct buf *out, uint16_t type, const uint16_t *values, size_t num)
{
    struct buf_mark x = ext_open(out, type), list = buf_open16(out);

    put_numbers(out, values, num);
    buf_close(out, list);
    buf_close(out, x);
}

void ext_list8of16_put(struct buf *out, uint16_t type, const uint16_t *values, size_t num)
{
    struct buf_mark x = ext_open(out, type), list = buf_open8(out);

    put_numbers(out, values, num);
    buf_close(out, list);
    buf_close(out, x);
}

/* <1..255> of bytes: ec_point_formats, psk_key_exchange_modes. */
enum err ext_list8_parse(struct span *list, struct span data, struct fail *fail)
{
    struct rd r = rd_init(data, fail);

    *list = rd_vec8(&r, 1, VEC8_MAX);
    return rd_end(&r);
}

void ext_list8_put(struct buf *out, uint16_t type, struct span list)
{
    struct buf_mark x = ext_open(out, type);

    vec_put(out, buf_open8(out), list);
    buf_close(out, x);
}

enum err ext_u8_parse(uint8_t *out, struct span data, struct fail *fail)
{
    struct rd r = rd_init(data, fail);

    *out = rd_u8(&r);
    return rd_end(&r);
}

enum err ext_u16_parse(uint16_t *out, struct span data, struct fail *fail)
{
    struct rd r = rd_init(data, fail);

    *out = rd_u16(&r);
    return rd_end(&r);
}

enum err ext_u32_parse(uint32_t *out, struct span data, struct fail *fail)
{
    struct rd r = rd_init(data, fail);

    *out = rd_u32(&r);
    return rd_end(&r);
}

void ext_u8_put(struct buf *out, uint16_t type, uint8_t value)
{
    struct buf_mark x = ext_open(out, type);

    buf_u8(out, value);
    buf_close(out, x);
}

void ext_u16_put(struct buf *out, uint16_t type, uint16_t value)
{
    struct buf_mark x = ext_open(out, type);

    buf_u16(out, value);
    buf_close(out, x);
}

void ext_u32_put(struct buf *out, uint16_t type, uint32_t value)
{
    struct buf_mark x = ext_open(out, type);

    buf_u32(out, value);
    buf_close(out, x);
}

/* An extension whose presence is all that it says. */
enum err ext_empty_parse(struct span data, struct fail *fail)
{
    if (data.n > 0)
        fail_set(fail, ERR_TLS_EXT_FORM, data);
    return fail->err;
}

/* For vec_each: reads one name, and so checks it. */
static void alpn_name(struct rd *r)
{
    rd_vec8(r, 1, VEC8_MAX);
}

enum err ext_alpn_parse(struct span *list, struct span data, struct fail *fail)
{
    struct rd r = rd_init(data, fail);

    *list = rd_vec16(&r, 2, VEC16_MAX);
    vec_each(*list, alpn_name, fail);
    return rd_end(&r);
}

bool ext_alpn_next(struct rd *r, struct span *name)
{
    if (!rd_more(r))
        return false;
    *name = rd_vec8(r, 1, VEC8_MAX);
    return r->fail->err == ERR_OK;
}

/* RFC 7301 3.1: the server's list MUST contain exactly one name.  The list is checked first, so
 * that two names are a semantic error and not one of form. */
enum err ext_alpn_one_parse(struct span *name, struct span data, struct fail *fail)
{
    struct span list;

    *name = (struct span){0};
    TRY(ext_alpn_parse(&list, data, fail));
    struct rd r = rd_init(list, fail);
    if (ext_alpn_next(&r, name) && r.left.n > 0)
        fail_set(fail, ERR_TLS_ALPN_MANY, list);
    return fail->err;
}

bool ext_alpn_has(struct span list, struct span name)
{
    struct fail fail = {0};
    struct rd r = rd_init(list, &fail);
    struct span have;

    while (ext_alpn_next(&r, &have)) {
        if (span_eq(have, name))
            return true;
    }
    return false;
}

void ext_alpn_put(struct buf *out, struct span list)
{
    struct buf_mark x = ext_open(out, TLSX_ALPN);

    vec_put(out, buf_open16(out), list);
    buf_close(out, x);
}

enum err ext_cookie_parse(struct span *out, struct span data, struct fail *fail)
{
    struct rd r = rd_init(data, fail);

    *out = rd_vec16(&r, 1, VEC16_MAX);
    return rd_end(&r);
}

void ext_cookie_put(struct buf *out, struct span cookie)
{
    struct buf_mark x = ext_open(out, TLSX_COOKIE);

    vec_put(out, buf_open16(out), cookie);
    buf_close(out, x);
}

enum err ext_reneg_parse(struct span *out, struct span data, struct fail *fail)
{
    struct rd r = rd_init(data, fail);

    *out = rd_vec8(&r, 0, VEC8_MAX);
    return rd_end(&r);
}

/* connection: the verify_data of the handshake before; empty in the first handshake. */
void ext_reneg_put(struct buf *out, struct span connection)
{
    ext_list8_put(out, TLSX_RENEGOTIATION_INFO, connection);
}
