/* SPDX-License-Identifier: GPL-3.0-or-later */
/* certext: decoders for the values of certificate extensions (RFC 5280 4.2); the table is
 * certext.def. */
#ifndef TB_LIB_X509_CERTEXT_H
#define TB_LIB_X509_CERTEXT_H

#include "lib/x509/cert.h"

/* certext_of_oid finds the table's row for an OID; false if there is none. */
bool certext_of_oid(enum oid oid, enum ext_id *out);

/* certext_understood: we enforce what the extension demands, so it may be critical. */
bool certext_understood(enum ext_id id);

/* certext_decode decodes cert->ext[id].val into cert; an error goes to cert->ext[id]. */
void certext_decode(struct cert *cert, enum ext_id id);

/*
 * tls_feature_missing returns the first feature (RFC 7633) of the value `wanted` that `has` does
 * not list; -1 if there is none.  `has` may be empty.  Both values must have been decoded without
 * error.
 */
int32_t tls_feature_missing(struct span wanted, struct span has);

/* access_next walks AuthorityInfoAccess and SubjectInfoAccess (4.2.2); *it starts as the value.
 * False at the end or at an error. */
struct access {
    enum oid method;
    struct span method_content;
    struct gname location;
};
bool access_next(struct span *it, struct access *out);

#endif
