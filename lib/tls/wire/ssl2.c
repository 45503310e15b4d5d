/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/wire/ssl2.h"

/* The highest bit of a header: there is no padding, and two bytes are all of it. */
enum { NO_PADDING = 0x8000 };

bool ssl2_is_record(struct span in)
{
    /* Without the parts whose lengths they name. */
    enum { ERROR_SIZE = 3, CLIENT_MIN = 9, SERVER_MIN = 11 };

    if (in.n <= SSL2_HEADER || (in.p[0] & (NO_PADDING >> 8)) == 0)
        return false;
    size_t n = ssl2_record_need(in) - SSL2_HEADER;
    switch (in.p[SSL2_HEADER]) {
    case SSL2_ERROR: return n == ERROR_SIZE;
    case SSL2_CLIENT_HELLO: return n >= CLIENT_MIN;
    case SSL2_SERVER_HELLO: return n >= SERVER_MIN;
    default: return false;
    }
}

size_t ssl2_record_need(struct span in)
{
    return SSL2_HEADER + (size_t)(list16_at(in, 0) & SSL2_RECORD_MAX);
}

/* A message begins with its type. */
static struct rd read_message(struct span content, enum ssl2_message type, struct fail *fail)
{
    struct rd r = rd_init(content, fail);

    if (rd_u8(&r) != type)
        fail_set(fail, ERR_TLS_UNEXPECTED_MESSAGE, span_head(content, 1));
    return r;
}

/* Kinds are of three bytes each. */
static void check_kinds(struct span kinds, struct fail *fail)
{
    if (kinds.n % SSL2_KIND_SIZE != 0)
        fail_set(fail, ERR_TLS_VECTOR, kinds);
}

/* RFC 5246 E.2: the challenge is of 32 bytes or, before SSL 3.0, of 16 to 32.  Another length is
 * read as well: nothing is computed with it. */
enum err ssl2_client_hello_parse(struct ssl2_client_hello *out, struct span content,
                                 struct fail *fail)
{
    struct rd r = read_message(content, SSL2_CLIENT_HELLO, fail);
    size_t num_kinds, num_id, num_challenge;

    *out = (struct ssl2_client_hello){.version = rd_u16(&r)};
    num_kinds = rd_u16(&r);
    num_id = rd_u16(&r);
    num_challenge = rd_u16(&r);
    out->kinds = rd_bytes(&r, num_kinds);
    out->session_id = rd_bytes(&r, num_id);
    out->challenge = rd_bytes(&r, num_challenge);
    check_kinds(out->kinds, fail);
    return rd_end(&r);
}

enum err ssl2_server_hello_parse(struct ssl2_server_hello *out, struct span content,
                                 struct fail *fail)
{
    struct rd r = read_message(content, SSL2_SERVER_HELLO, fail);
    size_t num_certificate, num_kinds, num_id;

    *out = (struct ssl2_server_hello){.session_id_hit = rd_u8(&r)};
    out->certificate_type = rd_u8(&r);
    out->version = rd_u16(&r);
    num_certificate = rd_u16(&r);
    num_kinds = rd_u16(&r);
    num_id = rd_u16(&r);
    out->certificate = rd_bytes(&r, num_certificate);
    out->kinds = rd_bytes(&r, num_kinds);
    out->connection_id = rd_bytes(&r, num_id);
    check_kinds(out->kinds, fail);
    return rd_end(&r);
}

enum err ssl2_error_parse(uint16_t *code, struct span content, struct fail *fail)
{
    struct rd r = read_message(content, SSL2_ERROR, fail);

    *code = rd_u16(&r);
    return rd_end(&r);
}

/* The header is filled in by record_close. */
static struct buf_mark record_open(struct buf *out, enum ssl2_message type)
{
    struct buf_mark record = buf_open16(out);

    buf_u8(out, (uint8_t)type);
    return record;
}

static void record_close(struct buf *out, struct buf_mark record)
{
    if (out->err == ERR_OK && out->n - record.at - SSL2_HEADER > SSL2_RECORD_MAX)
        out->err = ERR_SIZE_LIMIT;
    buf_close(out, record);
    if (out->err == ERR_OK)
        out->p[record.at] |= NO_PADDING >> 8;
}

/* Lengths come first, and then what they are of. */
static void put_parts(struct buf *out, struct span a, struct span b, struct span c)
{
    const struct span parts[] = {a, b, c};

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        buf_u16(out, (uint16_t)parts[i].n);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        buf_put(out, parts[i]);
}

void ssl2_client_hello_put(struct buf *out, const struct ssl2_client_hello *hello)
{
    struct buf_mark record = record_open(out, SSL2_CLIENT_HELLO);

    buf_u16(out, hello->version);
    put_parts(out, hello->kinds, hello->session_id, hello->challenge);
    record_close(out, record);
}

void ssl2_server_hello_put(struct buf *out, const struct ssl2_server_hello *hello)
{
    struct buf_mark record = record_open(out, SSL2_SERVER_HELLO);

    buf_u8(out, hello->session_id_hit);
    buf_u8(out, hello->certificate_type);
    buf_u16(out, hello->version);
    put_parts(out, hello->certificate, hello->kinds, hello->connection_id);
    record_close(out, record);
}

void ssl2_error_put(struct buf *out, uint16_t code)
{
    struct buf_mark record = record_open(out, SSL2_ERROR);

    buf_u16(out, code);
    record_close(out, record);
}

uint32_t ssl2_kind_at(struct span kinds, size_t i)
{
    struct span at = span_tail(kinds, i * SSL2_KIND_SIZE);

    return at.n < SSL2_KIND_SIZE ? 0 : (uint32_t)at.p[0] << 16 | list16_at(span_tail(at, 1), 0);
}

const char *ssl2_kind_name(uint32_t kind)
{
    static const struct {
        uint32_t kind;
        const char *name;
    } kinds[] = {
#define SSL2_KIND(wire, ID, name) {wire, name},
#include "lib/tls/wire/ssl2kinds.def"
#undef SSL2_KIND
    };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i].kind == kind)
            return kinds[i].name;
    }
    return NULL;
}

const char *ssl2_error_name(uint16_t code)
{
    static const char *const names[] = {
        [SSL2_NO_CIPHER] = "NO-CIPHER-ERROR",
        [SSL2_NO_CERTIFICATE] = "NO-CERTIFICATE-ERROR",
        [SSL2_BAD_CERTIFICATE] = "BAD-CERTIFICATE-ERROR",
        [SSL2_UNSUPPORTED_CERTIFICATE] = "UNSUPPORTED-CERTIFICATE-TYPE-ERROR",
    };

    return code < sizeof names / sizeof *names ? names[code] : NULL;
}
