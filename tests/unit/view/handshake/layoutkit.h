/* SPDX-License-Identifier: GPL-3.0-or-later */
/* layoutkit: counts the items of a message, and parses messages, for tests of the layout. */
#ifndef TB_TESTS_UNIT_VIEW_HANDSHAKE_LAYOUTKIT_H
#define TB_TESTS_UNIT_VIEW_HANDSHAKE_LAYOUTKIT_H

#include "lib/view/handshake/layout.h"

/* Each item begins where the one before it ended. */
struct tally {
    struct span message;
    size_t at; /* the byte that comes next */
    int depth;
    size_t num, broken, left, unnamed;
    struct layout_item last, open; /* the last one, and the last list or extension */
};

static inline void layoutkit_count(void *ctx, const struct layout_item *it)
{
    struct tally *t = ctx;

    if (it->bytes.n > 0) {
        assert_ptr_equal(it->bytes.p, t->message.p + t->at);
        t->at += it->bytes.n;
    }
    assert_true(t->at <= t->message.n);
    assert_true(it->depth >= 0 && it->depth <= t->depth);
    t->depth = it->shape == SHAPE_OPEN ? it->depth + 1 : it->depth;
    assert_non_null(it->label);
    t->num++;
    t->broken += it->shape == SHAPE_BROKEN ? 1 : 0;
    t->left += it->shape == SHAPE_LEFT ? 1 : 0;
    t->last = *it;
    if (it->shape == SHAPE_OPEN && t->broken + t->left == 0)
        t->open = *it;
}

static inline struct tally walk(struct span message, const struct layout_context *context)
{
    struct tally t = {.message = message};
    struct layout_sink sink = {&t, layoutkit_count};

    layout_walk(&sink, message, context);
    assert_int_equal(t.at, message.n);
    return t;
}

/* The parsers that must accept what a layout draws whole. */
#define PARSER(name, type, call)                                     \
    static inline enum err name(struct span body, struct fail *fail) \
    {                                                                \
        type m;                                                      \
        return call;                                                 \
    }

PARSER(parse_client_hello, struct client_hello, client_hello_parse(&m, body, fail))
PARSER(parse_server_hello, struct server_hello, server_hello_parse(&m, body, fail))
PARSER(parse_ee, struct span, encrypted_extensions_parse(&m, body, fail))
PARSER(parse_cert12, struct certificate_msg, certificate_parse(&m, false, body, fail))
PARSER(parse_cert13, struct certificate_msg, certificate_parse(&m, true, body, fail))
PARSER(parse_compressed, struct compressed_certificate,
       compressed_certificate_parse(&m, body, fail))
PARSER(parse_request12, struct certificate_request12, certificate_request12_parse(&m, body, fail))
PARSER(parse_request13, struct certificate_request13, certificate_request13_parse(&m, body, fail))
PARSER(parse_verify, struct certificate_verify, certificate_verify_parse(&m, body, fail))
PARSER(parse_ske_ecdhe, struct server_key_exchange,
       server_key_exchange_parse(&m, SUITE_KX_ECDHE, body, fail))
PARSER(parse_ske_dhe, struct server_key_exchange,
       server_key_exchange_parse(&m, SUITE_KX_DHE, body, fail))
PARSER(parse_cke_rsa, struct span, client_key_exchange_parse(&m, SUITE_KX_RSA, body, fail))
PARSER(parse_cke_ecdhe, struct span, client_key_exchange_parse(&m, SUITE_KX_ECDHE, body, fail))
PARSER(parse_cke_dhe, struct span, client_key_exchange_parse(&m, SUITE_KX_DHE, body, fail))
PARSER(parse_status, struct span, certificate_status_parse(&m, body, fail))
PARSER(parse_ticket12, struct new_session_ticket, new_session_ticket12_parse(&m, body, fail))
PARSER(parse_ticket13, struct new_session_ticket, new_session_ticket13_parse(&m, body, fail))
PARSER(parse_key_update, uint8_t, key_update_parse(&m, body, fail))

static inline enum err parse_any(struct span body, struct fail *fail)
{
    (void)body;
    (void)fail;
    return ERR_OK;
}

static inline enum err parse_empty(struct span body, struct fail *fail)
{
    if (body.n > 0)
        fail_set(fail, ERR_TLS_TRAILING, body);
    return fail->err;
}

#endif
