/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * extlist: a walk over the Extensions of a certificate, a CRL, a CRL entry or a request.
 *
 * One that is badly encoded hides no other: what can be read of it is handed out with what is
 * wrong, and the walk continues.  extlist_next checks the rules common to all (RFC 5280 4.2): at
 * least one, none twice, each well encoded.
 */
#ifndef TB_LIB_X509_EXTLIST_H
#define TB_LIB_X509_EXTLIST_H

#include "lib/x509/cert.h"

/* One Extension.  What was not read is an empty span without a place. */
struct extension {
    enum oid oid;
    struct span oid_content, val, raw;
    bool critical;
    bool critical_unread; /* it is not known whether it is critical */
    struct fail fail;     /* what is wrong with its encoding first, or OK */
};

/* extension_next takes the next one off *list, the content of a SEQUENCE OF Extension; false at
 * the end, and where the list cannot be walked any further, which *fail says. */
bool extension_next(struct span *list, struct extension *out, struct fail *fail);

enum { EXTLIST_MAX = 64 }; /* up to this many extensions are compared with each other */

struct extlist {
    struct span rest;
    struct fail *fail;
    struct span seen[EXTLIST_MAX]; /* OID contents; the first num are set */
    unsigned num;
};

/* extlist_open walks content, that of the SEQUENCE OF Extension; *fail gets the first error. */
void extlist_open(struct extlist *list, struct span content, struct fail *fail);

/* extlist_next is the next extension; false at the end.  One that stood before sets EXT_DUPLICATE
 * and is passed over. */
bool extlist_next(struct extlist *list, struct extension *out);

#endif
