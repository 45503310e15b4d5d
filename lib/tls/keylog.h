/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keylog: lines of the SSLKEYLOGFILE format (RFC 9850), both ways. */
#ifndef TB_LIB_TLS_KEYLOG_H
#define TB_LIB_TLS_KEYLOG_H

#include "lib/base/buf.h"
#include "lib/tls/step.h"

/* keylog_put appends the line for a step that has one; nothing for others. */
void keylog_put(struct buf *out, const struct step *s, struct span client_random);

/* One line: "LABEL client_random secret". */
struct keylog_line {
    struct span label;
    uint8_t client_random[32];
    uint8_t secret[64];
    size_t secret_n;
};

/* keylog_next reads the next line of text, passing over comments and blank lines: false at the
 * end, or with fail set (HEX, TLS_KEYLOG_LINE). */
bool keylog_next(struct span *text, struct keylog_line *out, struct fail *fail);

#endif
