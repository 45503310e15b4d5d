/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hs_alert: what failures mean for somebody who has to mend them (hs_alert_hint is in hs.h). */
#ifndef TB_LIB_VIEW_HS_ALERT_H
#define TB_LIB_VIEW_HS_ALERT_H

#include "lib/view/hs.h"

/* hs_alert_offer says what was offered, as far as it has to do with an alert: "TLS 1.2 and 1.3; the
 * suites ..."; nothing where that says nothing. */
enum offer {
    OFFER_VERSIONS = 1 << 0,
    OFFER_SUITES = 1 << 1,
    OFFER_GROUPS = 1 << 2,
    OFFER_SCHEMES = 1 << 3,
    OFFER_NAME = 1 << 4,
    OFFER_ALPN = 1 << 5,
};
void hs_alert_offer(struct buf *out, const struct tls_config *config, unsigned offers);

/* hs_alert_try is what to try after a failure, or NULL. */
const char *hs_alert_try(const struct tls_failure *f);

/* hs_alert_offers is what of the offer has to do with a failure: bits of enum offer. */
unsigned hs_alert_offers(const struct tls_failure *f);

#endif
