/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hs_caption: the words in the diagrams of a handshake. */
#ifndef TB_LIB_VIEW_HANDSHAKE_HS_CAPTION_H
#define TB_LIB_VIEW_HANDSHAKE_HS_CAPTION_H

#include "lib/view/handshake/hs.h"
#include "lib/view/handshake/message_list.h"
#include "lib/view/text/lang.h"

/* hs_caption_arrow is the label of an arrow, with the groups of key shares, and with how often and
 * how much if data was joined. */
void hs_caption_arrow(struct buf *out, const struct message_row *row, enum lang lang);

/* hs_caption_negotiated is what was negotiated: "TLS 1.3, TLS_AES_128_GCM_SHA256, x25519"; nothing
 * if there is nothing yet. */
void hs_caption_negotiated(struct buf *out, const struct tls_info *info);

/* hs_caption is one line about the whole: "TLS 1.3, TLS_AES_128_GCM_SHA256, x25519: OK". */
void hs_caption(struct buf *out, const struct hs_view *view);

#endif
