/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * extlist: a walk over the Extensions of a CRL, a CRL entry or a certificate request that holds
 * them to the rules common to all (RFC 5280 4.2): at least one, none twice, each well encoded.
 */
#ifndef TB_LIB_X509_EXTLIST_H
#define TB_LIB_X509_EXTLIST_H

#include "lib/x509/cert.h"

enum { EXTLIST_MAX = 64 }; /* extensions are held against each other up to so many */

struct extlist {
    struct span rest;
    struct fail *fail;
    struct span seen[EXTLIST_MAX]; /* OID contents; the first num are set */
    unsigned num;
};

/* extlist_open walks content, that of the SEQUENCE OF Extension; *fail gets the first error. */
void extlist_open(struct extlist *l, struct span content, struct fail *fail);

/* extlist_next is the next extension; false at the end and after an encoding error.  One that
 * stood before sets EXT_DUPLICATE and is passed over. */
bool extlist_next(struct extlist *l, struct extension *out);

#endif
