/* SPDX-License-Identifier: GPL-3.0-or-later */
/* llhttp's state machine, in its strict mode.  Debian has llhttp as sources, not as a library; its
 * two halves declare the same functions differently, so that each is a unit of its own. */
#include "config.h"

#define LLHTTP_STRICT_MODE 1
#include <llhttp.c> /* NOLINT(bugprone-suspicious-include) */
