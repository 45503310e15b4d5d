/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show_object: one object of a file, decoded, and in each form but ASN.1. */
#ifndef TB_CMD_SHOW_SHOW_OBJECT_H
#define TB_CMD_SHOW_SHOW_OBJECT_H

#include "app/passphrase.h"
#include "app/verify/cert_input.h"
#include "lib/crypto/public_part.h"
#include "lib/view/view.h"
#include "lib/x509/csr.h"

/* An object that has been decoded: the member of its kind is set. */
struct object {
    enum item_kind kind;
    struct span der;
    const char *label; /* of its PEM */
    const struct cert *cert;
    struct cert_logs logs; /* of the certificate */
    const struct crl *crl;
    struct csr csr;
    struct ocsp_response ocsp;
    struct public_part key;
    const struct pkcs12 *pkcs12;
};

/* Where objects come from, and what opens those that are locked. */
struct object_source {
    struct cert_input *input;
    struct passphrase *passphrase;
    struct buf *unlocked; /* a private key that was encrypted: the caller wipes it */
    struct arena *arena;
    const struct log_list *logs; /* NULL: none */
};

/* object_decode parses what the input has not of its item i; ITEM_PRIVATE_KEY becomes its public
 * part.  The object is good for its raw ASN.1 also after an error. */
enum err object_decode(struct object *out, const struct object_source *source, size_t i,
                       struct fail *fail) MUST_CHECK;

void object_text(struct buf *out, const struct object *object, const struct style *style);
void object_short(struct buf *out, const struct object *object);
enum err object_json(struct buf *out, const char *input, const struct object *object) MUST_CHECK;

#endif
