/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ncread: names and subtrees, sorted by kind and in a form that is cheap to compare.
 *
 * A certificate is part of many paths, and each of its names is compared with each subtree of each
 * CA above it, so names and subtrees are read once.  The results point into the certificate or the
 * arena.
 */
#ifndef TB_LIB_PATH_NCREAD_H
#define TB_LIB_PATH_NCREAD_H

#include "lib/base/arena.h"
#include "lib/x509/cert.h"

/* A name, or the base of a subtree. */
struct nc_name {
    struct gname name;         /* as it is in the certificate, for the report */
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
    size_t first[GN_COUNT + 1]; /* index of the first name of each kind */
    struct fail fail;           /* the error that ended the reading, or OK */
};

/* Which list a subtree is in.  A wildcard name must be in a permitted subtree with all its
 * expansions; for an excluded one a single expansion is enough. */
enum nc_list { NC_PERMITTED, NC_EXCLUDED_LIST, NC_LISTS };

/* The constraints of a CA. */
struct nc_lists {
    struct fail form;               /* what namecon_decode found */
    struct nc_names list[NC_LISTS]; /* the bases; none if the form keeps them from being applied */
};

/* The number of names of a kind. */
static inline size_t nc_names_num(const struct nc_names *names, enum gname_kind kind)
{
    return names->first[kind + 1] - names->first[kind];
}

/*
 * ncread_names reads all names of a certificate to which constraints apply: subjectAltName; the
 * subject as a directoryName if it is not empty; the subject's emailAddress attributes if the SAN
 * has no rfc822Name (RFC 5280 6.1.3 (b)).  An otherName of type SmtpUTF8Mailbox is an e-mail
 * address too (RFC 9598 6).
 *
 * With cn_is_host a commonName that looks like a DNS name or IP address is read if the SAN has
 * neither of the two: only then could a client take it for the host's name.
 */
enum err ncread_names(struct nc_names *out, const struct cert *cert, bool cn_is_host,
                      struct arena *arena) MUST_CHECK;

/* ncread_base reads one base, but not the id and depth of a directoryName. */
void ncread_base(struct nc_name *out, struct gname base);

/* ncread_bases reads the bases of one list of GeneralSubtrees, given as its content.  It does not
 * check minimum and maximum: namecon_decode does. */
enum err ncread_bases(struct nc_names *out, struct span list, struct arena *arena) MUST_CHECK;

#endif
