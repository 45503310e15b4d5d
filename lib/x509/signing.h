/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signing: the frame of a certificate, a CRL and a request (RFC 5280 4.1.1, 5.1.1, RFC 2986 4.2):
 * the signed part, signatureAlgorithm and signatureValue. */
#ifndef TB_LIB_X509_SIGNING_H
#define TB_LIB_X509_SIGNING_H

#include "lib/asn1/der.h"
#include "lib/crypto/sigalg.h"

struct signing {
    struct span alg;       /* AlgorithmIdentifier, whole TLV */
    struct span signature; /* bytes of the BIT STRING */
    struct sigalg sigalg;
    struct fail bits, form; /* errors of the BIT STRING and of the algorithm */
};

/* signing_open enters SEQUENCE { signed part, algorithm, signature }.  The result is inside the
 * signed part, *part is its whole TLV, and *seq is after it: read the signature next. */
struct der signing_open(struct span *part, struct der *seq, struct span der, struct fail *fail);

/*
 * signing_read reads both.  inner_alg is the AlgorithmIdentifier in the signed part, which must be
 * the same; a request has none (a span without a place).  An error of the frame goes to seq->fail.
 */
void signing_read(struct signing *out, struct der *seq, struct span inner_alg);

#endif
