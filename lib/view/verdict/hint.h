/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hint: advice that depends on the certificates given, beyond the sentences of messages.def. */
#ifndef TB_LIB_VIEW_VERDICT_HINT_H
#define TB_LIB_VIEW_VERDICT_HINT_H

#include "lib/view/verdict/phrase.h"

/* hint_put appends the advice that depends on the values of the finding.  False if there is none,
 * and the hint in messages.def applies. */
bool hint_put(struct phrase *ph);

/* hint_host is the advice for a name that the certificate is not valid for. */
void hint_host(struct phrase *ph);

/* hint_no_status, hint_outage, hint_bad_crl and hint_stale_crl are the advice if nothing covers the
 * certificate, a source could not be had, a CRL is not usable, or a CRL is old. */
void hint_no_status(struct phrase *ph);
void hint_outage(struct phrase *ph);
void hint_bad_crl(struct phrase *ph);
void hint_stale_crl(struct phrase *ph);

/* hint_cn_is is true if host is the commonName of the certificate. */
bool hint_cn_is(const struct cert *cert, const struct reference_id *host);

#endif
