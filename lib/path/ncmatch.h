/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ncmatch: one name against one subtree, by the rules of its kind (RFC 5280 4.2.1.10).
 */
#ifndef TB_LIB_PATH_NCMATCH_H
#define TB_LIB_PATH_NCMATCH_H

#include "lib/path/ncread.h"

/*
 * ncmatch_base checks the form of a subtree's base.  NC_LEADING_DOT (".example.com" as a dNSName),
 * NC_EMAIL_EMPTY and NC_URI_EMPTY (all hosts) break the RFC but are in use and have one sensible
 * meaning: ncmatch understands them.
 */
enum err ncmatch_base(const struct gname *base);

/* ncmatch: the name is in the subtree.  Both must be of the same kind and comparable.  Of the kinds
 * that we cannot apply, every name matches every base of its form. */
bool ncmatch(const struct nc_name *name, const struct nc_name *base, enum nc_list list);

/* ncmatch_price is the price of a comparison, in budget->names, by the bytes compared. */
uint64_t ncmatch_price(const struct nc_name *name, const struct nc_name *base);

#endif
