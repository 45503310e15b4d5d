/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The other handshake messages: the first octet picks the parser, the rest is the body. */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/tls/wire/msg.h"

const char fuzz_name[] = "messages";

/* Each parses, and writes again into b what it has understood. */
typedef enum err codec(struct span body, struct buf *b, struct fail *f);

static enum err encrypted_extensions(struct span body, struct buf *b, struct fail *f)
{
    struct span exts;

    TRY(encrypted_extensions_parse(&exts, body, f));
    encrypted_extensions_put(b, exts);
    return ERR_OK;
}

static enum err certificate(bool is_13, struct span body, struct buf *b, struct fail *f)
{
    struct certificate_msg m;
    struct cert_entry *v, e;
    struct arena a;
    size_t num = 0;

    TRY(certificate_parse(&m, is_13, body, f));
    struct rd count = rd_init(m.list, f), r = rd_init(m.list, f);
    while (cert_entry_next(&count, is_13, &e))
        num++;
    arena_init(&a, FUZZ_CAP);
    v = arena_alloc(&a, num + 1, sizeof *v);
    REQUIRE(v != NULL);
    for (size_t i = 0; i < num; i++)
        REQUIRE(cert_entry_next(&r, is_13, &v[i]) && span_contains(body, v[i].cert));
    certificate_put(b, is_13, m.context, v, num);
    arena_free(&a);
    return ERR_OK;
}

static enum err certificate12(struct span body, struct buf *b, struct fail *f)
{
    return certificate(false, body, b, f);
}

static enum err certificate13(struct span body, struct buf *b, struct fail *f)
{
    return certificate(true, body, b, f);
}

static enum err compressed(struct span body, struct buf *b, struct fail *f)
{
    struct compressed_certificate m;

    (void)b;
    TRY(compressed_certificate_parse(&m, body, f));
    REQUIRE(span_contains(body, m.data));
    return ERR_OK;
}

static enum err request12(struct span body, struct buf *b, struct fail *f)
{
    struct certificate_request12 m;
    struct span name;

    TRY(certificate_request12_parse(&m, body, f));
    struct rd r = rd_init(m.authorities, f);
    while (ext_ca_next(&r, &name))
        REQUIRE(span_contains(body, name));
    certificate_request12_put(b, &m);
    return f->err;
}

static enum err request13(struct span body, struct buf *b, struct fail *f)
{
    struct certificate_request13 m;

    TRY(certificate_request13_parse(&m, body, f));
    certificate_request13_put(b, &m);
    return ERR_OK;
}

static enum err verify(struct span body, struct buf *b, struct fail *f)
{
    struct certificate_verify m;

    TRY(certificate_verify_parse(&m, body, f));
    certificate_verify_put(b, &m);
    return ERR_OK;
}

static enum err server_kx(enum suite_kx kx, struct span body, struct buf *b, struct fail *f)
{
    struct server_key_exchange m;
    struct buf params;

    TRY(server_key_exchange_parse(&m, kx, body, f));
    if (kx == SUITE_KX_ECDHE && m.curve_type != NAMED_CURVE)
        return ERR_OK;
    buf_init(&params, FUZZ_CAP);
    server_key_exchange_params(&params, kx, &m);
    REQUIRE(span_eq(buf_span(&params), m.params));
    server_key_exchange_put(b, &m);
    buf_free(&params);
    return ERR_OK;
}

static enum err server_ecdhe(struct span body, struct buf *b, struct fail *f)
{
    return server_kx(SUITE_KX_ECDHE, body, b, f);
}

static enum err server_dhe(struct span body, struct buf *b, struct fail *f)
{
    return server_kx(SUITE_KX_DHE, body, b, f);
}

static enum err client_kx(enum suite_kx kx, struct span body, struct buf *b, struct fail *f)
{
    struct span key;

    TRY(client_key_exchange_parse(&key, kx, body, f));
    client_key_exchange_put(b, kx, key);
    return ERR_OK;
}

static enum err client_rsa(struct span body, struct buf *b, struct fail *f)
{
    return client_kx(SUITE_KX_RSA, body, b, f);
}

static enum err client_dhe(struct span body, struct buf *b, struct fail *f)
{
    return client_kx(SUITE_KX_DHE, body, b, f);
}

static enum err client_ecdhe(struct span body, struct buf *b, struct fail *f)
{
    return client_kx(SUITE_KX_ECDHE, body, b, f);
}

static enum err status(struct span body, struct buf *b, struct fail *f)
{
    struct span response;

    TRY(certificate_status_parse(&response, body, f));
    certificate_status_put(b, response);
    return ERR_OK;
}

static enum err ticket12(struct span body, struct buf *b, struct fail *f)
{
    struct new_session_ticket m;

    TRY(new_session_ticket12_parse(&m, body, f));
    new_session_ticket12_put(b, &m);
    return ERR_OK;
}

static enum err ticket13(struct span body, struct buf *b, struct fail *f)
{
    struct new_session_ticket m;

    TRY(new_session_ticket13_parse(&m, body, f));
    new_session_ticket13_put(b, &m);
    return ERR_OK;
}

static enum err key_update(struct span body, struct buf *b, struct fail *f)
{
    uint8_t request;

    TRY(key_update_parse(&request, body, f));
    key_update_put(b, request);
    return ERR_OK;
}

static codec *const codecs[] = {
    encrypted_extensions,
    certificate12,
    certificate13,
    compressed,
    request12,
    request13,
    verify,
    server_ecdhe,
    server_dhe,
    client_rsa,
    client_dhe,
    client_ecdhe,
    status,
    ticket12,
    ticket13,
    key_update,
};

/* Messages one behind the other: what is split off is what stands there. */
static void split(struct span stream)
{
    struct msg m;
    size_t sum = 0;

    while (msg_split(&m, span_tail(stream, sum))) {
        REQUIRE(m.bytes.p == stream.p + sum && m.bytes.n == m.body.n + MSG_HEADER);
        sum += m.bytes.n;
    }
    REQUIRE(msg_need(span_tail(stream, sum)) > stream.n - sum);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span body = span_tail(span_of(data, size), 1);
    struct fail f = {0};
    struct msg m;
    struct buf b;

    if (size == 0)
        return 0;
    split(body);
    buf_init(&b, FUZZ_CAP);
    enum err e = codecs[data[0] % (sizeof codecs / sizeof codecs[0])](body, &b, &f);
    REQUIRE(e == f.err);
    REQUIRE(f.at.n == 0 || span_contains(body, f.at));
    REQUIRE(e == ERR_OK || b.n == 0);
    if (b.n > 0)
        REQUIRE(b.err == ERR_OK && msg_split(&m, buf_span(&b)) && span_eq(m.body, body));
    buf_free(&b);
    return 0;
}
