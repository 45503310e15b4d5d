/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Judges an OCSP response for one certificate, in the order of RFC 6960 3.2: is it about this
 * certificate, is its signer entitled, does it keep the rules, is it current.
 */
#include "config.h"

#include "lib/path/ocspstatus.h"

#include "lib/base/lookup.h"
#include "lib/path/ocspsigner.h"

/* Reading this many bytes of a response costs one comparison. */
enum { READ_BYTES = 512 };

/* A response, decoded once for all certificates. */
struct response_known {
    struct ocsp_response response;
    enum err err; /* why it does not decode, or OK */
};

static enum err decode(const struct response_known **out, struct revoker *revoker, struct span der)
{
    struct memo *m = memo_at(&revoker->responses, revoker->arena, der.p, NULL);
    struct fail fail = {0};

    if (m == NULL)
        return ERR_LIMIT;
    if (m->value == NULL) {
        struct response_known *r = ARENA_NEW(revoker->arena, struct response_known);
        if (r == NULL || !budget_on_time(revoker->keys->budget) ||
            !budget_take(&revoker->keys->budget->comparisons, 1 + der.n / READ_BYTES))
            return ERR_LIMIT;
        r->err = ocsp_parse(&r->response, der, &fail);
        if (r->err == ERR_MEMORY)
            return r->err;
        m->value = r;
    }
    *out = m->value;
    return ERR_OK;
}

/* 4.2.1: the answers that are no answer. */
static enum err failure_of(const struct ocsp_response *response)
{
    static const struct {
        unsigned result;
        enum err err;
    } rows[] = {
        {OCSP_MALFORMED_REQUEST, ERR_OCSP_MALFORMED_REQUEST},
        {OCSP_INTERNAL_ERROR, ERR_OCSP_INTERNAL_ERROR},
        {OCSP_TRY_LATER, ERR_OCSP_TRY_LATER},
        {OCSP_SIG_REQUIRED, ERR_OCSP_SIG_REQUIRED},
        {OCSP_UNAUTHORIZED, ERR_OCSP_UNAUTHORIZED},
    };
    size_t i = LOOKUP(rows, result, response->result);

    if (response->result != OCSP_SUCCESSFUL)
        return i < LOOKUP_COUNT(rows) ? rows[i].err : ERR_OCSP_RESULT;
    if (!response->has_bytes)
        return ERR_OCSP_BYTES;
    return response->is_basic ? ERR_OK : ERR_OCSP_TYPE;
}

/* The digests of a certificate's issuer, made once for all SingleResponses that have the same hash
 * algorithm. */
struct issuer_hashes {
    const struct cert *cert, *issuer;
    enum digest digest; /* NONE: not made yet */
    uint8_t name[DIGEST_MAX_SIZE], key[DIGEST_MAX_SIZE];
};

/* 4.1.1: the certID is that of the certificate.  The serial number is compared first, as nearly all
 * fail there.  Each change of the hash algorithm costs two digests. */
static enum err is_id_of(bool *out, const struct ocsp_cert_id *id, struct issuer_hashes *hashes,
                         struct budget *budget)
{
    size_t n = digest_size(id->digest);

    *out = id->digest != DIGEST_NONE && span_eq(id->serial, hashes->cert->serial);
    if (!*out)
        return ERR_OK;
    if (hashes->digest != id->digest) {
        if (!budget_take(&budget->comparisons, 1 + hashes->cert->issuer.n / READ_BYTES))
            return ERR_LIMIT;
        hashes->digest = id->digest;
        digest_of(id->digest, hashes->name, hashes->cert->issuer);
        digest_of(id->digest, hashes->key, hashes->issuer->key.key);
    }
    *out = span_eq(id->name_hash, span_of(hashes->name, n)) &&
           span_eq(id->key_hash, span_of(hashes->key, n));
    return ERR_OK;
}

/* It counts also from a response that is flawed or out of date. */
static bool is_lasting(const struct ocsp_single *single, int64_t time)
{
    return single->status == OCSP_REVOKED &&
           revstatus_is_lasting(single->reason, single->revoked_at, time);
}

/* Which of two SingleResponses about the same certificate counts: a lasting revocation, else the
 * newer one, else the worse one. */
static bool counts_more(const struct ocsp_single *a, const struct ocsp_single *b, int64_t time)
{
    static const int badness[] = {[OCSP_GOOD] = 0, [OCSP_UNKNOWN] = 1, [OCSP_REVOKED] = 2};

    if (is_lasting(a, time) != is_lasting(b, time))
        return is_lasting(a, time);
    if (a->this_update != b->this_update)
        return a->this_update > b->this_update;
    return badness[a->status] > badness[b->status];
}

/* Finds the SingleResponse about the certificate: false if there is none.  *why then says whether
 * one has its serial number and a hash that we do not know. */
static enum err find_single(bool *found, struct ocsp_single *out, enum err *why,
                            struct revoker *revoker, struct issuer_hashes *hashes,
                            struct span singles)
{
    struct budget *budget = revoker->keys->budget;
    struct ocsp_single s;
    bool fits;

    *found = false;
    *why = ERR_OCSP_OTHER_CERT;
    if (!budget_on_time(budget) || !budget_take(&budget->comparisons, 1 + singles.n / READ_BYTES))
        return ERR_LIMIT;
    while (ocsp_next(&singles, &s)) {
        if (s.id.digest == DIGEST_NONE && span_eq(s.id.serial, hashes->cert->serial))
            *why = ERR_OCSP_HASH;
        TRY(is_id_of(&fits, &s.id, hashes, budget));
        if (fits && (!*found || counts_more(&s, out, revoker->in->time)))
            *out = s;
        *found |= fits;
    }
    return ERR_OK;
}

/* What makes a response of an entitled signer useless as a proof that a certificate is good. */
static enum err flaw(const struct revoker *revoker, const struct ocsp_response *response,
                     const struct ocsp_single *single, const struct ocsp_evidence *evidence)
{
    if (response->defect.err != ERR_OK)
        return response->defect.err;
    if (single->defect.err != ERR_OK)
        return single->defect.err;
    /* 4.4, 3.2: as in certificates. */
    if (response->unknown_critical || single->unknown_critical)
        return ERR_OCSP_CRITICAL;
    /* RFC 9654 2.1: "the responder ... includes the nonce of the request"; one that answers in
     * advance has none (RFC 9919 4), and then the times count alone. */
    if (evidence->nonce.n > 0 && response->nonce.n > 0 &&
        !span_eq(evidence->nonce, response->nonce))
        return ERR_OCSP_NONCE;
    /* 2.4: the time at which it was signed. */
    if (response->produced_at > revoker->in->time + OCSP_SKEW)
        return ERR_OCSP_PRODUCED;
    return ERR_OK;
}

/* 3.2 (5), (6), 4.2.2.1: thisUpdate is not in the future, and nextUpdate not in the past. */
static enum err age_of(const struct ocsp_single *single, int64_t time)
{
    if (single->this_update > time + OCSP_SKEW)
        return ERR_OCSP_NOT_YET;
    if (!single->has_next && single->this_update < time - OCSP_SKEW - OCSP_WITHOUT_NEXT)
        return ERR_OCSP_NO_NEXT;
    if (single->has_next && single->next_update < time - OCSP_SKEW)
        return ERR_OCSP_EXPIRED;
    return ERR_OK;
}

/* The answer of an entitled signer. */
static void conclude(struct rev_answer *out, const struct ocsp_single *single, enum err flawed,
                     int64_t time)
{
    static const enum rev_status statuses[] = {[OCSP_GOOD] = REV_STATUS_GOOD,
                                               [OCSP_REVOKED] = REV_STATUS_REVOKED,
                                               [OCSP_UNKNOWN] = REV_STATUS_UNKNOWN};
    enum err age = age_of(single, time);

    out->status = statuses[single->status];
    out->revoked_at = single->revoked_at;
    out->reason = single->reason;
    if (is_lasting(single, time))
        return;
    if (flawed != ERR_OK) {
        out->status = REV_STATUS_UNUSABLE;
        out->err = flawed;
    } else if (age != ERR_OK) {
        out->status = REV_STATUS_STALE;
        out->err = age;
    }
}

/* A response that was found or got for the certificate. */
static enum err judge(struct rev_answer *out, struct revoker *revoker,
                      const struct revstatus_query *query, const struct ocsp_evidence *evidence,
                      const struct ocsp_response *response, const struct ocsp_single *single)
{
    enum err why;

    out->this_update = single->this_update;
    if (single->has_next)
        out->next_update = single->next_update;
    /* RFC 9155 1: what anybody may have made proves nothing, not even a revocation.  An unknown
     * algorithm is not called weak: its signature does not verify. */
    if (response->sigalg.kind != SIG_UNKNOWN && sigalg_is_weak(&response->sigalg) &&
        !revoker->in->allow_weak) {
        out->err = ERR_OCSP_WEAK;
        return ERR_OK;
    }
    TRY(ocspsigner_check(&why, revoker, query, response, is_lasting(single, revoker->in->time)));
    out->err = why;
    if (why == ERR_OK)
        conclude(out, single, flaw(revoker, response, single, evidence), revoker->in->time);
    return ERR_OK;
}

enum err ocspstatus_of(struct rev_answer *out, bool *is_about, struct revoker *revoker,
                       const struct revstatus_query *query, const struct ocsp_evidence *evidence)
{
    const struct path *p = query->path;
    struct issuer_hashes hashes = {.cert = p->links[query->i].cert,
                                   .issuer = p->links[query->i + 1].cert};
    bool is_meant = evidence->target != NULL && span_eq(evidence->target->der, hashes.cert->der);
    const struct response_known *known;
    struct ocsp_single single = {0};
    bool found;

    out->status = REV_STATUS_UNUSABLE;
    out->this_update = out->next_update = out->revoked_at = INT64_MIN;
    out->reason = CRL_NO_REASON;
    *is_about = is_meant || (evidence->target == NULL && query->i == 0);
    if (evidence->target != NULL && !is_meant)
        return ERR_OK;
    TRY(decode(&known, revoker, evidence->der));
    out->err = known->err != ERR_OK ? known->err : failure_of(&known->response);
    if (out->err != ERR_OK)
        return ERR_OK;
    TRY(find_single(&found, &single, &out->err, revoker, &hashes, known->response.singles));
    *is_about = is_meant || found || out->err == ERR_OCSP_HASH;
    return found ? judge(out, revoker, query, evidence, &known->response, &single) : ERR_OK;
}
