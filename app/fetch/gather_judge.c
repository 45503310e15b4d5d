/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A verdict that its caller waits for. */
#include "config.h"

#include "app/fetch/gather.h"

static void note_end(void *ctx, enum err err)
{
    enum err *out = ctx;

    *out = err;
}

enum err gather_judge(struct verifier *verifier, const struct gather_chain *chain)
{
    struct fetcher *fetcher = NULL;
    struct net_loop *loop = NULL;
    struct gathering *gather;
    enum err judged = ERR_NET_SYSTEM;

    TRY(net_loop_new(&loop));
    enum err e = fetcher_new(&fetcher, loop, &chain->settings->how);
    if (e == ERR_OK)
        e = gather_start(&gather, fetcher, verifier, chain, note_end, &judged);
    if (e == ERR_OK)
        e = net_run(loop);
    fetcher_free(fetcher);
    net_loop_free(loop);
    return e != ERR_OK ? e : judged;
}
