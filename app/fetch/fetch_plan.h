/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fetch_plan: what a report lacks, as things to fetch.
 *
 * The URLs are those of certificates, which strangers write: the number of things is bounded, for
 * each certificate and in all, and nothing is wanted twice, so that circles end.
 */
#ifndef TB_APP_FETCH_FETCH_PLAN_H
#define TB_APP_FETCH_FETCH_PLAN_H

#include "app/fetch/fetch.h"
#include "lib/path/judge.h"

/* The most things of one plan; and of one kind, for one certificate, in all plans of a verdict. */
enum { PLAN_ITEMS = 16, PLAN_PER_CERT = 8 };

/* What may be fetched at all. */
struct fetch_wants {
    bool issuers; /* --aia */
    bool ocsp;    /* --fetch-ocsp */
    bool crls;    /* --fetch-crl */
    bool all;     /* --fetch: all three */
};

/* One thing. */
struct plan_item {
    enum fetch_kind kind;
    struct span url;
    const struct cert *cert;   /* whose issuer or status is wanted */
    const struct cert *issuer; /* FETCH_OCSP: the certificate above it */
    bool fresh;                /* not from the cache */
};

/* A thing that was fetched, or could not be. */
struct plan_tried {
    struct plan_item item;
    bool has_come;        /* it was fetched and decodes */
    bool from_cache;      /* … by an earlier run */
    struct span freshest; /* a CRL: the value of its freshestCRL, or empty */
};

struct fetch_plan {
    struct plan_item items[PLAN_ITEMS];
    size_t num;
};

/* What the plan is made from. */
struct plan_input {
    const struct report *report;
    struct fetch_wants wants;
    enum revocation revocation;
    const struct plan_tried *tried; /* in earlier rounds */
    size_t num_tried;
};

/*
 * fetch_plan_make says what to fetch next; an empty plan: nothing would help.
 *
 * Issuers are wanted for the certificate whose issuer is missing, and for the one below a
 * certificate that is at fault.  The status of a certificate is wanted if revocation is checked, no
 * source has answered, and its path has no other fault: by OCSP first, and by CRLs if that fails or
 * there is none, since lists are large.
 *
 * What came from the cache and does not help is wanted once more, fresh: a CA may have a new key.
 */
void fetch_plan_make(struct fetch_plan *out, const struct plan_input *in);

#endif
