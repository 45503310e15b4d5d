/* SPDX-License-Identifier: GPL-3.0-or-later */
/* purpose: what each purpose needs of a certificate's usages (RFC 5280 4.2.1.3, 4.2.1.12). */
#ifndef TB_LIB_PATH_PURPOSE_H
#define TB_LIB_PATH_PURPOSE_H

#include "lib/path/judge.h"

/* The extended key usage of the purpose, EKU_*; 0 for PURPOSE_ANY. */
uint32_t purpose_eku(enum purpose purpose);

/* The bit of the purpose in the `unfit` mask of a link.  PURPOSE_ANY has EKU_ANY, the bit of uses
 * that we do not know. */
uint32_t purpose_trust(enum purpose purpose);

/* The key usages of which a leaf must allow one, KU_*; 0 for any. */
uint32_t purpose_key_usage(enum purpose purpose);

/* The names as in --purpose, in the order of the enum; NULL is the last one. */
extern const char *const purpose_names[];

/* eku_allows: the certificate has no extendedKeyUsage, or one with all of `needed`, or
 * anyExtendedKeyUsage. */
bool eku_allows(const struct cert *cert, uint32_t needed);

#endif
