/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * judge: whether a client trusts this certificate for this name, now.
 *
 * judge_chain builds paths from the leaf over the helpers to the anchors (RFC 4158) and checks each
 * against RFC 5280 6.1 and the profile, until one passes.  It is reentrant: clock, anchors, budget
 * and memory are arguments.
 */
#ifndef TB_LIB_PATH_JUDGE_H
#define TB_LIB_PATH_JUDGE_H

#include "lib/base/budget.h"
#include "lib/crlite/crlite.h"
#include "lib/crypto/privkey.h"
#include "lib/ct/ct_policy.h"
#include "lib/ct/tiles.h"
#include "lib/path/known.h"
#include "lib/path/report.h"
#include "lib/x509/crl.h"

/* What the certificate is used for (RFC 5280 4.2.1.12). */
enum purpose { PURPOSE_SERVER, PURPOSE_CLIENT, PURPOSE_EMAIL, PURPOSE_CODE, PURPOSE_ANY };
/* Whether CRLs are consulted.  SOFT: a revoked certificate is an error, an unknown status is a
 * warning.  HARD: both are errors. */
enum revocation { REVOCATION_OFF, REVOCATION_SOFT, REVOCATION_HARD };

/* A Name to look up, in the forms that a store compares. */
struct anchor_name {
    struct span name; /* encoded */
    const struct name_id *id;
    uint32_t hash; /* name_hash */
};

static inline struct anchor_name anchor_name_of(struct span name, const struct name_id *id)
{
    return (struct anchor_name){name, id, name_hash(name)};
}

/* anchors: the trust store, as a lookup by name.  The links that it returns live as long as the
 * store.  The store leaves out certificates whose frame does not decode. */
struct anchors {
    void *store;
    /* Anchor number i (from 0) with this subject; NULL after the last. */
    const struct link *(*find)(void *store, const struct anchor_name *subject, size_t i);
    /* more reads anchors that lookups by name may have missed; true if there are any that were not
     * known at this generation.  Called before a negative verdict is final.  NULL: none are
     * missing. */
    bool (*more)(void *store, unsigned generation);
    unsigned generation;
    /* What the store says against this certificate for one of these purposes (EKU_*), wherever it
     * is in a path; NULL: nothing.  NULL as a function: nothing is distrusted expressly. */
    const struct anchor_block *(*blocked)(void *store, const struct cert *cert, uint32_t purposes);
};

/* How long before its end a certificate counts as ending soon: in seconds, or in percent of the
 * whole validity. 0 and 0: never.  longest: only certificates that are valid for at most this many
 * seconds count; 0: all. */
struct lead {
    int64_t seconds;
    int percent;
    int64_t longest;
};

/* The warning without --warn: certificates that live for at most 100 days are renewed by programs,
 * commonly when a third of the lifetime is left.  If less than a fifth is left, one has failed. */
#define LEAD_DEFAULT                                          \
    {                                                         \
        .percent = 20, .longest = INT64_C(100) * 24 * 60 * 60 \
    }

struct dane_input;

/* All inputs of one judgement.  They are borrowed and must outlive the report, which points into
 * them. `time` is in seconds since 1970 (UTC). */
struct judge_input {
    struct link leaf;
    const struct link *helpers; /* untrusted intermediates, in any order */
    size_t num_helpers;
    struct fail broken_helper; /* the first helper that did not decode and is left out, or OK */
    struct anchors anchors;
    const struct crl *const *crls;
    size_t num_crls;
    struct fail broken_crl;           /* likewise */
    const struct ocsp_evidence *ocsp; /* of --ocsp */
    size_t num_ocsp;
    const struct crlite *crlite;     /* of --crlite; NULL: none */
    const struct evidence *evidence; /* what came with the chain or was fetched; NULL: nothing */

    int64_t time;
    enum profile profile;
    enum purpose purpose;
    enum revocation revocation;
    const struct reference_id *hosts; /* each one must match; none: no name check */
    size_t num_hosts;
    uint32_t key_usage; /* KU_* that the leaf must allow beyond the purpose's own */
    uint32_t eku;       /* EKU_* that the leaf must allow beyond the purpose's own */
    struct policy_input policy;
    int max_depth; /* most intermediates that are not self-issued; -1: no limit */
    bool allow_weak;
    struct lead warn, fail_within; /* certificates that end soon: warn, or refuse */
    bool keep_rejected;            /* --explain: keep more of the refused paths */
    struct budget budget;
    const struct privkey *key;          /* is it the private key of the leaf?  NULL: not asked */
    struct pubkey **leaf_key;           /* if not NULL: receives the leaf's key, see judge_chain */
    const struct log_list *ct_logs;     /* of --ct-logs; NULL: timestamps are not verified */
    const struct tile_source *ct_tiles; /* of --ct-tiles; NULL: none */
    int ct_client;                      /* whose policy counts: enum ct_client, or CT_CLIENT_NONE */
    struct known *known;           /* what earlier judgements have shown; NULL: nothing is kept */
    const struct dane_input *dane; /* TLSA records, for dane_judge; NULL: none */
    /* Which of the paths that are good will do; NULL: any. */
    bool (*takes)(const struct judge_input *in, const struct path *path);
};

/*
 * judge_chain fills *out in the arena.  Errors: MEMORY, or LIMIT if the arena is full.  Verdicts
 * are in the report, also that the budget ran out.
 *
 * Judging prepares the leaf's key: it goes to *in->leaf_key, and the caller frees it.  A key that
 * was there is freed.  It is NULL if the key cannot be used.
 */
enum err judge_chain(struct report *out, const struct judge_input *in,
                     struct arena *arena) MUST_CHECK;

#endif
