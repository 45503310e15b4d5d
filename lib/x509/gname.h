/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gname: GeneralName and GeneralNames (RFC 5280 4.2.1.6).
 *
 * The tag gives the kind of a name.  Kinds that we do not decode keep their bytes.
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
    GN_UNREADABLE = GN_COUNT /* the encoding is broken, so the kind is unknown */
};

struct gname {
    enum gname_kind kind;
    struct span val; /* content; DIRECTORY: the Name's whole TLV; OTHER: type-id and [0] value;
                        UNREADABLE: its bytes, as far as they are known to be its own */
};

/* gname_next reads one GeneralName off d.  It checks the encoding, not the syntax. */
struct gname gname_next(struct der *d);

/* A walk over GeneralNames that continues after a malformed name: that one is UNREADABLE, and so is
 * the rest if the place of the next name is unknown. */
struct gnames {
    struct span rest;
    struct span lost; /* bytes after the names */
};

/* gnames_open walks the content of a GeneralNames, gnames_open_value the whole TLV in an
 * extension's value.  gnames_next is false at the end. */
struct gnames gnames_open(struct span content);
struct gnames gnames_open_value(struct span value);
bool gnames_next(struct gnames *it, struct gname *out);

/* gnames_check checks the content of a GeneralNames: at least one name, each well encoded. */
void gnames_check(struct span content, struct fail *fail);

/* gname_syntax checks the text of a SAN entry: OK, NAME_DNS* (RFC 1034 3.5 preferred syntax, a
 * leading "*." allowed), NAME_IP (not 4 or 16 bytes), NAME_EMAIL, NAME_URI. */
enum err gname_syntax(const struct gname *name);

#endif
