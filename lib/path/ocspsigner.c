/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finds the signer of an OCSP response among the issuer and the certificates in the response (RFC
 * 6960 4.2.2.2).  The responderID names it, so at most a few of them are tried.
 */
#include "config.h"

#include "lib/path/ocspsigner.h"

#include "lib/path/signerpath.h"

/* At most this many certificates of a response are decoded; responders send one or two. */
enum { CERTS_MAX = 8 };

/* Decoding this many bytes of a certificate costs one comparison. */
enum { DECODE_BYTES = 64 };

/* A certificate of a response, decoded, and what was found out about it as a responder. */
struct responder {
    struct cert cert;
    bool is_decoded, is_judged;
    enum err why; /* it may not sign, or OK */
};

/* The responderID is that of this certificate: its subject, or the SHA-1 of its key (4.2.2.3). */
static bool is_named(const struct ocsp_response *response, const struct cert *cert)
{
    uint8_t hash[DIGEST_MAX_SIZE];

    if (response->name.n > 0)
        return name_id_eq(&response->name_id, &cert->subject_id);
    digest_of(DIGEST_SHA1, hash, cert->key.key);
    return span_eq(response->key_hash, span_of(hash, digest_size(DIGEST_SHA1)));
}

/* The signature, as an error of the response. */
static enum err verify(enum err *why, struct revoker *revoker, const struct cert *signer,
                       const struct ocsp_response *response)
{
    *why = keyring_verify(revoker->keys, signer, &response->sigalg, response->tbs,
                          response->signature);
    return *why == ERR_LIMIT || *why == ERR_MEMORY ? *why : ERR_OK;
}

/* Decodes a certificate once for all queries; *out is NULL if it does not decode. */
static enum err decode(struct responder **out, struct revoker *revoker, struct span der,
                       const struct cert *issuer)
{
    struct memo *m = memo_at(&revoker->responders, revoker->arena, der.p, issuer);
    struct fail fail = {0};

    if (m == NULL)
        return ERR_LIMIT;
    if (m->value == NULL) {
        struct responder *r = ARENA_NEW(revoker->arena, struct responder);
        if (r == NULL || !budget_on_time(revoker->keys->budget) ||
            !budget_take(&revoker->keys->budget->comparisons, 1 + der.n / DECODE_BYTES))
            return ERR_LIMIT;
        enum err e = cert_parse(&r->cert, der, &fail);
        if (e == ERR_MEMORY)
            return e;
        r->is_decoded = e == ERR_OK;
        m->value = r;
    }
    *out = m->value;
    return ERR_OK;
}

/* 4.2.2.2: "MUST be issued directly by the CA that is identified in the request", and "MUST include
 * the value of id-kp-OCSPSigning in an extended key usage": anyExtendedKeyUsage is none.  RFC 5280
 * 4.2.1.12: it signs, if there is a keyUsage. */
static enum err what_it_lacks(const struct cert *cert, const struct cert *issuer)
{
    enum ext_state usage = cert_ext_state(cert, EXT_KU);

    if (!name_id_eq(&cert->issuer_id, &issuer->subject_id))
        return ERR_OCSP_SIGNER_ISSUER;
    if ((cert->eku & EKU_OCSP) == 0)
        return ERR_OCSP_SIGNER_EKU;
    if (usage == EXT_UNREADABLE ||
        (usage == EXT_READ && (cert->key_usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) == 0))
        return ERR_OCSP_SIGNER_USAGE;
    return ERR_OK;
}

/* 4.2.2.2.1: with nocheck the responder is trusted as long as its certificate is valid; without it
 * the CRLs are asked. */
static enum err check_status(enum err *why, struct revoker *revoker,
                             const struct revstatus_query *query, const struct cert *cert)
{
    const struct path *p = query->path;
    size_t above = p->num - query->i;
    struct link *links = NULL;
    struct revstatus status;

    if (cert->ext[EXT_OCSP_NOCHECK].present)
        return ERR_OK;
    links = arena_alloc(revoker->arena, above, sizeof *links);
    if (links == NULL)
        return ERR_LIMIT;
    links[0] = (struct link){.cert = cert, .source = SOURCE_INPUT};
    memcpy(links + 1, p->links + query->i + 1, (above - 1) * sizeof *links);
    struct path path = {.links = links, .num = above, .anchored = true};
    struct revstatus_query inner = {.path = &path, .i = 0, .depth = query->depth + 1};
    TRY(revstatus_of(&status, revoker, &inner));
    if (status.verdict == REV_REVOKED)
        *why = ERR_OCSP_SIGNER_REVOKED;
    else if (status.verdict == REV_UNKNOWN && revoker->in->revocation == REVOCATION_HARD)
        *why = ERR_OCSP_SIGNER_STATUS;
    return ERR_OK;
}

/* A valid path of two certificates to the issuer, as its only anchor: the issuer signed this one,
 * which is valid at the time, keeps the rules of certificates, and has no critical extension that
 * is not understood. */
static enum err judge(enum err *why, struct revoker *revoker, const struct revstatus_query *query,
                      const struct cert *cert, int64_t time)
{
    const struct link link = {.cert = cert, .source = SOURCE_INPUT};
    struct link *anchor = ARENA_NEW(revoker->arena, struct link);
    /* What the Baseline Requirements want of servers is not for responders (7.1.2.8). */
    enum profile asked = revoker->in->profile;
    enum profile profile = asked == PROFILE_CABF ? PROFILE_WEBPKI : asked;
    const struct path *path;

    if (anchor == NULL)
        return ERR_LIMIT;
    *anchor = (struct link){.cert = query->path->links[query->i + 1].cert, .source = SOURCE_ANCHOR};
    *why = what_it_lacks(cert, anchor->cert);
    if (*why == ERR_OK) {
        TRY(signerpath_build(&path, revoker, &link, anchor, profile, time));
        if (path == NULL || path->num != 2)
            *why = ERR_OCSP_SIGNER_PATH;
    }
    return ERR_OK;
}

/* The responder's certificate has expired since it signed the response. */
static bool has_expired_since(const struct revoker *revoker, const struct cert *cert,
                              const struct ocsp_response *response)
{
    return cert->has_not_after && cert->not_after < revoker->in->time &&
           response->produced_at <= cert->not_after;
}

/* Tries one certificate of the response.  An entitled signer is *why OK.  What has revoked a
 * certificate for good was entitled when it said so: time does not undo that. */
static enum err try_cert(enum err *why, struct revoker *revoker,
                         const struct revstatus_query *query, const struct ocsp_response *response,
                         bool is_lasting, struct span der)
{
    struct responder *r;

    TRY(decode(&r, revoker, der, query->path->links[query->i + 1].cert));
    if (!r->is_decoded || !is_named(response, &r->cert))
        return ERR_OK;
    TRY(verify(why, revoker, &r->cert, response));
    if (*why != ERR_OK)
        return ERR_OK;
    if (!r->is_judged)
        TRY(judge(&r->why, revoker, query, &r->cert, revoker->in->time));
    r->is_judged = true;
    *why = r->why;
    if (*why == ERR_OCSP_SIGNER_PATH && is_lasting &&
        has_expired_since(revoker, &r->cert, response))
        TRY(judge(why, revoker, query, &r->cert, response->produced_at));
    /* Not kept: the CRLs count for the anchor of this path (RFC 5280 6.3.3 (f)). */
    return *why == ERR_OK ? check_status(why, revoker, query, &r->cert) : ERR_OK;
}

enum err ocspsigner_check(enum err *why, struct revoker *revoker,
                          const struct revstatus_query *query, const struct ocsp_response *response,
                          bool is_lasting)
{
    const struct cert *issuer = query->path->links[query->i + 1].cert;
    struct span rest = response->certs, der;

    *why = ERR_OCSP_RESPONDER;
    if (is_named(response, issuer))
        TRY(verify(why, revoker, issuer, response));
    for (size_t i = 0; *why != ERR_OK && i < CERTS_MAX && ocsp_next_cert(&rest, &der); i++)
        TRY(try_cert(why, revoker, query, response, is_lasting, der));
    return ERR_OK;
}
