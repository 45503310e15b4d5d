/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/session/session.h"

#include "lib/base/wipe.h"

enum {
    SESSION_FIELD_MAX = 1 << 24,
    LIFETIME_MAX = 7 * 24 * 3600,    /* seconds (RFC 9846 4.7.1) */
    LIFETIME_UNSAID = 1 * 24 * 3600, /* RFC 5246 F.1.4: a day, if the server does not say */
};

void session_init(struct session *session)
{
    *session = (struct session){0};
    struct buf *const all[] = {&session->ticket, &session->alpn, &session->server_name,
                               &session->chain,  &session->ocsp, &session->scts};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        buf_init(all[i], SESSION_FIELD_MAX);
}

void session_free(struct session *session)
{
    struct buf *const all[] = {&session->ticket, &session->alpn, &session->server_name,
                               &session->chain,  &session->ocsp, &session->scts};

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        buf_wipe(all[i]);
    wipe(session, sizeof *session);
    session_init(session);
}

enum err session_copy(struct session *out, const struct session *session)
{
    const struct buf *const from[] = {&session->ticket, &session->alpn, &session->server_name,
                                      &session->chain,  &session->ocsp, &session->scts};
    struct buf *const to[] = {&out->ticket, &out->alpn, &out->server_name,
                              &out->chain,  &out->ocsp, &out->scts};

    *out = *session;
    for (size_t i = 0; i < sizeof to / sizeof to[0]; i++)
        buf_init(to[i], SESSION_FIELD_MAX);
    for (size_t i = 0; i < sizeof to / sizeof to[0]; i++) {
        buf_put(to[i], buf_span(from[i]));
        if (to[i]->err != ERR_OK) {
            enum err e = to[i]->err;
            session_free(out);
            return e;
        }
    }
    return ERR_OK;
}

bool session_is_fresh(const struct session *session, int64_t now_ms)
{
    int64_t most = session->lifetime < LIFETIME_MAX ? (int64_t)session->lifetime : LIFETIME_MAX;

    /* RFC 5077 5.6: 0 leaves it to the client; in TLS 1.3 it means that the ticket must be
     * discarded. */
    if (session->lifetime == 0 && session->version != TLS_1_3)
        most = LIFETIME_UNSAID;
    return session->version != 0 && now_ms >= session->received_ms &&
           now_ms - session->received_ms < most * 1000;
}

/* The obfuscated ticket age: milliseconds, modulo 2^32 (RFC 9846 4.3.11.1). */
uint32_t session_age(const struct session *session, int64_t now_ms)
{
    return (uint32_t)(now_ms - session->received_ms) + session->age_add;
}
