/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ncmatch: one name against one subtree, by the rules of its kind (RFC 5280 4.2.1.10).
 */
#ifndef TB_LIB_PATH_NCMATCH_H
#define TB_LIB_PATH_NCMATCH_H

#include "lib/x509/gname.h"

/* ncmatch_base holds a subtree's base against its form.  NC_LEADING_DOT (".example.com" as a
 * dNSName) is against the RFC, widespread, and has one sensible meaning: ncmatch understands it. */
enum err ncmatch_base(const struct gname *base);

/* ncmatch_name says why a name cannot be compared: OK, or NAME_*. */
enum err ncmatch_name(const struct gname *name);

/* How a name is held against a subtree: a wildcard name has to lie in a permitted one as a whole,
 * while it is enough that a single one of its expansions lies in an excluded one. */
enum nc_list { NC_PERMITTED, NC_EXCLUDED_LIST };

/* ncmatch: the name lies in the subtree.  Both are of the same kind, one of DNS, IP, EMAIL, URI
 * and DIRECTORY, and ncmatch_name and ncmatch_base had nothing against them. */
bool ncmatch(const struct gname *name, const struct gname *base, enum nc_list list);

#endif
