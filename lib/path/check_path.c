/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules between the certificates of a path. */
#include "config.h"

#include "lib/path/check.h"
#include "lib/path/namecon.h"
#include "lib/path/purpose.h"
#include "lib/path/revoke.h"
#include "lib/x509/certext.h"

/* Not self-issued ones, and not the leaf (RFC 5280 4.2.1.9). */
int64_t check_intermediates(const struct path *p, size_t top)
{
    int64_t n = 0;

    for (size_t i = 1; i < top; i++)
        n += !cert_is_self_issued(p->links[i].cert);
    return n;
}

/* RFC 5280 6.1.4 (l) and (m) */
enum err check_length(const struct check *k, struct path *p, size_t i)
{
    const struct cert *c = p->links[i].cert;
    int64_t below = check_intermediates(p, i);

    if (i == 0 || c->path_len < 0 || below <= c->path_len)
        return ERR_OK;
    return note(k, p,
                (struct finding){.rule = RULE_PATH_LENGTH,
                                 .cert = (int)i,
                                 .at = c->ext[EXT_BC].val,
                                 .a = c->path_len,
                                 .b = below});
}

static enum err check_lengths(const struct check *k, struct path *p)
{
    int64_t depth = check_intermediates(p, p->anchored ? p->num - 1 : p->num);

    for (size_t i = 1; i < p->num; i++)
        TRY(check_length(k, p, i));
    if (k->in->max_depth >= 0 && depth > k->in->max_depth)
        TRY(note(k, p,
                 (struct finding){
                     .rule = RULE_MAX_DEPTH, .cert = -1, .a = k->in->max_depth, .b = depth}));
    return ERR_OK;
}

/* Each CA's extendedKeyUsage, where there is one, bounds what is below it. */
static enum err check_eku_chain(const struct check *k, struct path *p)
{
    uint32_t needed = purpose_eku(k->in->purpose) | k->in->eku;

    for (size_t i = 1; i < p->num; i++) {
        const struct cert *c = p->links[i].cert;
        if (!eku_allows(c, needed) && c->ext[EXT_EKU].is_read)
            TRY(note(k, p,
                     (struct finding){.rule = RULE_EKU_CHAIN,
                                      .cert = (int)i,
                                      .at = c->ext[EXT_EKU].val,
                                      .a = c->eku,
                                      .b = needed}));
        /* CA/B BR 7.1.2.10.6: nor is it there in a CA below the root. */
        if (k->in->purpose == PURPOSE_SERVER && (c->eku & EKU_ANY) != 0 &&
            !(p->anchored && i == p->num - 1))
            TRY(note(
                k, p,
                (struct finding){.rule = RULE_EKU_ANY, .cert = (int)i, .at = c->ext[EXT_EKU].val}));
    }
    return ERR_OK;
}

/* RFC 5280 4.2.1.1: hints while building, and a rule of form here. */
static enum err check_key_id_chain(const struct check *k, struct path *p)
{
    for (size_t i = 0; i + 1 < p->num; i++) {
        const struct cert *c = p->links[i].cert, *issuer = p->links[i + 1].cert;
        if (c->aki.key_id.n > 0 && issuer->key_id.n > 0 && !span_eq(c->aki.key_id, issuer->key_id))
            TRY(note(k, p,
                     (struct finding){.rule = RULE_AKI_MISMATCH,
                                      .cert = (int)i,
                                      .at = c->aki.key_id,
                                      .other = issuer->key_id}));
    }
    return ERR_OK;
}

/* What a byte of a list of features takes from the budget of comparisons. */
enum { FEATURE_BYTES = 128 };

/* RFC 7633 4.2.2: what the extension of a CA lists, a certificate that it signs lists as well. */
static enum err check_features(const struct check *k, struct path *p)
{
    for (size_t i = 0; i + 1 < p->num; i++) {
        const struct cert_ext *own = &p->links[i].cert->ext[EXT_TLS_FEATURE];
        const struct cert_ext *asked = &p->links[i + 1].cert->ext[EXT_TLS_FEATURE];
        if (!asked->present || asked->err != ERR_OK || own->err != ERR_OK)
            continue;
        if (!budget_take(&k->budget->comparisons, 1 + (own->val.n + asked->val.n) / FEATURE_BYTES))
            return note(k, p, (struct finding){.rule = RULE_BUDGET, .cert = -1});
        int32_t missing = tls_feature_missing(asked->val, own->val);
        if (missing >= 0)
            TRY(note(k, p,
                     (struct finding){
                         .rule = RULE_TLS_FEATURE, .cert = (int)i, .at = own->val, .a = missing}));
    }
    return ERR_OK;
}

static const enum rule nc_rules[] = {
    [NC_EXCLUDED] = RULE_NC_EXCLUDED,
    [NC_NOT_PERMITTED] = RULE_NC_NOT_PERMITTED,
    [NC_UNSUPPORTED] = RULE_NC_UNSUPPORTED,
    [NC_MALFORMED_NAME] = RULE_NC_MALFORMED_NAME,
};

/* The constraints of the CA at `ca` on the names of the certificate at `i` below it. */
static enum err check_name_constraint(const struct check *k, struct path *p, size_t ca, size_t i)
{
    bool cn_is_host = i == 0 && k->in->purpose == PURPOSE_SERVER;
    struct nc_result r;

    budget_on_time(k->budget);
    TRY(namecon_check(&r, k->names, p->links[ca].cert, p->links[i].cert, cn_is_host, k->budget));
    if (r.verdict == NC_OK)
        return ERR_OK;
    if (r.verdict == NC_LIMIT)
        return note(k, p, (struct finding){.rule = RULE_BUDGET, .cert = -1});
    return note(k, p,
                (struct finding){.rule = nc_rules[r.verdict],
                                 .cert = (int)i,
                                 .err = r.err,
                                 .at = r.name.val,
                                 .other = r.subtree,
                                 .name = r.name,
                                 .a = (int64_t)ca});
}

/* RFC 5280 6.1.3 (b) and (c); self-issued intermediates are exempt, the leaf never is. */
static enum err check_name_constraints(const struct check *k, struct path *p)
{
    for (size_t ca = 1; ca < p->num; ca++) {
        const struct cert_ext *nc = &p->links[ca].cert->ext[EXT_NC];
        if (!nc->present || nc->err != ERR_OK)
            continue;
        for (size_t i = 0; i < ca; i++) {
            if (i == 0 || !cert_is_self_issued(p->links[i].cert))
                TRY(check_name_constraint(k, p, ca, i));
        }
    }
    return ERR_OK;
}

/* Whether policies can make a difference at all: mostly they cannot. */
static bool policy_matters(const struct check *k, const struct path *p)
{
    if (k->in->policy.require_explicit || k->in->policy.num_policies > 0)
        return true;
    for (size_t i = 0; i + 1 < p->num || i == 0; i++) {
        if (p->links[i].cert->limits.require_explicit >= 0)
            return true;
    }
    return false;
}

/* Whether some policies could not be read, which is an error by itself. */
static bool has_unread_policies(const struct path *p)
{
    bool any = false;

    for (size_t i = 0; i < p->num; i++)
        any |= cert_ext_state(p->links[i].cert, EXT_CP) == EXT_UNREADABLE;
    return any && path_has_error(p);
}

/* RFC 5280 6.1.3 (d) to (f), 6.1.4 (a), (b), (h) to (j), 6.1.5 (a), (b), (g) */
static enum err check_policies(const struct check *k, struct path *p)
{
    /* The anchor is not part of the path that is processed (6.1). */
    size_t num = p->num > 1 ? p->num - 1 : 1;

    if (!policy_matters(k, p))
        return ERR_OK;
    const struct cert **certs = arena_alloc(k->report->arena, num, sizeof(*certs));
    if (certs == NULL)
        return ERR_LIMIT;
    for (size_t i = 0; i < num; i++)
        certs[i] = p->links[i].cert;
    enum err e =
        policy_check(&k->report->policy, certs, num, &k->in->policy, k->report->arena, k->budget);
    if (e == ERR_LIMIT)
        return note(k, p, (struct finding){.rule = RULE_BUDGET, .cert = -1});
    TRY(e);
    /* Policies that cannot be read are malformed, and not missing. */
    if (k->report->policy.ok || has_unread_policies(p))
        return ERR_OK;
    return note(k, p, (struct finding){.rule = RULE_POLICY, .cert = k->report->policy.cert});
}

/* RFC 5280 6.1.1: which anchors count for which use is said to the algorithm from outside. */
static enum err check_trust(const struct check *k, struct path *p)
{
    size_t top = p->num - 1;

    if (!p->anchored || (p->links[top].unfit & purpose_trust(k->in->purpose)) == 0)
        return ERR_OK;
    return note(k, p, (struct finding){.rule = RULE_DISTRUSTED, .cert = (int)top});
}

enum err check_path(const struct check *k, struct path *p)
{
    TRY(check_trust(k, p));
    TRY(check_lengths(k, p));
    TRY(check_eku_chain(k, p));
    TRY(check_key_id_chain(k, p));
    TRY(check_features(k, p));
    TRY(check_name_constraints(k, p));
    TRY(check_policies(k, p));
    if (k->in->revocation != REVOCATION_OFF && p->anchored && !path_has_error(p))
        TRY(revoke_path(k->report, p, k->revoker));
    return ERR_OK;
}
