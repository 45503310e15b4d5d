/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hs_quality: how good the negotiated parameters are, by their status in the tables. */
#ifndef TB_LIB_VIEW_HANDSHAKE_HS_QUALITY_H
#define TB_LIB_VIEW_HANDSHAKE_HS_QUALITY_H

#include "lib/tls/tls.h"
#include "lib/view/cert/checks.h"
#include "lib/view/text/json_writer.h"
#include "lib/view/view.h"

enum { QUALITY_MAX = 16, QUALITY_TEXT = 120 };

/* One line: what, which value, how good, and a short note. */
struct quality {
    const char *label;
    char value[QUALITY_TEXT];
    enum mark mark;   /* GOOD, WARN, BAD; NONE: neither */
    const char *note; /* or "" */
};

/* quality_of fills out and returns the number of rows; 0 if nothing was negotiated yet. */
size_t quality_of(struct quality out[QUALITY_MAX], const struct tls_info *info);

/* quality_put draws them as a table; quality_json as an array of {what, value, status, note}. */
void quality_put(struct buf *out, const struct tls_info *info, const struct style *style);
void quality_json(struct json_writer *json, const char *key, const struct tls_info *info);

/* quality_scts is how many timestamps a SignedCertificateTimestampList holds. */
size_t quality_scts(struct span list);

#endif
