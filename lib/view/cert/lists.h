/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lists: the lists inside certificates in one line of words each. */
#ifndef TB_LIB_VIEW_CERT_LISTS_H
#define TB_LIB_VIEW_CERT_LISTS_H

#include "lib/view/view.h"

/* lists_key_usage is "digitalSignature, keyEncipherment"; "nothing" where no bit is set. */
void lists_key_usage(struct buf *out, uint32_t ku);

/* lists_key_usage_name is the name of bit i, NULL behind the last. */
const char *lists_key_usage_name(unsigned i);

/* lists_eku is "serverAuth, 1.2.3.4 and 12 more" of an extKeyUsage value. */
void lists_eku(struct buf *out, struct span val, size_t max);

/* lists_names says "the names are a, b and 12 more" of a certificate's SAN, or that it has none. */
void lists_names(struct buf *out, const struct cert *c, size_t max);

/* lists_reasons is reasonFlags in words. */
void lists_reasons(struct buf *out, uint32_t reasons);

/* lists_dp_name is a DistributionPointName (content of [0]) as the first URL or name in it. */
void lists_dp_name(struct buf *out, struct span name);

/* lists_crl_issuer is the first name that CRL distribution points give as that of the CRL's issuer;
 * empty where one of them gives none, and so means the certificate's own. */
struct span lists_crl_issuer(const struct cert *c);

/* lists_crl_url is the first URI among the CRL distribution points; empty where there is none. */
struct span lists_crl_url(const struct cert *c);

#endif
