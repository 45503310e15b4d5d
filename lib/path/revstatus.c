/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/path/revstatus.h"

#include "lib/path/crlscope.h"
#include "lib/path/crlsigner.h"

enum { WALK_BYTES = 16384 };

void trouble_note(struct trouble *t, enum trouble_rank rank, const struct crl *crl, enum err e,
                  struct span at)
{
    if (rank > t->rank)
        *t = (struct trouble){.rank = rank, .crl = crl, .err = e, .at = at};
}

/* RFC 5280 6.3.3 (a): a CRL without nextUpdate (5.1.2.5 requires it) is never current. */
static bool is_current(const struct revoker *r, const struct crl *crl)
{
    return crl->this_update <= r->in->time && r->in->time <= crl->next_update;
}

/* What keeps a CRL from telling that a certificate is good. */
static struct fail flaw(const struct revoker *r, const struct crl *crl)
{
    if (crl->num_defects > 0)
        return crl->defects[0];
    /* RFC 5280 5.2 and 5.3 */
    if (crl->unknown_critical)
        return (struct fail){ERR_CRL_UNKNOWN_CRITICAL, crl->extensions};
    /* RFC 5280 5.2.3 */
    if (crl->number.p == NULL)
        return (struct fail){ERR_CRL_NUMBER_ABSENT, crl->extensions};
    if (sigalg_is_weak(&crl->sigalg) && !r->in->allow_weak)
        return (struct fail){ERR_CRL_WEAK, crl->outer_alg};
    /* CA/B BR 7.1.3.2.1: for CRLs as for certificates. */
    if (crl->sigalg.no_null && rule_severity(RULE_RSA_NO_NULL, r->in->profile) == SEVERITY_ERROR)
        return (struct fail){ERR_ALG_RSA_NO_NULL, crl->outer_alg};
    return (struct fail){0};
}

/* The newest delta CRL that can be combined with a complete one: signed with the same key
 * (6.3.3 (h)), current and without a flaw. */
static enum err find_delta(const struct crl **out, const struct revoker *r,
                           const struct crl *complete, const struct cert *signer)
{
    *out = NULL;
    for (size_t i = 0; i < r->in->num_crls && *out == NULL; i++) {
        const struct crl *d = r->crls[i];
        if (d->base_number.p == NULL || !is_current(r, d) || flaw(r, d).err != ERR_OK ||
            !crlscope_extends(d, complete))
            continue;
        enum err e = keyring_verify(r->keys, signer, &d->sigalg, d->tbs, d->signature);
        if (e == ERR_LIMIT || e == ERR_MEMORY)
            return e;
        if (e == ERR_OK)
            *out = d;
    }
    return ERR_OK;
}

/* Walking a list of entries counts as so many comparisons: a long one is not walked for each of
 * a crafted multitude of paths. */
static bool may_walk(const struct revoker *r, const struct crl *crl)
{
    return crl == NULL ||
           budget_take(&r->keys->budget->comparisons, 1 + crl->entries.n / WALK_BYTES);
}

/* 6.3.3 (i) to (k): what the delta CRL says goes before what the complete one says. */
static bool find_entry(struct revstatus *out, const struct crl *complete, const struct crl *delta,
                       const struct cert *c)
{
    out->crl = delta;
    if (delta == NULL || !crl_find(delta, c->serial, c->issuer, &out->entry)) {
        out->crl = complete;
        if (!crl_find(complete, c->serial, c->issuer, &out->entry))
            return false;
    }
    return out->entry.reason != CRL_REMOVE;
}

/*
 * A CRL that may not tell that a certificate is good may still tell that it is revoked, since
 * that is for ever: but for a hold, and for what had not happened yet.
 */
static bool is_lasting(const struct revoker *r, const struct crl_entry *e)
{
    return e->reason != CRL_HOLD && e->date <= r->in->time;
}

/* 6.3.3 (f) to (l) for a complete CRL in scope. */
static enum err consult(struct revstatus *out, struct revoker *r, const struct target *t,
                        const struct crl *crl, uint32_t reasons)
{
    struct trouble trouble = {0};
    const struct cert *signer;
    const struct crl *delta;

    TRY(crlsigner_find(&signer, r, t, crl, &trouble));
    if (signer == NULL) {
        if (trouble.rank == TROUBLE_NONE)
            trouble_note(&trouble, TROUBLE_SIGNATURE, crl, ERR_CRL_SIGNER_ABSENT, crl->issuer);
        trouble_note(&out->trouble, trouble.rank, crl, trouble.err, trouble.at);
        return ERR_OK;
    }
    TRY(find_delta(&delta, r, crl, signer));
    if (!may_walk(r, crl) || !may_walk(r, delta))
        return ERR_LIMIT;
    struct fail f = flaw(r, crl);
    bool current = delta != NULL || is_current(r, crl);
    if (find_entry(out, crl, delta, t->path->links[t->i].cert) &&
        (current || is_lasting(r, &out->entry)))
        out->verdict = REV_REVOKED;
    else if (f.err != ERR_OK)
        trouble_note(&out->trouble, TROUBLE_UNUSABLE, crl, f.err, f.at);
    else if (!current)
        trouble_note(&out->trouble, TROUBLE_STALE, crl, ERR_OK, crl->issuer);
    else
        out->covered |= reasons;
    return ERR_OK;
}

/* One distribution point, with every CRL that tells of it. */
static enum err try_point(struct revstatus *out, struct revoker *r, const struct target *t,
                          const struct crl_dp *dp)
{
    for (size_t i = 0; i < r->in->num_crls && out->verdict != REV_REVOKED; i++) {
        const struct crl *crl = r->crls[i];
        enum scope scope;
        if (crl->base_number.p != NULL)
            continue;
        TRY(crlscope_of(&scope, crl, t->path->links[t->i].cert, dp, r->arena, r->keys->budget));
        uint32_t reasons = crlscope_reasons(crl, dp);
        /* 6.3.3 (e): it tells of reasons that no other has told of. */
        if (scope == SCOPE_COVERS && (reasons & ~out->covered) != 0)
            TRY(consult(out, r, t, crl, reasons));
        else if (scope == SCOPE_OUTSIDE)
            trouble_note(&out->trouble, TROUBLE_SCOPE, crl, ERR_CRL_SCOPE, crl->issuer);
    }
    return ERR_OK;
}

static bool is_decided(const struct revstatus *s)
{
    return s->verdict == REV_REVOKED || s->covered == CRL_ALL_REASONS;
}

enum err revstatus_of(struct revstatus *out, struct revoker *r, const struct target *t)
{
    const struct cert *c = t->path->links[t->i].cert;
    const struct cert_ext *points = &c->ext[EXT_CRLDP];
    struct span it = points->val;
    struct crl_dp dp;

    *out = (struct revstatus){0};
    while (points->present && points->err == ERR_OK && !is_decided(out) && crl_dp_next(&it, &dp))
        TRY(try_point(out, r, t, &dp));
    if (!is_decided(out)) {
        TRY(crlscope_implicit(&dp, c, r->arena));
        TRY(try_point(out, r, t, &dp));
    }
    if (out->verdict != REV_REVOKED && out->covered == CRL_ALL_REASONS)
        out->verdict = REV_GOOD;
    else if (out->verdict != REV_REVOKED && out->covered != 0)
        trouble_note(&out->trouble, TROUBLE_REASONS, NULL, ERR_CRL_SOME_REASONS, points->val);
    return ERR_OK;
}
