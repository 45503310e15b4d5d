/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keylog: lines of the SSLKEYLOGFILE format (RFC 9850), both ways. */
#ifndef TB_LIB_TLS_KEYS_KEYLOG_H
#define TB_LIB_TLS_KEYS_KEYLOG_H

#include "lib/base/buf.h"
#include "lib/tls/keys/step.h"

enum { KEYLOG_RANDOM = 32, KEYLOG_SECRET_MAX = 64 };

/* keylog_put appends the line for a step that has one; nothing for others. */
void keylog_put(struct buf *out, const struct step *s, struct span client_random);

/* One line: "LABEL client_random secret".  Secret: the caller's to wipe. */
struct keylog_line {
    struct span label; /* in the text */
    uint8_t client_random[KEYLOG_RANDOM];
    uint8_t secret[KEYLOG_SECRET_MAX];
    size_t secret_n;
};

/* keylog_check: TLS_KEYLOG_UTF16 for a text in UTF-16, no line of which can be read. */
enum err keylog_check(struct span text) MUST_CHECK;

/* keylog_next reads the next line of text, passing over comments, blank lines, and byte order marks
 * in front of lines (logs are put together with cat): false at the end, or with fail set: HEX, or
 * TLS_KEYLOG_LINE for what is not three words, a client random that is not 32 bytes, a secret that
 * is empty or longer than any.  Labels may be any word. */
bool keylog_next(struct span *text, struct keylog_line *out, struct fail *fail);

#endif
