/* SPDX-License-Identifier: GPL-3.0-or-later */
/* llhttp's interface, for the state machine in llhttp_machine.c. */
#include "config.h"

#define LLHTTP_STRICT_MODE 1
#include <api.c>  /* NOLINT(bugprone-suspicious-include) */
#include <http.c> /* NOLINT(bugprone-suspicious-include) */
