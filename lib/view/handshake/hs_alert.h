/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hs_alert: what failures mean for somebody who has to fix them (see hs.h for whole sentences). */
#ifndef TB_LIB_VIEW_HANDSHAKE_HS_ALERT_H
#define TB_LIB_VIEW_HANDSHAKE_HS_ALERT_H

#include "lib/view/handshake/hs.h"

/* The parts of our offer that a failure may be about. */
enum offer {
    OFFER_VERSIONS = 1 << 0,
    OFFER_SUITES = 1 << 1,
    OFFER_GROUPS = 1 << 2,
    OFFER_SCHEMES = 1 << 3,
    OFFER_NAME = 1 << 4,
    OFFER_ALPN = 1 << 5,
};
/* hs_alert_offer appends those parts: "TLS 1.2 and 1.3; the suites ...", or nothing. */
void hs_alert_offer(struct buf *out, const struct hs_view *view);

/* hs_alert_try appends what to try after the failure: the advice of hs_alert.def whose conditions
 * hold, joined by commas. */
void hs_alert_try(struct buf *out, const struct hs_view *view);

#endif
