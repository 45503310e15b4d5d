/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * value: attribute values of distinguished names as characters, whatever their string type.
 *
 * RFC 5280 7.1 compares directory strings after the string preparation of RFC 4518: what nobody
 * sees dropped, case folded, compatibility forms composed (NFKC), white space at the ends dropped
 * and inside made one space.
 */
#ifndef TB_LIB_X509_VALUE_H
#define TB_LIB_X509_VALUE_H

#include "lib/x509/name.h"

/* value_check: OK; NAME_ATTRIBUTE where the value has a string type that its attribute does not
 * have, or none; NAME_CONSTRUCTED; DER_STRING. */
enum err value_check(const struct attribute *attr);

/* value_canonical appends what equal values have in common, and others do not.  Values of an
 * attribute that we do not know, or of no string syntax, are their tag and bytes. */
void value_canonical(struct buf *out, const struct attribute *attr);

/* value_hash is equal for values whose canonical forms are equal, and reads an ASCII value once. */
uint32_t value_hash(const struct attribute *attr);

#endif
