/* SPDX-License-Identifier: GPL-3.0-or-later */
/* revstatus: the status of one certificate, from CRLs (RFC 5280 6.3.3). */
#ifndef TB_LIB_PATH_REVSTATUS_H
#define TB_LIB_PATH_REVSTATUS_H

#include "lib/path/crlscope.h"
#include "lib/path/judge.h"
#include "lib/path/keyring.h"
#include "lib/path/memo.h"

/* What all queries of one judgement share; the caller sets the first three members. */
struct revoker {
    const struct judge_input *in;
    struct keyring *keys;
    struct arena *arena;
    struct crl_known *crls; /* given and fetched, the newest first; NULL: not sorted yet */
    size_t num_crls;
    struct memo *responses;    /* by its bytes: an OCSP response, decoded */
    struct memo *responders;   /* by certificate and issuer: whether it may sign OCSP responses */
    struct memo *points;       /* by certificate: its distribution points */
    struct memo *answers;      /* by CRL and certificate: whether it is listed */
    struct link anchor;        /* that of the path of the query */
    struct crlsigner *signers; /* CRL issuers from outside that path, judged already */
};

/* A query for the status of the certificate at index i of a path. */
struct revstatus_query {
    const struct path *path;
    size_t i;
    unsigned depth; /* how many CRL signers deep: 0 for the path that is judged */
};

/* Why a CRL was of no use.  The later the check that failed, the more the trouble helps a user. */
enum trouble_rank {
    TROUBLE_NONE,
    TROUBLE_SCOPE,     /* for other certificates or distribution points */
    TROUBLE_REASONS,   /* for some reasons only */
    TROUBLE_SIGNATURE, /* no known key verifies it */
    TROUBLE_SIGNER,    /* the certificate of the key cannot be relied on */
    TROUBLE_UNUSABLE,  /* it breaks a rule */
    TROUBLE_STALE,
};

struct trouble {
    enum trouble_rank rank;
    const struct crl *crl; /* NULL: no single CRL is at fault */
    enum err err;          /* the exact error; OK for STALE */
    struct span at;        /* the bytes that it concerns */
};

struct revstatus {
    enum { REV_UNKNOWN, REV_GOOD, REV_REVOKED } verdict;
    struct crl_entry entry;    /* REVOKED */
    const struct crl *crl;     /* REVOKED: the CRL that lists it */
    const struct crl *good_by; /* GOOD: the CRL that covered reasons last */
    int64_t good_since;     /* GOOD: since then it is known; INT64_MIN: the certificate says so */
    const struct crl *also; /* of a complete CRL and its delta the other one; or NULL */
    uint32_t covered;       /* the reasons that CRLs have covered */
    uint32_t by_itself;     /* those covered by CRLs that the certificate signed itself */
    struct trouble trouble; /* UNKNOWN: the highest in rank */
};

/* revstatus_of finds the status of one certificate.  Errors: LIMIT if the arena or the budget is
 * used up, MEMORY. */
enum err revstatus_of(struct revstatus *out, struct revoker *revoker,
                      const struct revstatus_query *query) MUST_CHECK;

/* revstatus_is_lasting: a revocation is final, but for a hold (RFC 5280 5.3.1) and for a date in
 * the future.  A final one counts also from a source that is flawed or out of date. */
bool revstatus_is_lasting(int reason, int64_t date, int64_t time);

/* trouble_note keeps the trouble with the highest rank, the first of equals. */
void trouble_note(struct trouble *trouble, enum trouble_rank rank, const struct crl *crl,
                  enum err err, struct span at);

#endif
