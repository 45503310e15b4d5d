/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pkcs7: the certificates and CRLs in a SignedData (RFC 5652 5.1), also in one without signers.
 *
 * The envelope is often BER, so indefinite and overlong lengths and any order in its SETs are
 * accepted there.  The contents are returned as they are, for strict parsers.  All spans point into
 * the input.
 */
#ifndef TB_LIB_X509_PKCS7_H
#define TB_LIB_X509_PKCS7_H

#include "lib/asn1/der.h"

struct pkcs7 {
    struct span certs, crls; /* content of the two SETs; empty if absent */
};

/* pkcs7_open reads the envelope.  Errors: PKCS7_FORM, DER_TRUNCATED, DER_INDEFINITE, DER_DEPTH. */
enum err pkcs7_open(struct pkcs7 *out, struct span ber, struct fail *fail) MUST_CHECK;

/* pkcs7_next takes the next certificate or CRL off one of the SETs and skips other choices
 * (attribute certificates, RFC 5652 10.2.2).  False at the end and at an error. */
bool pkcs7_next(struct span *set, struct span *out, struct fail *fail);

#endif
