/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shell_word: text as one word of a command line (POSIX.1 XCU 2.2.2). */
#ifndef TB_LIB_BASE_SHELL_WORD_H
#define TB_LIB_BASE_SHELL_WORD_H

#include "lib/base/buf.h"

/* shell_word_put appends text, in quotes if it holds anything that a shell could read otherwise. */
void shell_word_put(struct buf *out, const char *text);

#endif
