/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/client/client_replay.h"

enum err client_replay_hello(struct tls *tls, struct span message)
{
    const struct tls_replay *r = tls->config.replay;

    buf_truncate(&tls->hello, 0);
    buf_put(&tls->hello, message);
    TRY(tls->hello.err);
    size_t used = tls->num_shares;
    conn_wipe_shares(tls);
    tls->num_shares = 0;
    struct msg m;
    struct client_hello hello;
    struct fail fail = {0};
    struct span shares;
    if (!msg_split(&m, buf_span(&tls->hello)) ||
        client_hello_parse(&hello, m.body, &fail) != ERR_OK)
        return ERR_TLS_MESSAGE_FORM;
    memcpy(tls->client_random, hello.random.p, RANDOM_SIZE);
    tls->session_id_n = hello.session_id.n;
    if (tls->session_id_n > 0)
        memcpy(tls->session_id, hello.session_id.p, tls->session_id_n);
    if (!ext_get(hello.exts, TLSX_KEY_SHARE, &shares))
        return ERR_OK;
    TRY(ext_shares_parse(&shares, shares, &fail));
    struct rd rd = rd_init(shares, &fail);
    struct key_share share;
    while (ext_share_next(&rd, &share) && tls->num_shares < SHARES_MAX && used < r->num_shares) {
        tls->share_groups[tls->num_shares] = share.group;
        TRY(kx_keep(&tls->shares[tls->num_shares++], &r->shares[used++]));
    }
    return ERR_OK;
}
