/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dane: judging a chain by TLSA records (RFC 6698, RFC 7671; for SMTP RFC 7672).
 */
#ifndef TB_LIB_PATH_DANE_H
#define TB_LIB_PATH_DANE_H

#include "lib/path/judge.h"
#include "lib/x509/tlsa.h"

/* What the DNS says of the records. */
enum dane_status {
    DANE_GIVEN,    /* by the caller, who answers for them */
    DANE_SECURE,   /* validated by DNSSEC; num 0: there are none, which is validated, too */
    DANE_INSECURE, /* the zone is not signed: the records, if any, prove nothing */
    DANE_BOGUS,    /* they fail validation */
    DANE_UNKNOWN,  /* no answer: an attacker may have kept it away */
};

struct dane_input {
    enum dane_status status;
    const struct tlsa *records;
    size_t num;
    bool is_smtp;     /* usages 0 and 1 are not usable (RFC 7672 3.1.3) */
    struct span text; /* BOGUS, UNKNOWN: why, one line; or empty */
    /* The records are those of this name, which the service's name is an alias of: a certificate
     * may be for either (RFC 7671 7).  NULL: it is none. */
    const struct reference_id *base;
};

/*
 * dane_judge is judge_chain with the records of `in->dane`:
 *
 *     3 DANE-EE  the leaf matches: it is trusted, and neither names nor dates nor issuers count
 *                (RFC 7671 5.1)
 *     2 DANE-TA  a path to a certificate of the chain, or of the record, that matches; that one is
 *                the trust anchor (5.2)
 *     1 PKIX-EE  the chain is good as without DANE, and the leaf matches (5.3)
 *     0 PKIX-TA  the chain is good as without DANE, and a CA in its path matches (5.4)
 *
 * One record that is fulfilled is enough.  If records are usable and none is fulfilled the reason
 * is dane-mismatch.  If none is usable, or the zone is not signed, the chain is judged as without
 * DANE, with a warning.  What out->dane says is set then.
 */
enum err dane_judge(struct report *out, const struct judge_input *in,
                    struct arena *arena) MUST_CHECK;

#endif
