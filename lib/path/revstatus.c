/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/path/revstatus.h"

#include "lib/path/crlsigner.h"

/* So many bytes of entries are walked over for one comparison. */
enum { WALK_BYTES = 512 };

void trouble_note(struct trouble *trouble, enum trouble_rank rank, const struct crl *crl,
                  enum err err, struct span at)
{
    if (rank > trouble->rank)
        *trouble = (struct trouble){.rank = rank, .crl = crl, .err = err, .at = at};
}

/* RFC 5280 6.3.3 (a): a CRL without nextUpdate (5.1.2.5 requires it) is never current. */
static bool is_current(const struct revoker *revoker, const struct crl *crl)
{
    return crl->this_update <= revoker->in->time && revoker->in->time <= crl->next_update;
}

/* What keeps a CRL from telling that a certificate is good. */
static struct fail flaw(const struct revoker *revoker, const struct crl *crl)
{
    if (crl->num_defects > 0)
        return crl->defects[0];
    /* RFC 5280 5.2 and 5.3 */
    if (crl->unknown_critical)
        return (struct fail){ERR_CRL_UNKNOWN_CRITICAL, crl->extensions};
    /* RFC 5280 5.2.3.  A CRL of version 1 cannot have a number (5.1.2.1), and has to be taken as a
     * complete one (5: "REQUIRED to process both version 1 and version 2 complete CRLs"). */
    if (crl->number.p == NULL && crl->version > 1)
        return (struct fail){ERR_CRL_NUMBER_ABSENT, crl->extensions};
    if (sigalg_is_weak(&crl->sigalg) && !revoker->in->allow_weak)
        return (struct fail){ERR_CRL_WEAK, crl->outer_alg};
    /* CA/B BR 7.1.3.2.1: for CRLs as for certificates. */
    if (crl->sigalg.no_null &&
        rule_severity(RULE_RSA_NO_NULL, revoker->in->profile) == SEVERITY_ERROR)
        return (struct fail){ERR_ALG_RSA_NO_NULL, crl->outer_alg};
    return (struct fail){0};
}

/* Can the delta CRL be combined with a complete one?  It is signed with the same key (6.3.3 (h)),
 * current and without a flaw. */
static enum err extends(bool *out, struct revoker *revoker, const struct crl *delta,
                        const struct crl *complete, const struct cert *signer)
{
    *out = false;
    if (!budget_take(&revoker->keys->budget->comparisons, 1))
        return ERR_LIMIT;
    if (delta->base_number.p == NULL || !is_current(revoker, delta) ||
        flaw(revoker, delta).err != ERR_OK || !crlscope_extends(delta, complete))
        return ERR_OK;
    enum err e =
        keyring_verify(revoker->keys, signer, &delta->sigalg, delta->tbs, delta->signature);
    *out = e == ERR_OK;
    return e == ERR_LIMIT || e == ERR_MEMORY ? e : ERR_OK;
}

/* What was found in a CRL about a certificate. */
struct crl_answer {
    bool found;
    struct crl_entry entry;
};

/* Does the certificate stand in the CRL?  A list is walked once for each certificate, however many
 * paths that stands in. */
static enum err walk(bool *found, struct crl_entry *out, struct revoker *revoker,
                     const struct crl *crl, const struct cert *cert)
{
    uint64_t *work = &revoker->keys->budget->comparisons;
    struct memo *m = memo_at(&revoker->answers, revoker->arena, crl, cert->serial.p);
    struct crl_answer *a = m == NULL ? NULL : m->value;

    if (m == NULL)
        return ERR_LIMIT;
    if (a == NULL) {
        a = ARENA_NEW(revoker->arena, struct crl_answer);
        if (a == NULL || !budget_on_time(revoker->keys->budget) ||
            !budget_take(work, 1 + crl->entries.n / WALK_BYTES))
            return ERR_LIMIT;
        TRY(crl_find(&a->found, &a->entry, crl, cert, work));
        m->value = a;
    }
    *found = a->found;
    *out = a->entry;
    return ERR_OK;
}

/*
 * A CRL that may not tell that a certificate is good may still tell that it is revoked, since
 * that is for ever: but for a hold, and for what had not happened yet.
 */
static bool is_lasting(const struct revoker *revoker, const struct crl_entry *entry)
{
    return entry->reason != CRL_HOLD && entry->date <= revoker->in->time;
}

/* What the newest delta CRLs say: mostly one, or several of which none supersedes the other. */
struct delta {
    const struct crl *crl; /* NULL: there is none */
    bool found;            /* the certificate stands in it */
    struct crl_entry entry;
};

/* 6.3.3 (i): of several deltas the one that revokes counts. */
static enum err ask_deltas(struct delta *out, struct revoker *revoker, const struct crl *complete,
                           const struct cert *signer, const struct cert *cert)
{
    *out = (struct delta){0};
    for (size_t i = 0; i < revoker->in->num_crls; i++) {
        struct delta d = {.crl = revoker->crls[i].crl};
        bool fits;
        if (out->crl != NULL && crlscope_order(out->crl, d.crl) != 0)
            continue;
        TRY(extends(&fits, revoker, d.crl, complete, signer));
        if (!fits)
            continue;
        TRY(walk(&d.found, &d.entry, revoker, d.crl, cert));
        /* Where others are missing in between it cannot be combined; what it revokes is revoked. */
        if (!crlscope_reaches(d.crl, complete) &&
            !(d.found && d.entry.reason != CRL_REMOVE && is_lasting(revoker, &d.entry)))
            continue;
        if (out->crl == NULL || (d.found && (!out->found || out->entry.reason == CRL_REMOVE)))
            *out = d;
    }
    return ERR_OK;
}

/* 6.3.3 (i) to (l): what the delta CRL says goes before what the complete one says. */
static enum err find_entry(bool *out, struct revstatus *status, struct revoker *revoker,
                           const struct crl *complete, const struct delta *delta,
                           const struct cert *cert)
{
    bool found = delta->found;

    status->crl = found ? delta->crl : complete;
    status->entry = delta->entry;
    if (!found)
        TRY(walk(&found, &status->entry, revoker, complete, cert));
    *out = found && status->entry.reason != CRL_REMOVE;
    return ERR_OK;
}

/* 6.3.3 (f) to (l) for a complete CRL in scope. */
static enum err consult(struct revstatus *out, struct revoker *revoker,
                        const struct revstatus_query *query, const struct crl *crl,
                        uint32_t reasons)
{
    const struct cert *signer, *c = query->path->links[query->i].cert;
    struct trouble trouble = {0};
    struct delta delta;
    bool listed;

    TRY(crlsigner_find(&signer, revoker, query, crl, &trouble));
    if (signer == NULL) {
        if (trouble.rank == TROUBLE_NONE)
            trouble_note(&trouble, TROUBLE_SIGNATURE, crl, ERR_CRL_SIGNER_ABSENT, crl->issuer);
        trouble_note(&out->trouble, trouble.rank, crl, trouble.err, trouble.at);
        return ERR_OK;
    }
    TRY(ask_deltas(&delta, revoker, crl, signer, c));
    TRY(find_entry(&listed, out, revoker, crl, &delta, c));
    struct fail f = flaw(revoker, crl);
    /* With a delta CRL the two are as new as that (6.3.3 (a) (1) (i)). */
    bool current =
        is_current(revoker, crl) || (delta.crl != NULL && crl->this_update <= revoker->in->time);
    if (listed && (current || is_lasting(revoker, &out->entry)))
        out->verdict = REV_REVOKED;
    else if (f.err != ERR_OK)
        trouble_note(&out->trouble, TROUBLE_UNUSABLE, crl, f.err, f.at);
    else if (!current)
        trouble_note(&out->trouble, TROUBLE_STALE, crl, ERR_OK, crl->issuer);
    else
        *(signer == c ? &out->by_itself : &out->covered) |= reasons;
    return ERR_OK;
}

/* The reasons that the CRLs before this one in their order have told of, as far as they supersede
 * it: not those of the same time and number, or of no number. */
struct told {
    const struct crl *last;
    uint32_t by_time, by_number; /* by CRLs of a later time; or of the same and a higher number */
};

static uint32_t told_before(struct told *told, const struct crl *crl, uint32_t covered)
{
    if (told->last == NULL || told->last->this_update != crl->this_update)
        told->by_time = covered;
    if (told->last == NULL || crlscope_order(told->last, crl) != 0)
        told->by_number = covered;
    told->last = crl;
    return crl->number.p == NULL ? told->by_time : told->by_number;
}

/* One distribution point, with every CRL that tells of it.  What the certificate's own key says is
 * no answer to another's: whoever has a key that was revoked would sign a newer CRL. */
static enum err try_point(struct revstatus *out, struct revoker *revoker,
                          const struct revstatus_query *query, const struct crl_point *point)
{
    struct told told = {0};

    for (size_t i = 0; i < revoker->in->num_crls && out->verdict != REV_REVOKED; i++) {
        const struct crl *crl = revoker->crls[i].crl;
        enum scope scope;
        if (crl->base_number.p != NULL)
            continue;
        uint32_t before = told_before(&told, crl, out->covered);
        TRY(crlscope_of(&scope, &revoker->crls[i], query->path->links[query->i].cert, point,
                        revoker->arena, revoker->keys->budget));
        uint32_t reasons = crlscope_reasons(crl, point);
        /* 6.3.3 (e): it tells of reasons that no other has told of. */
        if (scope == SCOPE_COVERS && (reasons & ~before) != 0)
            TRY(consult(out, revoker, query, crl, reasons));
        else if (scope == SCOPE_COVERS && reasons == 0)
            trouble_note(&out->trouble, TROUBLE_REASONS, NULL, ERR_CRL_SOME_REASONS, crl->issuer);
        else if (scope == SCOPE_OUTSIDE)
            trouble_note(&out->trouble, TROUBLE_SCOPE, crl, ERR_CRL_SCOPE, crl->issuer);
    }
    return ERR_OK;
}

static bool is_decided(const struct revstatus *status)
{
    return status->verdict == REV_REVOKED || status->covered == CRL_ALL_REASONS;
}

static enum err points_of(const struct crl_points **out, struct revoker *revoker,
                          const struct cert *cert)
{
    struct memo *m = memo_at(&revoker->points, revoker->arena, cert->der.p, NULL);

    if (m == NULL)
        return ERR_LIMIT;
    if (m->value == NULL) {
        struct crl_points *points = ARENA_NEW(revoker->arena, struct crl_points);
        if (points == NULL)
            return ERR_LIMIT;
        TRY(crlscope_points(points, cert, revoker->arena, revoker->keys->budget));
        m->value = points;
    }
    *out = m->value;
    return ERR_OK;
}

enum err revstatus_of(struct revstatus *out, struct revoker *revoker,
                      const struct revstatus_query *query)
{
    const struct cert *c = query->path->links[query->i].cert;
    const struct crl_points *points;

    *out = (struct revstatus){0};
    TRY(points_of(&points, revoker, c));
    for (size_t i = 0; i < points->num && !is_decided(out); i++)
        TRY(try_point(out, revoker, query, &points->list[i]));
    uint32_t covered = out->covered | out->by_itself;
    if (out->verdict != REV_REVOKED && covered == CRL_ALL_REASONS)
        out->verdict = REV_GOOD;
    else if (out->verdict != REV_REVOKED && covered != 0)
        trouble_note(&out->trouble, TROUBLE_REASONS, NULL, ERR_CRL_SOME_REASONS,
                     c->ext[EXT_CRLDP].val);
    return ERR_OK;
}
