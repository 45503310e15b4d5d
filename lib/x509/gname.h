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
    GN_COUNT,
    GN_UNREADABLE = GN_COUNT /* of whatever kind: its encoding is broken */
};

struct gname {
    enum gname_kind kind;
    struct span val; /* content; DIRECTORY: the Name's whole TLV; OTHER: type-id and [0] value;
                        UNREADABLE: its bytes, as far as they are known to be its own */
};

/* gname_next reads one GeneralName off d: its encoding is checked, its syntax is not. */
struct gname gname_next(struct der *d);

/*
 * A walk over GeneralNames that one bad name does not end: it is handed out as UNREADABLE, and so
 * is the rest where it cannot be told where the next name begins.
 */
struct gnames {
    struct span rest;
    struct span lost; /* what comes after them and is no name */
};

/* gnames_open walks the content of a GeneralNames, gnames_open_value the whole TLV of one, which
 * fills an extension's value. */
struct gnames gnames_open(struct span content);
struct gnames gnames_open_value(struct span value);
bool gnames_next(struct gnames *it, struct gname *out);

/* gnames_check reads all of a GeneralNames' content: at least one, each well encoded. */
void gnames_check(struct span content, struct fail *fail);

/* gname_syntax says what is wrong with a SAN entry's text: OK, NAME_DNS (RFC 1034 3.5 preferred
 * syntax, a leading "*." allowed), NAME_IP (4 or 16 bytes), NAME_EMAIL, NAME_URI. */
enum err gname_syntax(const struct gname *name);

#endif
