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

enum err post13_ticket(struct tls *tls, const struct msg *msg)
{
    struct new_session_ticket n;
    struct fail fail = {0};

    TRY(conn_parsed(tls, new_session_ticket13_parse(&n, msg->body, &fail), &fail));
    if (++tls->tickets > TICKETS_MAX)
        return conn_fail(tls, ERR_TLS_TOO_MANY_TICKETS, msg->bytes);
    TRY(ext_rules_allow(tls, n.exts, IN_NST));
    if (n.lifetime > LIFETIME_MAX) /* RFC 9846 4.7.1 */
        return conn_fail(tls, ERR_TLS_TICKET_LIFETIME, msg->body);
    if (n.lifetime == 0) /* RFC 9846 4.7.1: to be discarded */
        return ERR_OK;
    return resume_keep13(tls, &n);
}

/* The peer has new keys; if it asked for it, ours follow with the next data. */
enum err post13_key_update(struct tls *tls, const struct msg *msg)
{
    struct fail fail = {0};
    uint8_t request;

    TRY(conn_parsed(tls, key_update_parse(&request, msg->body, &fail), &fail));
    if (++tls->key_updates > KEY_UPDATES_MAX)
        return conn_fail(tls, ERR_TLS_TOO_MANY_KEY_UPDATES, msg->bytes);
    TRY(shared13_next_keys(tls, false));
    tls->info.key_updates++;
    tls->key_update.asked = false;
    if (request == 1)
        tls->key_update.due = true;
    return ERR_OK;
}

/* RFC 9846 4.7.2: what is signed covers the handshake and this request only. */
enum err post13_request(struct tls *tls, const struct msg *msg)
{
    if (!ext_rules_has(tls, TLSX_POST_HANDSHAKE_AUTH))
        return conn_fail(tls, ERR_TLS_UNEXPECTED_MESSAGE, msg->bytes);
    if (++tls->requests > REQUESTS_MAX)
        return conn_fail(tls, ERR_TLS_TOO_MANY_REQUESTS, msg->bytes);
    /* RFC 9846 6.1: after our close_notify nothing may be sent. */
    if (tls->closed.sent)
        return ERR_OK;
    tls->transcript.hash = tls->main_hash;
    tls->is_late = true;
    TRY(client13_take_request(tls, msg));
    TRY(client13_send_certificate(tls));
    TRY(shared13_send_finished(tls));
    tls->is_late = false;
    return ERR_OK;
}
