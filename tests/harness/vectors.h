/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vectors: a file of named values, "name = hex" a line (tests/vectors/rfc8448/README.md).
 *
 * What is missing or no hex is a fault of the test: it is said and the program ends.
 */
#ifndef TB_TESTS_HARNESS_VECTORS_H
#define TB_TESTS_HARNESS_VECTORS_H

#include "lib/base/arena.h"
#include "lib/base/file.h"

struct vectors {
    const char *path; /* below the folder of the sources */
    struct file file;
    struct arena arena; /* of the values; the caller may take from it, too */
};

/* vectors_open reads "tests/vectors/…" from the sources ($top_srcdir). */
void vectors_open(struct vectors *v, const char *path);
void vectors_close(struct vectors *v);

bool vector_has(const struct vectors *v, const char *name);

/* vector_get is the value's bytes, vector_text the value as it stands (`order`); both live until
 * vectors_close. */
struct span vector_get(struct vectors *v, const char *name);
struct span vector_text(const struct vectors *v, const char *name);

#endif
