/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * value: attribute values of distinguished names as characters, whatever their string type.
 *
 * RFC 5280 7.1 compares directory strings after the string preparation of RFC 4518: case folded,
 * compatibility forms composed (NFKC), white space at the ends dropped and inside made one space.
 */
#ifndef TB_LIB_X509_VALUE_H
#define TB_LIB_X509_VALUE_H

#include "lib/x509/name.h"

/* value_eq: equal as RFC 5280 7.1 has it; types that are no strings by tag and bytes.  Preparing
 * characters beyond ASCII takes from *work; where that is used up it is 0, and the answer no. */
bool value_eq(const struct attribute *a, const struct attribute *b, uint64_t *work);

/* value_hash is equal for equal values.  All values with characters beyond ASCII share one hash,
 * so that folding them is left to value_eq. */
uint32_t value_hash(const struct attribute *a);

#endif
