/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz: what all fuzz targets share.
 *
 * A target is a file fuzz_NAME.c with LLVMFuzzerTestOneInput, which hands its input to the code
 * and demands (REQUIRE) what must hold for any input.  Linked with libFuzzer it is fuzzed by
 * fuzz/run.sh; linked with replay.c it repeats fuzz/seeds/NAME and mutations of it in `make
 * check`.
 */
#ifndef TB_FUZZ_FUZZ_H
#define TB_FUZZ_FUZZ_H

#include <stdio.h>
#include <stdlib.h>

#include "lib/base/arena.h"
#include "lib/base/buf.h"

/* The directory below fuzz/seeds. */
extern const char fuzz_name[];

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Where an input shows that something does not hold, it is said and the run ends. */
#define REQUIRE(what)                                                                    \
    do {                                                                                 \
        if (!(what)) {                                                                   \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #what);    \
            abort();                                                                     \
        }                                                                                \
    } while (0)

/*
 * fuzz_measure says that the input to judge has only been made by now, and its size in bytes: for a
 * target that builds its input.  It is there under fuzz/cost.c alone.
 */
void fuzz_measure(size_t bytes) __attribute__((weak));

/* More memory than an input of any size may cost. */
enum { FUZZ_CAP = 64 << 20 };

/* fuzz_harmless: text for a terminal holds no control character but the line feed. */
static inline bool fuzz_harmless(const struct buf *b)
{
    for (size_t i = 0; i < b->n; i++) {
        if ((b->p[i] < 0x20 && b->p[i] != '\n') || b->p[i] == 0x7f)
            return false;
    }
    return true;
}

/* fuzz_cut takes the bytes up to the first zero octet off *rest, and the zero. */
static inline struct span fuzz_cut(struct span *rest)
{
    size_t n = span_find(*rest, 0);
    struct span out = span_head(*rest, n);

    *rest = span_tail(*rest, n + 1);
    return out;
}

/* fuzz_chunk takes a length of one octet and as many bytes off *rest. */
static inline struct span fuzz_chunk(struct span *rest)
{
    size_t n = rest->n > 0 ? rest->p[0] : 0;
    struct span body = span_tail(*rest, 1), out = span_head(body, n);

    *rest = span_tail(body, n);
    return out;
}

#endif
