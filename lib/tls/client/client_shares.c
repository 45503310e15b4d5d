/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/client/client_shares.h"

void client_shares_groups(const struct tls *tls, struct numbers *out)
{
    for (size_t i = 0; i < tls->config.groups.num && out->num < NAMES_MAX; i++) {
        const struct group *g = conn_group(tls, tls->config.groups.v[i]);
        if (g == NULL || group_allows(g, tls->config.max_version))
            out->v[out->num++] = tls->config.groups.v[i];
    }
}

/* Makes one more key pair, unless we have no implementation of the group. */
static enum err make_share(struct tls *tls, const struct group *group)
{
    if (group == NULL || group->kx == KX_NONE)
        return ERR_OK;
    struct kx kx;
    enum err e = kx_start(&kx, group_kx(group), &tls->config.rng);

    tls->share_groups[tls->num_shares] = group->id;
    if (e == ERR_OK)
        e = kx_keep(&tls->shares[tls->num_shares++], &kx);
    kx_wipe(&kx);
    return e;
}

/* Are there shares, and are all of them of KEMs? */
static bool has_only_kems(const struct tls *tls)
{
    for (size_t i = 0; i < tls->num_shares; i++) {
        if (!group_is_kem(conn_group(tls, tls->share_groups[i])))
            return false;
    }
    return tls->num_shares > 0;
}

/* A share of the first group that is not a KEM: a server without KEMs then needs no retry.  Its key
 * pair is its own even if a hybrid has such a key as a half.  RFC 9954 3.2 allows to send that one
 * twice; but then one key would serve two purposes, and be secret only as long as both. */
static enum err make_fallback_share(struct tls *tls)
{
    const struct numbers *groups = &tls->config.groups;

    for (size_t i = 0; i < groups->num && tls->num_shares < SHARES_MAX; i++) {
        const struct group *g = conn_group(tls, groups->v[i]);
        if (g != NULL && g->kx != KX_NONE && !group_is_kem(g))
            return make_share(tls, g);
    }
    return ERR_OK;
}

/* RFC 9846 4.3.8: shares are in the order of the groups; after a retry there is only the one that
 * the server asked for. */
enum err client_shares_make(struct tls *tls)
{
    const struct numbers *groups = &tls->config.groups;

    conn_wipe_shares(tls);
    tls->num_shares = 0;
    if (tls->retry_group != 0)
        return make_share(tls, conn_group(tls, tls->retry_group));
    for (size_t i = 0; i < groups->num && i < tls->config.num_shares; i++)
        TRY(make_share(tls, conn_group(tls, groups->v[i])));
    return tls->config.fallback_share && has_only_kems(tls) ? make_fallback_share(tls) : ERR_OK;
}
