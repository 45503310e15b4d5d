/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * revcase: one case of the factory of revocation: a chain root > intermediate > leaf, what speaks
 * about it, and what must follow.  cases.def has the rows.
 *
 * A case starts with an OCSP response of the intermediate that says that the leaf is good, and
 * empty CRLs of root and intermediate; that of the intermediate is left out, unless the case is
 * about CRLs: then the response is.  Its function changes what it is about.
 */
#ifndef TB_TESTS_REVOCATION_REVCASE_H
#define TB_TESTS_REVOCATION_REVCASE_H

#include "tests/factory/focsp.h"
#include "tests/unit/path/revkit.h"

enum { REVCASE_MORE = 3 };

struct revcase {
    struct revkit *k;
    struct arena *a;
    struct fc_ocsp ocsp;
    struct mint_single *single;        /* the first one of ocsp */
    struct fc_spec responder;          /* of the intermediate; revcase_delegate has it sign */
    struct fc_ocsp more[REVCASE_MORE]; /* further responses */
    size_t num_more;
    struct span bytes;           /* not empty: in place of the first response */
    struct span nonce;           /* of the request */
    enum evidence_source source; /* of the first response; FILE */
    struct fc_spec *target;      /* of the first response; NULL: none */
    bool no_response;
    bool asked_staple;
    bool has_outage;   /* the responder of the leaf could not be reached */
    bool soft_is_good; /* under soft nothing is wrong */
};

/* The functions of cases.def. */
#define CASE(name, section, mechanism, cert, reason, rule, status, err) \
    void case_##name(struct revcase *c);
#include "tests/revocation/cases.def"
#undef CASE

/* revcase_delegate has c->responder, as it is now, sign the response. */
void revcase_delegate(struct revcase *c);

/* revcase_more adds a response, and returns it to be changed. */
struct fc_ocsp *revcase_more(struct revcase *c, struct fc_ocsp response);

/* revcase_id names a certificate by the digests of these two and this serial number. */
void revcase_id(struct revcase *c, struct span hash_of_name, enum fkey key, struct span serial);

/* revcase_encode is the DER of the first response. */
struct span revcase_encode(struct revcase *c);

#endif
