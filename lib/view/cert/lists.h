/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lists: the lists inside certificates in one line of words each. */
#ifndef TB_LIB_VIEW_CERT_LISTS_H
#define TB_LIB_VIEW_CERT_LISTS_H

#include "lib/view/view.h"

/* lists_key_usage is "digitalSignature, keyEncipherment"; "nothing" where no bit is set. */
void lists_key_usage(struct buf *out, uint32_t ku);

/* lists_key_usage_name is the name of bit i.  NULL after the last. */
const char *lists_key_usage_name(unsigned i);

/* lists_eku appends an extKeyUsage value: "serverAuth, 1.2.3.4 and 12 more". */
void lists_eku(struct buf *out, struct span val, size_t max);

/* lists_names says "the names are a, b and 12 more", or that the certificate has none. */
void lists_names(struct buf *out, const struct cert *cert, size_t max, enum lang lang);

/* lists_reasons is reasonFlags in words (RFC 5280 4.2.1.13). */
void lists_reasons(struct buf *out, uint32_t reasons);

/* lists_dp_name appends the first URL or name of a DistributionPointName (the content of its
 * [0]). */
void lists_dp_name(struct buf *out, struct span name);

/* lists_crl_issuer is the first CRL issuer named in the CRL distribution points.  Empty if one of
 * them names none, because then the certificate's issuer signs the CRL. */
struct span lists_crl_issuer(const struct cert *cert);

#endif
