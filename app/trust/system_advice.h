/* SPDX-License-Identifier: GPL-3.0-or-later */
/* system_advice: where systems keep trust anchors, which programs read them, and how a root is
 * added (systems.def).  Sentences are to be translated. */
#ifndef TB_APP_TRUST_SYSTEM_ADVICE_H
#define TB_APP_TRUST_SYSTEM_ADVICE_H

#include "lib/base/span.h"

/* A row of a table; the name is NULL after the last. */
struct advice {
    const char *name, *what;
};
struct advice system_program(size_t i);
struct advice system_variable(size_t i);

/* System number i: its title, where it has its stores, how a root is added. */
struct system_advice {
    const char *title, *where, *how;
};
struct system_advice system_advice(size_t i);

/* system_advice_ids are the ids of system number i, separated by blanks; NULL after the last. */
const char *system_advice_ids(size_t i);

/* system_advice_find is the number of the system with this id; SYSTEM_UNKNOWN if there is none. */
#define SYSTEM_UNKNOWN SIZE_MAX
size_t system_advice_find(struct span id);

/* system_advice_here is the number of the system that this is: by the text of os-release(5), ID
 * first and then ID_LIKE, or by the kernel's name if that text is empty. */
size_t system_advice_here(struct span os_release);

#endif
