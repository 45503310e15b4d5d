/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gname: GeneralName and GeneralNames (RFC 5280 4.2.1.6).
 *
 * The tag decides what a name is; kinds we do not know keep their bytes.
 */
#ifndef TB_LIB_X509_GNAME_H
#define TB_LIB_X509_GNAME_H

#include "lib/asn1/der.h"

/* The values are the CHOICE's context tags. */
enum gname_kind {
    GN_OTHER = 0,
    GN_EMAIL = 1,
    GN_DNS = 2,
    GN_X400 = 3,
    GN_DIRECTORY = 4,
    GN_EDI = 5,
    GN_URI = 6,
    GN_IP = 7,
    GN_RID = 8,
    GN_COUNT
};

struct gname {
    enum gname_kind kind;
    struct span val; /* content; DIRECTORY: the Name's whole TLV; OTHER: type-id and [0] value */
};

/* gname_next reads one GeneralName off d: its encoding is checked, its syntax is not. */
struct gname gname_next(struct der *d);

/* gnames_check reads all of a GeneralNames' content: at least one, each well encoded. */
void gnames_check(struct span content, struct fail *fail);

/* gname_syntax says what is wrong with a SAN entry's text: OK, NAME_DNS (RFC 1034 3.5 preferred
 * syntax, a leading "*." allowed), NAME_IP (4 or 16 bytes), NAME_EMAIL, NAME_URI. */
enum err gname_syntax(const struct gname *n);

#endif
