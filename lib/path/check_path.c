/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules between the certificates of a path.  Indices run from the leaf (0) upwards. */
#include "config.h"

#include "lib/path/check.h"
#include "lib/path/namecon.h"
#include "lib/path/purpose.h"
#include "lib/path/revoke.h"
#include "lib/x509/certext.h"

/* RFC 5280 6.1.4 (l) and (m): at most pathLenConstraint intermediates are below the CA. */
enum err check_length(const struct check *check, struct path *path, size_t i)
{
    const struct cert *c = path->links[i].cert;
    int64_t below = check_intermediates(path, i);

    if (i == 0 || c->path_len < 0 || below <= c->path_len)
        return ERR_OK;
    return note(check, path,
                (struct finding){.rule = RULE_PATH_LENGTH,
                                 .cert = (int)i,
                                 .at = c->ext[EXT_BC].val,
                                 .a = c->path_len,
                                 .b = below});
}

/* The path length of each CA, and the maximum that the caller sets for the whole path. */
static enum err check_lengths(const struct check *check, struct path *path)
{
    /* The anchor itself is not counted. */
    int64_t depth = check_intermediates(path, path->anchored ? path->num - 1 : path->num);

    for (size_t i = 1; i < path->num; i++)
        TRY(check_length(check, path, i));
    if (check->in->max_depth >= 0 && depth > check->in->max_depth)
        TRY(note(check, path,
                 (struct finding){
                     .rule = RULE_MAX_DEPTH, .cert = -1, .a = check->in->max_depth, .b = depth}));
    return ERR_OK;
}

/* If a CA has extendedKeyUsage, it limits the purposes of all that is below it. */
static enum err check_eku_chain(const struct check *check, struct path *path)
{
    uint32_t needed = purpose_eku(check->in->purpose) | check->in->eku;

    for (size_t i = 1; i < path->num; i++) {
        const struct cert *c = path->links[i].cert;
        if (!eku_allows(c, needed) && c->ext[EXT_EKU].is_read)
            TRY(note(check, path,
                     (struct finding){.rule = RULE_EKU_CHAIN,
                                      .cert = (int)i,
                                      .at = c->ext[EXT_EKU].val,
                                      .a = c->eku,
                                      .b = needed}));
        /* CA/B BR 7.1.2.10.6: no CA below the root has anyExtendedKeyUsage. */
        if (check->in->purpose == PURPOSE_SERVER && (c->eku & EKU_ANY) != 0 &&
            !(path->anchored && i == path->num - 1))
            TRY(note(
                check, path,
                (struct finding){.rule = RULE_EKU_ANY, .cert = (int)i, .at = c->ext[EXT_EKU].val}));
    }
    return ERR_OK;
}

/* RFC 5280 4.2.1.1: while a path is built key identifiers are hints; here they must match. */
static enum err check_key_id_chain(const struct check *check, struct path *path)
{
    for (size_t i = 0; i + 1 < path->num; i++) {
        const struct cert *c = path->links[i].cert, *issuer = path->links[i + 1].cert;
        if (c->aki.key_id.n > 0 && issuer->key_id.n > 0 && !span_eq(c->aki.key_id, issuer->key_id))
            TRY(note(check, path,
                     (struct finding){.rule = RULE_AKI_MISMATCH,
                                      .cert = (int)i,
                                      .at = c->aki.key_id,
                                      .other = issuer->key_id}));
    }
    return ERR_OK;
}

/* How many bytes of feature lists cost one comparison. */
enum { FEATURE_BYTES = 128 };

/* RFC 7633 4.2.2: a certificate lists every feature that the extension of its issuer lists. */
static enum err check_features(const struct check *check, struct path *path)
{
    for (size_t i = 0; i + 1 < path->num; i++) {
        const struct cert_ext *own = &path->links[i].cert->ext[EXT_TLS_FEATURE];
        const struct cert_ext *asked = &path->links[i + 1].cert->ext[EXT_TLS_FEATURE];
        if (!asked->present || asked->err != ERR_OK || own->err != ERR_OK)
            continue;
        if (!budget_take(&check->budget->comparisons,
                         1 + (own->val.n + asked->val.n) / FEATURE_BYTES))
            return note(check, path, (struct finding){.rule = RULE_BUDGET, .cert = -1});
        int32_t missing = tls_feature_missing(asked->val, own->val);
        if (missing >= 0)
            TRY(note(check, path,
                     (struct finding){
                         .rule = RULE_TLS_FEATURE, .cert = (int)i, .at = own->val, .a = missing}));
    }
    return ERR_OK;
}

/* The rule for each verdict of namecon_check that refuses a name. */
static const enum rule nc_rules[] = {
    [NC_EXCLUDED] = RULE_NC_EXCLUDED,
    [NC_NOT_PERMITTED] = RULE_NC_NOT_PERMITTED,
    [NC_UNSUPPORTED] = RULE_NC_UNSUPPORTED,
    [NC_MALFORMED_NAME] = RULE_NC_MALFORMED_NAME,
};

/* Applies the constraints of the CA at index `ca` to the names of the certificate at index i. */
static enum err check_name_constraint(const struct check *check, struct path *path, size_t ca,
                                      size_t i)
{
    bool cn_is_host = i == 0 && check->in->purpose == PURPOSE_SERVER;
    struct nc_result r;

    budget_on_time(check->budget);
    TRY(namecon_check(&r, check->names, path->links[ca].cert, path->links[i].cert, cn_is_host,
                      check->budget));
    if (r.verdict == NC_OK)
        return ERR_OK;
    if (r.verdict == NC_LIMIT)
        return note(check, path, (struct finding){.rule = RULE_BUDGET, .cert = -1});
    return note(check, path,
                (struct finding){.rule = nc_rules[r.verdict],
                                 .cert = (int)i,
                                 .err = r.err,
                                 .at = r.name.val,
                                 .other = r.subtree,
                                 .name = r.name,
                                 .a = (int64_t)ca});
}

/* RFC 5280 6.1.3 (b) and (c); self-issued intermediates are exempt, the leaf never is. */
static enum err check_name_constraints(const struct check *check, struct path *path)
{
    for (size_t ca = 1; ca < path->num; ca++) {
        const struct cert_ext *nc = &path->links[ca].cert->ext[EXT_NC];
        if (!nc->present || nc->err != ERR_OK)
            continue;
        for (size_t i = 0; i < ca; i++) {
            if (i == 0 || !cert_is_self_issued(path->links[i].cert))
                TRY(check_name_constraint(check, path, ca, i));
        }
    }
    return ERR_OK;
}

/* Whether policies can change the verdict.  They cannot if the caller asks for none and no
 * certificate requires an explicit policy, which is the usual case: no graph is built then. */
static bool policy_matters(const struct check *check, const struct path *path)
{
    if (check->in->policy.require_explicit || check->in->policy.num_policies > 0)
        return true;
    /* Certificates below the anchor, and the leaf in any case. */
    for (size_t i = 0; i + 1 < path->num || i == 0; i++) {
        if (path->links[i].cert->limits.require_explicit >= 0)
            return true;
    }
    return false;
}

/* Some policies could not be read, and the path has an error for it already. */
static bool has_unread_policies(const struct path *path)
{
    bool any = false;

    for (size_t i = 0; i < path->num; i++)
        any |= cert_ext_state(path->links[i].cert, EXT_CP) == EXT_UNREADABLE;
    return any && path_has_error(path);
}

/* RFC 5280 6.1.3 (d) to (f), 6.1.4 (a), (b), (h) to (j), 6.1.5 (a), (b), (g): the policy graph,
 * built from the certificates below the anchor. */
static enum err check_policies(const struct check *check, struct path *path)
{
    /* The anchor is not part of the path that is processed (6.1). */
    size_t num = path->num > 1 ? path->num - 1 : 1;

    if (!policy_matters(check, path))
        return ERR_OK;
    const struct cert **certs = arena_alloc(check->report->arena, num, sizeof(*certs));
    if (certs == NULL)
        return ERR_LIMIT;
    for (size_t i = 0; i < num; i++)
        certs[i] = path->links[i].cert;
    enum err e = policy_check(&check->report->policy, certs, num, &check->in->policy,
                              check->report->arena, check->budget);
    if (e == ERR_LIMIT)
        return note(check, path, (struct finding){.rule = RULE_BUDGET, .cert = -1});
    TRY(e);
    /* Policies that cannot be read are reported as malformed; they are not missing. */
    if (check->report->policy.ok || has_unread_policies(path))
        return ERR_OK;
    return note(check, path,
                (struct finding){.rule = RULE_POLICY, .cert = check->report->policy.cert});
}

/* RFC 5280 6.1.1: which anchors are trusted for which use is an input of the algorithm: the store
 * decides. */
static enum err check_trust(const struct check *check, struct path *path)
{
    size_t top = path->num - 1;

    if (!path->anchored || (path->links[top].unfit & purpose_trust(check->in->purpose)) == 0)
        return ERR_OK;
    return note(check, path, (struct finding){.rule = RULE_DISTRUSTED, .cert = (int)top});
}

/* RFC 6698 2.1.1: a record of PKIX-TA asks for a path with its CA, and there may be others. */
static enum err check_record(const struct check *check, struct path *path)
{
    if (check->in->takes == NULL)
        return ERR_OK;
    if (!budget_take(&check->budget->comparisons, path->num))
        return note(check, path, (struct finding){.rule = RULE_BUDGET, .cert = -1});
    return check->in->takes(check->in, path)
               ? ERR_OK
               : note(check, path, (struct finding){.rule = RULE_DANE_MISMATCH});
}

enum err check_path(const struct check *check, struct path *path)
{
    TRY(check_trust(check, path));
    TRY(check_terms(check, path));
    TRY(check_lengths(check, path));
    TRY(check_eku_chain(check, path));
    TRY(check_dated(check, path));
    TRY(check_key_id_chain(check, path));
    TRY(check_features(check, path));
    TRY(check_name_constraints(check, path));
    TRY(check_policies(check, path));
    TRY(check_record(check, path));
    if (path->anchored && !path_has_error(path))
        return revoke_path(check->report, path, check->revoker);
    return revoke_staple(check->report, path, check->in, NULL);
}
