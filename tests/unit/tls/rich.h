/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rich: a session of a server with something in every field, for tests. */
#ifndef TB_TESTS_UNIT_TLS_RICH_H
#define TB_TESTS_UNIT_TLS_RICH_H

#include "lib/tls/session/session.h"

enum { RICH_NOW = 1000 * 1000 };

static inline struct session rich_session(uint16_t version)
{
    bool is_12 = version == TLS_1_2;
    struct session s;

    session_init(&s);
    s.version = version;
    s.suite = is_12 ? TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 : TLS_AES_256_GCM_SHA384;
    s.secret.n = is_12 ? 48 : 32;
    for (size_t i = 0; i < s.secret.n; i++)
        s.secret.v[i] = (uint8_t)(i + 1);
    s.ems = true;
    s.received_ms = RICH_NOW;
    s.lifetime = 7200;
    s.age_add = 0x89abcdef;
    s.max_early_data = 0x12345678;
    buf_put(&s.alpn, SPAN_LIT("h2"));
    buf_put(&s.server_name, SPAN_LIT("www.example.com"));
    buf_put(&s.chain, SPAN_LIT("\0\0\3abc"));
    return s;
}

static inline bool rich_same(const struct session *a, const struct session *b)
{
    return a->version == b->version && a->suite == b->suite &&
           span_eq(span_of(a->secret.v, a->secret.n), span_of(b->secret.v, b->secret.n)) &&
           a->ems == b->ems && a->received_ms == b->received_ms && a->lifetime == b->lifetime &&
           a->age_add == b->age_add && a->max_early_data == b->max_early_data &&
           span_eq(buf_span(&a->alpn), buf_span(&b->alpn)) &&
           span_eq(buf_span(&a->server_name), buf_span(&b->server_name)) &&
           span_eq(buf_span(&a->chain), buf_span(&b->chain));
}

#endif
