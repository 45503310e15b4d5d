/* SPDX-License-Identifier: GPL-3.0-or-later */
/* purpose: what each purpose needs of a certificate's usages (RFC 5280 4.2.1.3, 4.2.1.12). */
#ifndef TB_LIB_PATH_PURPOSE_H
#define TB_LIB_PATH_PURPOSE_H

#include "lib/path/judge.h"

/* The extended key usage that stands for the purpose, EKU_*; 0 for any. */
uint32_t purpose_eku(enum purpose purpose);

/* The bit in link.unfit that stands for the purpose: for `any`, that of a use we do not know. */
uint32_t purpose_trust(enum purpose purpose);

/* The key usages of which a leaf must allow one, KU_*; 0 for any. */
uint32_t purpose_key_usage(enum purpose purpose);

/* "server", as --purpose takes it. */
const char *purpose_name(enum purpose purpose);

/* eku_allows: the certificate has no extendedKeyUsage, or one with all of `needed` or with
 * anyExtendedKeyUsage. */
bool eku_allows(const struct cert *cert, uint32_t needed);

#endif
