/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trustkit: a directory of its own for each test program, and files and roots to put there. */
#ifndef TB_TESTS_UNIT_TRUST_TRUSTKIT_H
#define TB_TESTS_UNIT_TRUST_TRUSTKIT_H

#include "lib/path/judge.h"
#include "tests/factory/factory.h"

extern struct arena kit_arena;

int kit_set_up(void **state);
int kit_tear_down(void **state);

/* kit_path is the path of a name in the directory; it lives as long as the kit. */
const char *kit_path(const char *name);
/* kit_write makes a file, kit_link a symbolic link, kit_dir a directory; kit_clear removes all. */
const char *kit_write(const char *name, struct span bytes);
void kit_link(const char *target, const char *name);
const char *kit_dir(const char *name);
void kit_clear(void);

/* kit_root is the DER of a root with this name and serial number; kit_pem a block of it. */
struct span kit_root(const char *name, int serial);
struct span kit_pem(const char *label, struct span der);

/* kit_name is a Name as lookups take it; kit_find is one lookup. */
struct kit_name {
    struct name_id id;
    struct anchor_name name;
};
void kit_name(struct kit_name *out, struct span name);
const struct link *kit_find(const struct anchors *anchors, struct span subject, size_t i);

#endif
