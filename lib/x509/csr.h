/* SPDX-License-Identifier: GPL-3.0-or-later */
/* csr: certificate requests (PKCS#10, RFC 2986) as spans into their DER. */
#ifndef TB_LIB_X509_CSR_H
#define TB_LIB_X509_CSR_H

#include "lib/x509/cert.h"

struct csr {
    struct span der, info; /* info: the part that is signed */
    struct span subject, spki, attributes /* content of [0] */;
    struct span alg, signature;
    struct sigalg sigalg;
    struct keyinfo key;
    struct span extensions; /* of extensionRequest: as in struct cert, or empty */
    bool exts_unread;       /* such an attribute is, or may be, present and unreadable */
    struct fail defects[CERT_DEFECTS]; /* rules broken beyond the frame */
    unsigned num_defects;              /* may be more than are kept */
};

/* csr_parse reads one request that fills der, which must outlive *out.  As with certificates only
 * the frame makes it fail; other errors are defects. */
enum err csr_parse(struct csr *out, struct span der, struct fail *fail) MUST_CHECK;

/* csr_verify checks the signature with the request's own key (proof of possession).  Errors: those
 * of pubkey_verify, or the key's own if it cannot be used. */
enum err csr_verify(const struct csr *csr) MUST_CHECK;

#endif
