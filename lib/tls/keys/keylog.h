/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keylog: lines of the SSLKEYLOGFILE format (RFC 9850), both ways. */
#ifndef TB_LIB_TLS_KEYS_KEYLOG_H
#define TB_LIB_TLS_KEYS_KEYLOG_H

#include "lib/base/buf.h"
#include "lib/tls/keys/step.h"

enum { KEYLOG_RANDOM = 32, KEYLOG_SECRET_MAX = 64 };

/* keylog_put appends the line for a step, or nothing if the format has no line for it. */
void keylog_put(struct buf *out, const struct step *step, struct span client_random);

/* One line: "LABEL client_random secret".  Contains a secret, which the caller wipes. */
struct keylog_line {
    struct span label; /* in the text */
    uint8_t client_random[KEYLOG_RANDOM];
    uint8_t secret[KEYLOG_SECRET_MAX];
    size_t secret_n;
};

/* keylog_check fails with TLS_KEYLOG_UTF16 if the text is UTF-16, of which no line can be read. */
enum err keylog_check(struct span text) MUST_CHECK;

/* keylog_next reads the next line of text.  It skips comments, blank lines, and byte order marks at
 * the start of lines (files may have been joined).  Returns false at the end, and on errors with
 * fail set: HEX, or TLS_KEYLOG_LINE if the line is not three words, the client random is not 32
 * bytes, or the secret is empty or too long.  A label may be any word. */
bool keylog_next(struct span *text, struct keylog_line *out, struct fail *fail);

#endif
