/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rules for public CAs that depend on the date of issue (dated.def).
 *
 * In profile cabf they are for every chain.  In webpki they are for chains to an anchor of the
 * system's store alone, and only warn: what a company's own CA issues under a root that its users
 * have added is its own affair (CA/B BR 1.1).
 */
#include "config.h"

#include "lib/path/check.h"
#include "lib/path/dated.h"

static bool is_public(const struct check *check, const struct path *path)
{
    if (check->in->profile == PROFILE_CABF)
        return true;
    /* A leaf that is itself an anchor is not marked: its owner put it into the store. */
    return path->anchored && path->links[path->num - 1].is_system;
}

/* CA/B BR 6.3.2: the limit at the time of issue; and whether today's limit would allow it too. */
static enum err check_lifetime(const struct check *check, struct path *path)
{
    const struct cert *c = path->links[0].cert;
    struct lifetime_limit then, now;
    struct finding f = {.a = dated_seconds(c)};

    if (dated_limit(&then, c->not_before) && !dated_fits(c, &then)) {
        f.rule = RULE_VALIDITY_TOO_LONG;
        f.b = then.from;
        return note(check, path, f);
    }
    if (!dated_limit(&now, check->in->time) || dated_fits(c, &now))
        return ERR_OK;
    f.rule = RULE_VALIDITY_OUTDATED;
    f.b = now.from;
    return note(check, path, f);
}

/* A leaf or a CA that allows clientAuth beside serverAuth, by its own date or by today's. */
static enum err check_server_only(const struct check *check, struct path *path, int i)
{
    const struct cert *c = path->links[i].cert;
    const char *source;
    int64_t from = dated_server_only(i == 0 ? SERVER_ONLY_LEAF : SERVER_ONLY_CA, &source);
    struct finding f = {.cert = i, .at = c->ext[EXT_EKU].val, .a = c->eku, .b = from};

    if ((c->eku & EKU_SERVER) == 0 || (c->eku & EKU_CLIENT) == 0 || !c->has_not_before)
        return ERR_OK;
    if (c->not_before >= from)
        f.rule = RULE_EKU_BOTH;
    else if (check->in->time >= from)
        f.rule = RULE_EKU_BOTH_OUTDATED;
    else
        return ERR_OK;
    return note(check, path, f);
}

enum err check_dated(const struct check *check, struct path *path)
{
    const struct cert *leaf = path->links[0].cert;
    size_t below = path->anchored ? path->num - 1 : path->num;

    if (check->in->purpose != PURPOSE_SERVER || !is_public(check, path))
        return ERR_OK;
    /* A CA in the place of the leaf has a rule of its own. */
    if (!leaf->is_ca && leaf->has_not_before && leaf->has_not_after)
        TRY(check_lifetime(check, path));
    for (size_t i = 0; i < below; i++)
        TRY(check_server_only(check, path, (int)i));
    return ERR_OK;
}
