/* SPDX-License-Identifier: GPL-3.0-or-later */
/* revstatus: the status of one certificate, from CRLs (RFC 5280 6.3.3). */
#ifndef TB_LIB_PATH_REVSTATUS_H
#define TB_LIB_PATH_REVSTATUS_H

#include "lib/path/crlscope.h"
#include "lib/path/judge.h"
#include "lib/path/keyring.h"
#include "lib/path/memo.h"

/* What all the questions of one judgement share; the first three are for the caller to set. */
struct revoker {
    const struct judge_input *in;
    struct keyring *keys;
    struct arena *arena;
    struct crl_known *crls;    /* the input's, the newest first; NULL: not sorted yet */
    struct memo *points;       /* by certificate: its distribution points */
    struct memo *answers;      /* by CRL and certificate: whether it stands there */
    struct link anchor;        /* that of the path asked about */
    struct crlsigner *signers; /* issuers of CRLs from outside that path, judged already */
};

/* A certificate whose status is wanted, and the path that it stands in. */
struct revstatus_query {
    const struct path *path;
    size_t i;
    unsigned depth; /* it signed the CRL of one that signed the CRL of…: so many times */
};

/* The further a CRL came before it was found to be of no use, the more it tells. */
enum trouble_rank {
    TROUBLE_NONE,
    TROUBLE_SCOPE,     /* for other certificates or distribution points */
    TROUBLE_REASONS,   /* for some reasons only */
    TROUBLE_SIGNATURE, /* no key verifies it */
    TROUBLE_SIGNER,    /* a key does whose certificate cannot be relied on */
    TROUBLE_UNUSABLE,  /* it breaks a rule */
    TROUBLE_STALE,
};

struct trouble {
    enum trouble_rank rank;
    const struct crl *crl;
    enum err err;
    struct span at;
};

struct revstatus {
    enum { REV_UNKNOWN, REV_GOOD, REV_REVOKED } verdict;
    struct crl_entry entry; /* REVOKED */
    const struct crl *crl;  /* REVOKED: where that stands */
    uint32_t covered;       /* the reasons that CRLs have spoken about */
    uint32_t by_itself;     /* those that CRLs which it has signed itself have */
    struct trouble trouble; /* UNKNOWN: the most telling one */
};

/* revstatus_of fills *out.  LIMIT where the arena or the budget is used up. */
enum err revstatus_of(struct revstatus *out, struct revoker *revoker,
                      const struct revstatus_query *query) MUST_CHECK;

/* trouble_note keeps the most telling trouble. */
void trouble_note(struct trouble *trouble, enum trouble_rank rank, const struct crl *crl,
                  enum err err, struct span at);

#endif
