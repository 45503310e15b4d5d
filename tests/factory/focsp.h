/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * focsp: OCSP responses and responders made to order, good ones by default (see factory.h).
 *
 *     struct fc_ocsp r = fc_ocsp_of(a, &ca, &leaf);      (signed by the CA, byKey, good)
 *     r.spec.singles[0].status = MINT_REVOKED;
 *     struct span der = fc_ocsp(a, &r);
 */
#ifndef TB_TESTS_FACTORY_FOCSP_H
#define TB_TESTS_FACTORY_FOCSP_H

#include "lib/mint/mint_ocsp.h"
#include "tests/factory/factory.h"

#define FC_OID_OCSP_NONCE    "1.3.6.1.5.5.7.48.1.2"
#define FC_OID_OCSP_NOCHECK  "1.3.6.1.5.5.7.48.1.5"
#define FC_OID_OCSP_SCT_LIST "1.3.6.1.4.1.11129.2.4.5"
#define FC_EKU_OCSP          "1.3.6.1.5.5.7.3.9"

struct fc_ocsp {
    struct mint_ocsp spec; /* without its signer */
    enum fkey key;
    enum fsig sig;
};

/* fc_single is a good SingleResponse about a certificate of this issuer, from an hour before FC_NOW
 * to three days after it. */
struct mint_single fc_single(struct arena *a, const struct fc_spec *issuer,
                             const struct fc_spec *cert, enum digest digest);

/* fc_ocsp_of is a response with one such SingleResponse (SHA-1), signed by the issuer. */
struct fc_ocsp fc_ocsp_of(struct arena *a, const struct fc_spec *issuer,
                          const struct fc_spec *cert);

/* fc_responder is a delegated responder of this issuer: OCSPSigning and nocheck, key P256_G.
 * fc_ocsp_by lets it sign a response, with its certificate inside. */
struct fc_spec fc_responder(struct arena *a, const struct fc_spec *issuer);
void fc_ocsp_by(struct arena *a, struct fc_ocsp *response, const struct fc_spec *responder);

struct span fc_ocsp(struct arena *a, const struct fc_ocsp *response);

#endif
