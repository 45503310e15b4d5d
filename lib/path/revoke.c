/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/path/revoke.h"

#include <stdlib.h>

static int newest_first(const void *a, const void *b)
{
    const struct crl_known *x = a, *y = b;

    return crlscope_order(x->crl, y->crl);
}

/* A newer CRL goes before an older one of the same scope.  Once for all paths. */
static enum err sort_crls(struct revoker *r)
{
    size_t n = r->in->num_crls;

    if (r->crls != NULL)
        return ERR_OK;
    r->crls = arena_alloc(r->arena, n, sizeof *r->crls);
    if (r->crls == NULL)
        return ERR_LIMIT;
    for (size_t i = 0; i < n; i++)
        r->crls[i] = (struct crl_known){.crl = r->in->crls[i]};
    if (n > 1)
        qsort(r->crls, n, sizeof r->crls[0], newest_first);
    return ERR_OK;
}

/* REVOKED: a is the revocation date, b the CRLReason or -1, at the entry's serial number, other
 * the CRL's issuer. */
static struct finding revoked(const struct revstatus *s)
{
    return (struct finding){
        .rule = RULE_REVOKED,
        .at = s->entry.serial,
        .other = s->crl->issuer,
        .a = s->entry.date,
        .b = s->entry.reason,
    };
}

/* STALE_CRL: a is nextUpdate (INT64_MIN: absent), b thisUpdate.  Wherever a CRL is to blame, other
 * is its issuer. */
static struct finding unknown(const struct revstatus *s)
{
    const struct trouble *t = &s->trouble;
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

static enum err add(struct report *r, struct path *p, const struct judge_input *in,
                    struct finding f, size_t i)
{
    f.cert = (int)i;
    f.severity = rule_severity(f.rule, in->profile);
    if (f.rule != RULE_REVOKED && in->revocation == REVOCATION_SOFT && f.severity == SEVERITY_ERROR)
        f.severity = SEVERITY_WARNING;
    return f.severity == SEVERITY_NONE ? ERR_OK : report_add(r, p, f);
}

static enum err check_all(struct report *report, struct path *p, struct revoker *r)
{
    TRY(sort_crls(r));
    for (size_t i = 0; i + 1 < p->num; i++) {
        struct revstatus s;
        struct revstatus_query t = {.path = p, .i = i};
        TRY(revstatus_of(&s, r, &t));
        if (s.verdict == REV_REVOKED)
            TRY(add(report, p, r->in, revoked(&s), i));
        else if (s.verdict == REV_UNKNOWN)
            TRY(add(report, p, r->in, unknown(&s), i));
    }
    return ERR_OK;
}

enum err revoke_path(struct report *r, struct path *p, struct revoker *revoker)
{
    revoker->anchor = p->links[p->num - 1];
    revoker->anchor.unfit = 0;
    revoker->signers = NULL;
    enum err e = check_all(r, p, revoker);
    if (e != ERR_LIMIT)
        return e;
    /* Where it was the arena that is full, this fails as well. */
    return report_add(r, p,
                      (struct finding){.rule = RULE_BUDGET,
                                       .severity = rule_severity(RULE_BUDGET, revoker->in->profile),
                                       .cert = -1});
}
