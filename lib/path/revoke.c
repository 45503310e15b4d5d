/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Revocation for a whole path: one query for each certificate below the anchor (revstatus). */
#include "config.h"

#include "lib/path/revoke.h"

#include <stdlib.h>

static int newest_first(const void *a, const void *b)
{
    const struct crl_known *x = a, *y = b;

    return crlscope_order(x->crl, y->crl);
}

/* Sorts the input's CRLs, the newest first, once for all paths: a newer CRL supersedes an older one
 * of the same scope. */
static enum err sort_crls(struct revoker *revoker)
{
    size_t n = revoker->in->num_crls;

    if (revoker->crls != NULL)
        return ERR_OK;
    revoker->crls = arena_alloc(revoker->arena, n, sizeof *revoker->crls);
    if (revoker->crls == NULL)
        return ERR_LIMIT;
    for (size_t i = 0; i < n; i++)
        revoker->crls[i] = (struct crl_known){.crl = revoker->in->crls[i]};
    if (n > 1)
        qsort(revoker->crls, n, sizeof revoker->crls[0], newest_first);
    return ERR_OK;
}

/* The finding REVOKED: a is the revocation date, b the CRLReason or -1, `at` the entry's serial
 * number, `other` the CRL's issuer. */
static struct finding revoked(const struct revstatus *status)
{
    return (struct finding){
        .rule = RULE_REVOKED,
        .at = status->entry.serial,
        .other = status->crl->issuer,
        .a = status->entry.date,
        .b = status->entry.reason,
    };
}

/* The finding for an unknown status.  STALE_CRL: a is nextUpdate (INT64_MIN: absent), b thisUpdate.
 * If a CRL is at fault, `other` is its issuer. */
static struct finding unknown(const struct revstatus *status)
{
    const struct trouble *t = &status->trouble;
    struct finding f = {.rule = RULE_REVOCATION_UNKNOWN, .err = t->err, .at = t->at};

    if (t->rank == TROUBLE_STALE) {
        f.rule = RULE_STALE_CRL;
        f.a = t->crl->next_update;
        f.b = t->crl->this_update;
    } else if (t->rank > TROUBLE_REASONS) {
        f.rule = RULE_BAD_CRL;
    }
    if (t->crl != NULL)
        f.other = t->crl->issuer;
    return f;
}

/* Adds a finding for the certificate at index i; under `soft` only REVOKED stays an error. */
static enum err add(struct report *report, struct path *path, const struct judge_input *in,
                    struct finding finding, size_t i)
{
    finding.cert = (int)i;
    finding.severity = rule_severity(finding.rule, in->profile);
    if (finding.rule != RULE_REVOKED && in->revocation == REVOCATION_SOFT &&
        finding.severity == SEVERITY_ERROR)
        finding.severity = SEVERITY_WARNING;
    return finding.severity == SEVERITY_NONE ? ERR_OK : report_add(report, path, finding);
}

/* The status of every certificate below the anchor. */
static enum err check_all(struct report *report, struct path *path, struct revoker *revoker)
{
    TRY(sort_crls(revoker));
    for (size_t i = 0; i + 1 < path->num; i++) {
        struct revstatus s;
        struct revstatus_query t = {.path = path, .i = i};
        TRY(revstatus_of(&s, revoker, &t));
        if (s.verdict == REV_REVOKED)
            TRY(add(report, path, revoker->in, revoked(&s), i));
        else if (s.verdict == REV_UNKNOWN)
            TRY(add(report, path, revoker->in, unknown(&s), i));
    }
    return ERR_OK;
}

enum err revoke_path(struct report *report, struct path *path, struct revoker *revoker)
{
    revoker->anchor = path->links[path->num - 1];
    revoker->anchor.unfit = 0;
    revoker->signers = NULL;
    enum err e = check_all(report, path, revoker);
    if (e != ERR_LIMIT)
        return e;
    /* If the arena is full this fails as well, and the caller learns of it. */
    return report_add(report, path,
                      (struct finding){.rule = RULE_BUDGET,
                                       .severity = rule_severity(RULE_BUDGET, revoker->in->profile),
                                       .cert = -1});
}
