/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finds the signer of a CRL (RFC 5280 6.3.3 (f), (g)).  A signer in the path itself is known to be
 * valid; one from outside needs a path and a revocation check of its own, which may need further
 * CRLs: the recursion is bounded by SIGNER_DEPTH.
 */
#include "config.h"

#include "lib/path/crlsigner.h"

#include "lib/path/signerpath.h"

/* How many signers in a row may each need a CRL of the next one.  If they form a circle none of
 * them is good: the only CRL about a signer would be its own. */
enum { SIGNER_DEPTH = 4 };

/* How many bytes of a certificate, compared with one of the path, cost one comparison. */
enum { SAME_BYTES = 64 };

/* A signer from outside the path that was judged already. */
struct crlsigner {
    const struct cert *cert;
    bool valid;
    struct crlsigner *next;
};

/* The same certificate, perhaps decoded twice. */
static bool same_cert(const struct cert *a, const struct cert *b)
{
    return a == b || span_eq(a->der, b->der);
}

/* RFC 5280 4.2.1.3: a key that signs CRLs MUST have keyUsage.  Some CAs leave it out, so it may be
 * absent in a CA and in the anchor; another certificate is not accepted by its name alone. */
static bool may_lack_usage(const struct revoker *revoker, const struct cert *cert)
{
    return cert->is_ca || same_cert(cert, revoker->anchor.cert);
}

/* Whether this certificate's key signed the CRL, and may sign CRLs.  If not, the trouble has
 * the reason. */
static enum err signed_by(bool *out, struct revoker *revoker, const struct crl *crl,
                          const struct cert *cert, struct trouble *trouble)
{
    *out = false;
    if (!name_id_eq(&cert->subject_id, &crl->issuer_id))
        return ERR_OK;
    enum err e = keyring_issued_crl(revoker->keys, crl, cert);
    if (e == ERR_LIMIT || e == ERR_MEMORY)
        return e;
    if (e != ERR_OK) {
        trouble_note(trouble, TROUBLE_SIGNATURE, crl, e, crl->outer_alg);
        return ERR_OK;
    }
    /* RFC 5280 6.3.3 (f): cRLSign is set.  An extension that cannot be read allows nothing. */
    enum ext_state usage = cert_ext_state(cert, EXT_KU);
    if (usage == EXT_ABSENT && !may_lack_usage(revoker, cert)) {
        trouble_note(trouble, TROUBLE_SIGNER, crl, ERR_CRL_SIGN_USAGE, cert->der);
        return ERR_OK;
    }
    if (usage != EXT_ABSENT && (cert->key_usage & KU_CRL_SIGN) == 0) {
        trouble_note(trouble, TROUBLE_SIGNER, crl,
                     usage == EXT_READ ? ERR_CRL_SIGN_USAGE : ERR_CRL_SIGN_UNREAD,
                     cert->ext[EXT_KU].val);
        return ERR_OK;
    }
    *out = true;
    return ERR_OK;
}

/* The index of a certificate in a path; path->num if it is not there. */
static size_t position(const struct path *path, const struct cert *cert)
{
    size_t i = 0;

    while (i < path->num && !same_cert(path->links[i].cert, cert))
        i++;
    return i;
}

/* A signer is good if it has a valid path whose certificates are not revoked. */
static enum err judge_signer(bool *out, struct revoker *revoker,
                             const struct revstatus_query *query, const struct link *link)
{
    const struct path *path;

    *out = false;
    TRY(signerpath_build(&path, revoker, link, &revoker->anchor, revoker->in->profile,
                         revoker->in->time));
    return path == NULL ? ERR_OK : signerpath_is_unrevoked(out, revoker, path, query->depth);
}

/* judge_signer with a memory.  Only answers at depth 0 are kept: deeper ones depend on the depth
 * that is left. */
static enum err is_valid(bool *out, struct revoker *revoker, const struct revstatus_query *query,
                         const struct link *link)
{
    struct crlsigner *s = query->depth == 0 ? revoker->signers : NULL;

    *out = false;
    if (query->depth >= SIGNER_DEPTH)
        return ERR_OK;
    while (s != NULL && s->cert != link->cert)
        s = s->next;
    if (s != NULL) {
        *out = s->valid;
        return ERR_OK;
    }
    TRY(judge_signer(out, revoker, query, link));
    if (query->depth > 0)
        return ERR_OK;
    s = ARENA_NEW(revoker->arena, struct crlsigner);
    if (s == NULL)
        return ERR_LIMIT;
    *s = (struct crlsigner){.cert = link->cert, .valid = *out, .next = revoker->signers};
    revoker->signers = s;
    return ERR_OK;
}

/* Searches the helpers for the signer of a CRL. Helpers that are also in the path above the target
 * were tried already. */
static enum err find_helper(const struct cert **out, struct revoker *revoker,
                            const struct revstatus_query *query, const struct crl *crl,
                            struct trouble *trouble)
{
    /* Each call walks over all helpers, and a certificate may have a thousand distribution
     * points. */
    if (!budget_take(&revoker->keys->budget->comparisons, 1 + revoker->in->num_helpers / 8))
        return ERR_LIMIT;
    for (size_t i = 0; i < revoker->in->num_helpers; i++) {
        const struct link *link = &revoker->in->helpers[i];
        bool good;
        if (!name_id_eq(&link->cert->subject_id, &crl->issuer_id))
            continue;
        /* A certificate that equals those of the path is compared with them to its last byte. */
        if (!budget_take(&revoker->keys->budget->comparisons, 1 + link->cert->der.n / SAME_BYTES))
            return ERR_LIMIT;
        /* A certificate of the path from the target upwards was tried before. */
        size_t at = position(query->path, link->cert);
        if (at >= query->i && at < query->path->num)
            continue;
        TRY(signed_by(&good, revoker, crl, link->cert, trouble));
        if (!good)
            continue;
        TRY(is_valid(&good, revoker, query, link));
        if (good) {
            *out = link->cert;
            return ERR_OK;
        }
        trouble_note(trouble, TROUBLE_SIGNER, crl, ERR_CRL_SIGNER_PATH, link->cert->subject);
    }
    return ERR_OK;
}

enum err crlsigner_find(const struct cert **out, struct revoker *revoker,
                        const struct revstatus_query *query, const struct crl *crl,
                        struct trouble *trouble)
{
    const struct path *p = query->path;
    bool good;

    *out = NULL;
    for (size_t k = query->i + 1; k <= p->num; k++) {
        /* k == num is the last turn: the target itself. */
        const struct cert *c = p->links[k < p->num ? k : query->i].cert;
        TRY(signed_by(&good, revoker, crl, c, trouble));
        if (good) {
            *out = c;
            return ERR_OK;
        }
    }
    return find_helper(out, revoker, query, crl, trouble);
}
