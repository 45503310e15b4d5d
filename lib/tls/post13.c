/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/post13.h"

#include "lib/tls/client/client13.h"
#include "lib/tls/core/ext_rules.h"
#include "lib/tls/core/resume.h"
#include "lib/tls/core/shared13.h"

enum {
    KEY_UPDATES_MAX = 32, /* consecutive ones, without data between them */
    TICKETS_MAX = 32,
    LIFETIME_MAX = 7 * 24 * 3600,
    REQUESTS_MAX = 8, /* requests for our certificate in a connection: each costs a signature */
};

enum err post13_ticket(struct tls *t, const struct msg *m)
{
    struct new_session_ticket n;
    struct fail fail = {0};

    TRY(conn_parsed(t, new_session_ticket13_parse(&n, m->body, &fail), &fail));
    if (++t->tickets > TICKETS_MAX)
        return conn_fail(t, ERR_TLS_TOO_MANY_TICKETS, m->bytes);
    TRY(ext_rules_allow(t, n.exts, IN_NST));
    if (n.lifetime > LIFETIME_MAX) /* RFC 9846 4.7.1 */
        return conn_fail(t, ERR_TLS_TICKET_LIFETIME, m->body);
    if (n.lifetime == 0) /* RFC 9846 4.7.1: to be discarded */
        return ERR_OK;
    return resume_keep13(t, &n);
}

/* The peer has new keys; if it asked for it, ours follow with the next data. */
enum err post13_key_update(struct tls *t, const struct msg *m)
{
    struct fail fail = {0};
    uint8_t request;

    TRY(conn_parsed(t, key_update_parse(&request, m->body, &fail), &fail));
    if (++t->key_updates > KEY_UPDATES_MAX)
        return conn_fail(t, ERR_TLS_TOO_MANY_KEY_UPDATES, m->bytes);
    TRY(shared13_next_keys(t, false));
    t->info.key_updates++;
    t->key_update.asked = false;
    if (request == 1)
        t->key_update.due = true;
    return ERR_OK;
}

/* RFC 9846 4.7.2: what is signed covers the handshake and this request only. */
enum err post13_request(struct tls *t, const struct msg *m)
{
    if (!ext_rules_has(t, TLSX_POST_HANDSHAKE_AUTH))
        return conn_fail(t, ERR_TLS_UNEXPECTED_MESSAGE, m->bytes);
    if (++t->requests > REQUESTS_MAX)
        return conn_fail(t, ERR_TLS_TOO_MANY_REQUESTS, m->bytes);
    /* RFC 9846 6.1: after our close_notify nothing may be sent. */
    if (t->closed.sent)
        return ERR_OK;
    t->transcript.hash = t->main_hash;
    t->is_late = true;
    TRY(client13_take_request(t, m));
    TRY(client13_send_certificate(t));
    TRY(shared13_send_finished(t));
    t->is_late = false;
    return ERR_OK;
}
