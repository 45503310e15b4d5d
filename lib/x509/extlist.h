/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * extlist: a walk over the Extensions of a certificate, a CRL, a CRL entry or a request.
 *
 * A badly encoded extension does not hide the others: it is returned with its error and with the
 * parts that are readable, and the walk continues.  extlist_next checks the rules that are common
 * to all (RFC 5280 4.2): at least one extension, none twice, each well encoded.
 */
#ifndef TB_LIB_X509_EXTLIST_H
#define TB_LIB_X509_EXTLIST_H

#include "lib/x509/cert.h"

/* One Extension.  A part that was not read is an empty span without a place (p is NULL). */
struct extension {
    enum oid oid;
    struct span oid_content, val, raw;
    bool critical;
    bool critical_unread; /* it may be critical or not */
    struct fail fail;     /* the first error of its encoding, or OK */
};

/* extension_next takes the next extension off *list, the content of a SEQUENCE OF Extension.  False
 * at the end, and if the list cannot be walked any further: *fail then has the error. */
bool extension_next(struct span *list, struct extension *out, struct fail *fail);

enum { EXTLIST_MAX = 64 }; /* how many are compared for duplicates */

struct extlist {
    struct span rest;
    struct fail *fail;
    struct span seen[EXTLIST_MAX]; /* OID contents; the first num are set */
    unsigned num;
};

/* extlist_open starts a walk over the content of a SEQUENCE OF Extension.  *fail gets the first
 * error of the whole walk. */
void extlist_open(struct extlist *list, struct span content, struct fail *fail);

/* extlist_next reads the next extension; false at the end.  A repeated one sets EXT_DUPLICATE and
 * is skipped. */
bool extlist_next(struct extlist *list, struct extension *out);

#endif
