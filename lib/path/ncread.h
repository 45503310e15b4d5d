/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ncread: names and subtrees in the form in which they are compared, sorted by kind.
 *
 * A certificate stands in many paths, and each of its names is held against each subtree of each
 * CA above it: so either is read once.  What comes out points into the certificate or the arena.
 */
#ifndef TB_LIB_PATH_NCREAD_H
#define TB_LIB_PATH_NCREAD_H

#include "lib/base/arena.h"
#include "lib/x509/cert.h"

/* A name, or the base of a subtree. */
struct nc_name {
    struct gname name;         /* as it stands in the certificate, for the report */
    struct span host;          /* DNS, EMAIL, URI: the host, without wildcard or leading dot;
                                  IP: the bytes; OTHER: its type */
    struct span local;         /* EMAIL: the local part; empty in a base of the host forms */
    const struct name_id *ids; /* DIRECTORY: of its prefixes; a base has its own alone */
    size_t depth;              /* DIRECTORY: RDNs */
    enum err err;              /* why it cannot be compared, or OK */
    bool star;                 /* DNS: begins with "*." */
    bool dotted;               /* a base: begins with "." */
    bool beyond_ascii;         /* EMAIL: a local part that no constraint can name (RFC 9598 6) */
};

struct nc_names {
    struct nc_name *list;
    size_t first[GN_COUNT + 1]; /* where each kind begins; its names stand together, in order */
    struct fail fail;           /* what ended the reading, or OK */
};

static inline size_t nc_names_num(const struct nc_names *names, enum gname_kind kind)
{
    return names->first[kind + 1] - names->first[kind];
}

/*
 * ncread_names: all names of c that constraints apply to: subjectAltName, the subject as a
 * directoryName where it is not empty, the subject's emailAddress attributes where there is no
 * rfc822Name in the SAN (RFC 5280 6.1.3 (b)), and, where cn_is_host is set, a commonName that looks
 * like a DNS name or IP address where the SAN holds neither of the two: only then could anybody
 * take the commonName for the host's name.  An otherName of type SmtpUTF8Mailbox is an e-mail
 * address too (RFC 9598 6).
 */
enum err ncread_names(struct nc_names *out, const struct cert *cert, bool cn_is_host,
                      struct arena *arena) MUST_CHECK;

/* ncread_bases: the bases of one list of GeneralSubtrees, its content.  Bounds are not read. */
enum err ncread_bases(struct nc_names *out, struct span list, struct arena *arena) MUST_CHECK;

#endif
