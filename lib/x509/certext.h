/* SPDX-License-Identifier: GPL-3.0-or-later */
/* certext: the values of certificate extensions (RFC 5280 4.2), a decoder for each; certext.def. */
#ifndef TB_LIB_X509_CERTEXT_H
#define TB_LIB_X509_CERTEXT_H

#include "lib/x509/cert.h"

/* certext_of_oid is the table's row for an OID; false where we do not decode it. */
bool certext_of_oid(enum oid oid, enum ext_id *out);

/* certext_understood: a critical one may be accepted, since what it demands is enforced. */
bool certext_understood(enum ext_id id);

/* certext_decode decodes c->ext[id].val into c; an error is noted in c->ext[id]. */
void certext_decode(struct cert *cert, enum ext_id id);

/* tls_feature_missing is the first feature (RFC 7633) that the value `wanted` lists and `has`,
 * which may be empty, does not; -1 where there is none.  Both values decode. */
int32_t tls_feature_missing(struct span wanted, struct span has);

/* access_next walks AuthorityInfoAccess and SubjectInfoAccess (4.2.2); *it starts as the value. */
struct access {
    enum oid method;
    struct span method_content;
    struct gname location;
};
bool access_next(struct span *it, struct access *out);

#endif
