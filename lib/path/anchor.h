/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * anchor: what a store says about its anchors beyond their certificates, and which certificates it
 * distrusts.
 *
 * RFC 5280 6.1.1 (d) makes the anchor an input of path validation: a store may say more about it
 * than its certificate does.
 */
#ifndef TB_LIB_PATH_ANCHOR_H
#define TB_LIB_PATH_ANCHOR_H

#include <stdbool.h>

#include "lib/base/span.h"

/*
 * Times are seconds since 1970 and concern the leaf.  A store may have several sets of terms for
 * one anchor and be content with any of them: they are linked by `otherwise`.  Several stores may
 * have the same anchor: each has its terms, linked by `also`, and all must hold.
 */
struct anchor_terms {
    const char *source; /* the file or directory that says so, for people */
    struct span label;  /* the store's name for the anchor, as written there; or empty */

    /* The latest notBefore of a certificate for this use; INT64_MAX: no limit. */
    int64_t server_distrust_after, email_distrust_after;
    int64_t issued_after;  /* notBefore must be later; INT64_MIN: no limit */
    int64_t sct_not_after; /* one of its SCTs must not be later; INT64_MAX: no limit */
    int64_t sct_all_after; /* it has SCTs, all of them later; INT64_MIN: no limit */
    /* A value of nameConstraints (RFC 5280 4.2.1.10), whole, that holds as if the anchor's
     * certificate had it; or empty. */
    struct span constraints;
    int64_t path_len;        /* pathLenConstraint, likewise; -1: none */
    struct span ev_policies; /* object identifiers in text, separated by spaces; or empty */

    const struct anchor_terms *otherwise; /* NULL: there is no other set */
    const struct anchor_terms *also;      /* NULL: no other store has terms for the anchor */
};

#define ANCHOR_TERMS_NONE                                                                  \
    (struct anchor_terms)                                                                  \
    {                                                                                      \
        .server_distrust_after = INT64_MAX, .email_distrust_after = INT64_MAX,             \
        .issued_after = INT64_MIN, .sct_not_after = INT64_MAX, .sct_all_after = INT64_MIN, \
        .path_len = -1                                                                     \
    }

/* A certificate, or a key, that a store distrusts expressly: no path may contain it. */
struct anchor_block {
    const char *source; /* the file or directory that says so, for people */
    struct span label;  /* the store's name for it, as written there; or empty */
    uint32_t purposes;  /* EKU_* for which it is distrusted */
    bool has_cert;      /* the store has the certificate too */
    /* What it is recognized by: a certificate by its issuer, a whole Name, and its serial number,
     * the content of an INTEGER; else by the SHA-256 digest of its bytes; else a key by its
     * SubjectPublicKeyInfo.  The others are empty. */
    struct span issuer, serial, sha256, spki;
};

#endif
