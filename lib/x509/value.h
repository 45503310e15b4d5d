/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * value: attribute values of distinguished names as characters, whatever their string type.
 *
 * RFC 5280 7.1 compares directory strings after the string preparation of RFC 4518: invisible
 * characters are dropped, case is folded, compatibility forms are composed (NFKC), white space is
 * dropped at the ends and becomes one space inside.
 */
#ifndef TB_LIB_X509_VALUE_H
#define TB_LIB_X509_VALUE_H

#include "lib/x509/name.h"

/* value_check: OK; NAME_ATTRIBUTE if the attribute does not allow the value's string type;
 * NAME_CONSTRUCTED; DER_STRING or DER_PRINTABLE for a character outside the alphabet. */
enum err value_check(const struct attribute *attr);

/* value_canonical appends a form that is the same for equal values, and only for them.  Values of
 * an unknown attribute, or of no string type, keep their tag and bytes.  Errors stick to *out. */
void value_canonical(struct buf *out, const struct attribute *attr);

/* value_hash is the same for values with equal canonical forms.  It reads an ASCII value once. */
uint32_t value_hash(const struct attribute *attr);

#endif
