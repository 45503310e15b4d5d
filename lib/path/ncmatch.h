/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ncmatch: one name against one subtree, by the rules of its kind (RFC 5280 4.2.1.10).
 */
#ifndef TB_LIB_PATH_NCMATCH_H
#define TB_LIB_PATH_NCMATCH_H

#include "lib/path/ncread.h"

/* ncmatch_base holds a subtree's base against its form.  NC_LEADING_DOT (".example.com" as a
 * dNSName), NC_EMAIL_EMPTY and NC_URI_EMPTY (all hosts) are against the RFC, in use, and have one
 * sensible meaning: ncmatch understands them. */
enum err ncmatch_base(const struct gname *base);

/* How a name is held against a subtree: a wildcard name has to lie in a permitted one as a whole,
 * while it is enough that a single one of its expansions lies in an excluded one. */
enum nc_list { NC_PERMITTED, NC_EXCLUDED_LIST };

/* ncmatch: the name lies in the subtree.  Both are of the same kind and can be compared.  Of the
 * kinds that we cannot apply, both are of one form. */
bool ncmatch(const struct nc_name *name, const struct nc_name *base, enum nc_list list);

/* ncmatch_price: what a comparison takes from the budget, by the bytes that it looks at. */
uint64_t ncmatch_price(const struct nc_name *name, const struct nc_name *base);

#endif
