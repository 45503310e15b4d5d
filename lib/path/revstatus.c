/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The status of one certificate from CRLs (RFC 5280 6.3.3).  For each distribution point, every CRL
 * in scope is consulted, the newest first: it may revoke, or cover reasons, or have a flaw that is
 * noted.  The certificate is good when all reasons are covered and none revokes; otherwise the
 * status is unknown, with the trouble of the CRL that came closest.
 */
#include "config.h"

#include "lib/path/revstatus.h"

#include "lib/path/crlsigner.h"

/* Reading this many bytes of CRL entries costs one comparison. */
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

/* Why a CRL cannot prove that a certificate is good, or OK: a defect, a critical extension that is
 * unknown, no number, a weak signature. */
static struct fail flaw(const struct revoker *revoker, const struct crl *crl)
{
    if (crl->num_defects > 0)
        return crl->defects[0];
    /* RFC 5280 5.2 and 5.3 */
    if (crl->unknown_critical)
        return (struct fail){ERR_CRL_UNKNOWN_CRITICAL, crl->extensions};
    /* RFC 5280 5.2.3.  A CRL of version 1 cannot have a number (5.1.2.1) and counts as a complete
     * one (5: "REQUIRED to process both version 1 and version 2 complete CRLs"). */
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

/* A delta CRL that may be combined with a complete one. */
static bool is_sound(const struct revoker *revoker, const struct crl *delta)
{
    return is_current(revoker, delta) && flaw(revoker, delta).err == ERR_OK;
}

/* Whether the delta CRL updates the complete one: it has the same scope, and the same key has
 * signed it (6.3.3 (h)). */
static enum err extends(bool *out, struct revoker *revoker, const struct crl *delta,
                        const struct crl *complete, const struct cert *signer)
{
    *out = false;
    if (!budget_take(&revoker->keys->budget->comparisons, 1))
        return ERR_LIMIT;
    if (delta->base_number.p == NULL || !crlscope_extends(delta, complete))
        return ERR_OK;
    enum err e = keyring_issued_crl(revoker->keys, delta, signer);
    *out = e == ERR_OK;
    return e == ERR_LIMIT || e == ERR_MEMORY ? e : ERR_OK;
}

/* The result of one search, kept for other paths. */
struct crl_answer {
    bool found;
    struct crl_entry entry;
};

/* Whether the CRL lists the certificate.  A list is searched once for each certificate, however
 * many paths contain that. */
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

bool revstatus_is_lasting(int reason, int64_t date, int64_t time)
{
    return reason != CRL_HOLD && date <= time;
}

/* A CRL that cannot prove a certificate good may still prove it revoked. */
static bool is_lasting(const struct revoker *revoker, const struct crl_entry *entry)
{
    return revstatus_is_lasting(entry->reason, entry->date, revoker->in->time);
}

/* What the newest delta CRLs say: usually one CRL, or several of which none supersedes another. */
struct delta {
    const struct crl *crl; /* NULL: there is none */
    bool found;            /* it lists the certificate */
    struct crl_entry entry;
};

/* 6.3.3 (i): asks the newest delta CRLs.  If several are equally new the one that revokes
 * counts. */
static enum err ask_deltas(struct delta *out, struct revoker *revoker, const struct crl *complete,
                           const struct cert *signer, const struct cert *cert)
{
    *out = (struct delta){0};
    for (size_t i = 0; i < revoker->num_crls; i++) {
        struct delta d = {.crl = revoker->crls[i].crl};
        bool fits;
        if (out->crl != NULL && crlscope_order(out->crl, d.crl) != 0)
            continue;
        TRY(extends(&fits, revoker, d.crl, complete, signer));
        if (!fits)
            continue;
        TRY(walk(&d.found, &d.entry, revoker, d.crl, cert));
        /* If it is flawed or stale, or CRLs between the two are missing, they cannot be combined,
         * but a revocation in the delta is still valid. */
        if (!(is_sound(revoker, d.crl) && crlscope_reaches(d.crl, complete)) &&
            !(d.found && d.entry.reason != CRL_REMOVE && is_lasting(revoker, &d.entry)))
            continue;
        if (out->crl == NULL || (d.found && (!out->found || out->entry.reason == CRL_REMOVE)))
            *out = d;
    }
    return ERR_OK;
}

/* 6.3.3 (i) to (l): the entry of the delta CRL wins over that of the complete one. removeFromCRL
 * means that the certificate is no longer listed. */
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

/* Notes CRLs that cover reasons.  If each of several covers some, all is known since the oldest. */
static void note_good(struct revstatus *out, bool by_itself, const struct crl *complete,
                      const struct crl *delta)
{
    out->good_by = delta != NULL ? delta : complete;
    out->also = delta != NULL ? complete : NULL;
    if (!by_itself && out->good_by->this_update < out->good_since)
        out->good_since = out->good_by->this_update;
}

/* 6.3.3 (f) to (l) for a complete CRL in scope: finds its signer, asks the deltas, and either
 * revokes, or notes the trouble, or adds the reasons that are now covered. */
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
    /* Together with a delta CRL the complete one is as new as the delta (6.3.3 (a) (1) (i)). */
    bool current =
        is_current(revoker, crl) || (delta.crl != NULL && crl->this_update <= revoker->in->time);
    /* A revocation counts even from a CRL that is flawed or stale, if it is lasting. */
    if (listed && (current || is_lasting(revoker, &out->entry))) {
        out->verdict = REV_REVOKED;
        out->also = out->crl == crl ? delta.crl : crl;
    } else if (f.err != ERR_OK)
        trouble_note(&out->trouble, TROUBLE_UNUSABLE, crl, f.err, f.at);
    else if (!current)
        trouble_note(&out->trouble, TROUBLE_STALE, crl, ERR_OK, crl->issuer);
    else {
        note_good(out, signer == c, crl, delta.crl);
        *(signer == c ? &out->by_itself : &out->covered) |= reasons;
    }
    return ERR_OK;
}

/* The reasons that the CRLs before this one have covered, as far as they supersede it.  CRLs of the
 * same time and number, or without a number, do not supersede one another. */
struct told {
    const struct crl *last;
    uint32_t by_time, by_number; /* covered by later CRLs; also by those of the same time and a
                                  * higher number */
};

/* Steps to the next CRL in order.  Returns the reasons that those which supersede it have
 * covered. */
static uint32_t told_before(struct told *told, const struct crl *crl, uint32_t covered)
{
    if (told->last == NULL || told->last->this_update != crl->this_update)
        told->by_time = covered;
    if (told->last == NULL || crlscope_order(told->last, crl) != 0)
        told->by_number = covered;
    told->last = crl;
    return crl->number.p == NULL ? told->by_time : told->by_number;
}

/*
 * Asks every complete CRL about one distribution point.  A CRL signed by the certificate itself
 * does not replace one signed by another key: whoever holds a revoked key would sign a newer CRL.
 */
static enum err try_point(struct revstatus *out, struct revoker *revoker,
                          const struct revstatus_query *query, const struct crl_point *point)
{
    struct told told = {0};

    for (size_t i = 0; i < revoker->num_crls && out->verdict != REV_REVOKED; i++) {
        const struct crl *crl = revoker->crls[i].crl;
        enum scope scope;
        /* Delta CRLs are not asked by themselves: consult combines them. */
        if (crl->base_number.p != NULL)
            continue;
        uint32_t before = told_before(&told, crl, out->covered);
        TRY(crlscope_of(&scope, &revoker->crls[i], query->path->links[query->i].cert, point,
                        revoker->arena, revoker->keys->budget));
        uint32_t reasons = crlscope_reasons(crl, point);
        /* 6.3.3 (e): the CRL covers reasons that no newer one has covered. */
        if (scope == SCOPE_COVERS && (reasons & ~before) != 0)
            TRY(consult(out, revoker, query, crl, reasons));
        else if (scope == SCOPE_COVERS && reasons == 0)
            trouble_note(&out->trouble, TROUBLE_REASONS, NULL, ERR_CRL_SOME_REASONS, crl->issuer);
        else if (scope == SCOPE_OUTSIDE)
            trouble_note(&out->trouble, TROUBLE_SCOPE, crl, ERR_CRL_SCOPE, crl->issuer);
    }
    return ERR_OK;
}

/* No further CRL can change the answer (6.3.3, the loop's condition). */
static bool is_decided(const struct revstatus *status)
{
    return status->verdict == REV_REVOKED || status->covered == CRL_ALL_REASONS;
}

/* The distribution points of a certificate, read once. */
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

    *out = (struct revstatus){.good_since = INT64_MAX};
    TRY(points_of(&points, revoker, c));
    for (size_t i = 0; i < points->num && !is_decided(out); i++)
        TRY(try_point(out, revoker, query, &points->list[i]));
    /* CRLs that the certificate signed itself count only for the final answer. */
    uint32_t covered = out->covered | out->by_itself;
    if (out->covered != CRL_ALL_REASONS)
        out->good_since = INT64_MIN;
    if (out->verdict != REV_REVOKED && covered == CRL_ALL_REASONS)
        out->verdict = REV_GOOD;
    else if (out->verdict != REV_REVOKED && covered != 0)
        trouble_note(&out->trouble, TROUBLE_REASONS, NULL, ERR_CRL_SOME_REASONS,
                     c->ext[EXT_CRLDP].val);
    return ERR_OK;
}
