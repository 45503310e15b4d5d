/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/harness/vectors.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/base/hex.h"

enum { VECTORS_MAX = 16 << 20 };

static _Noreturn void give_up(const struct vectors *v, const char *what, const char *name)
{
    (void)fprintf(stderr, "%s: %s: %s\n", v->path, name, what);
    abort();
}

void vectors_open(struct vectors *v, const char *path)
{
    const char *top = getenv("top_srcdir");
    struct buf full;

    *v = (struct vectors){.path = path};
    arena_init(&v->arena, VECTORS_MAX);
    buf_init(&full, 4096);
    buf_printf(&full, "%s/%s", top == NULL ? "." : top, path);
    buf_u8(&full, '\0');
    if (full.err != ERR_OK || file_read(&v->file, (const char *)full.p, VECTORS_MAX) != ERR_OK)
        give_up(v, "cannot be read", "the file");
    buf_free(&full);
}

void vectors_close(struct vectors *v)
{
    file_close(&v->file);
    arena_free(&v->arena);
}

/* find is the text behind "name = ". */
static bool find(const struct vectors *v, const char *name, struct span *out)
{
    struct span left = v->file.bytes, key = span_str(name);

    while (left.n > 0) {
        struct span line = span_head(left, span_find(left, '\n'));

        left = span_tail(left, line.n + 1);
        if (span_starts(line, key) && span_starts(span_tail(line, key.n), SPAN_LIT(" = "))) {
            *out = span_tail(line, key.n + 3);
            return true;
        }
    }
    return false;
}

bool vector_has(const struct vectors *v, const char *name)
{
    struct span text;

    return find(v, name, &text);
}

struct span vector_text(const struct vectors *v, const char *name)
{
    struct span text;

    if (!find(v, name, &text))
        give_up(v, "there is no such value", name);
    return text;
}

struct span vector_get(struct vectors *v, const char *name)
{
    struct span text = vector_text(v, name), out;
    struct fail fail = {ERR_OK, {NULL, 0}};
    struct buf bytes;

    buf_init(&bytes, VECTORS_MAX);
    if (hex_decode(&bytes, text, &fail) != ERR_OK ||
        arena_copy(&v->arena, &out, buf_span(&bytes)) != ERR_OK)
        give_up(v, "is no hex", name);
    buf_free(&bytes);
    return out;
}
