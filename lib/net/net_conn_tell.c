/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said before TLS, for those who show it. */
#include "config.h"

#include "lib/net/dialogue.h"
#include "lib/net/net_conn.h"

/* The most bytes of one message, with what takes the place of credentials. */
#define SHOWN_MAX (2 * ((size_t)PREAMBLE_IN_MAX + PREAMBLE_TOTAL_MAX) + 64)

/* The dialogue of the current stage; NONE in other stages. */
static enum dialogue dialogue_now(const struct net_conn *conn)
{
    if (conn->stage == STAGE_PROXY)
        return dialogue_of(conn->talk->proxy.kind);
    return conn->stage == STAGE_STARTTLS ? dialogue_starttls(conn->talk->preamble.protocol)
                                         : DIALOGUE_NONE;
}

void net_conn_tell(struct net_conn *conn, bool sent, struct span bytes)
{
    struct dialogue_message m = {dialogue_now(conn), sent, bytes};
    struct buf shown;

    if (conn->hooks.dialogue == NULL || m.dialogue == DIALOGUE_NONE)
        return;
    buf_init(&shown, SHOWN_MAX);
    if (sent)
        dialogue_redact(&shown, &m);
    else
        dialogue_mask(&shown, bytes, &conn->talk->proxy);
    m.bytes = buf_span(&shown);
    conn->hooks.dialogue(conn->hooks.ctx, &m);
    buf_free(&shown);
}

void net_conn_tell_heard(struct net_conn *conn, bool all)
{
    if (conn->talk == NULL)
        return;
    struct span heard = preamble_heard(&conn->talk->preamble, all);

    if (heard.n > 0)
        net_conn_tell(conn, false, heard);
    preamble_told(&conn->talk->preamble, heard.n);
}
