/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/path/crlnames.h"

#include <stdlib.h>

#include "lib/crypto/digest.h"

/* The price of one comparison: bytes read and digested, or names merged. */
enum { READ_BYTES = 8, MEET_NAMES = 16 };

/* Orders names by kind, then by digest; equal means the same name. */
static int compare(const void *a, const void *b)
{
    const struct crlname *x = a, *y = b;

    return x->kind != y->kind ? (x->kind > y->kind) - (x->kind < y->kind)
                              : memcmp(x->id.bytes, y->id.bytes, sizeof x->id.bytes);
}

/* The number of elements in the content of a GeneralNames; stops at a malformed one. */
static size_t count(struct span names)
{
    struct fail f = {0};
    size_t n = 0;

    for (struct der d = der_open(names, &f); der_more(&d); n++)
        der_any(&d);
    return n;
}

/* A directory name is compared in its normal form (RFC 5280 7.1), any other name by its bytes. */
static enum err read_one(struct crlname *out, const struct gname *name)
{
    uint8_t digest[DIGEST_MAX_SIZE];

    out->kind = name->kind;
    if (name->kind == GN_DIRECTORY)
        return name_id_of(&out->id, name->val);
    digest_of(DIGEST_SHA256, digest, name->val);
    memcpy(out->id.bytes, digest, sizeof out->id.bytes);
    return ERR_OK;
}

enum err crlnames_read(struct crlnames *out, struct span names, struct arena *arena,
                       struct budget *budget)
{
    struct fail f = {0};
    struct der d = der_open(names, &f);
    size_t num = count(names);

    *out = (struct crlnames){0};
    if (!budget_take(&budget->comparisons, 1 + names.n / READ_BYTES))
        return ERR_LIMIT;
    out->list = arena_alloc(arena, num, sizeof *out->list);
    if (out->list == NULL)
        return ERR_LIMIT;
    while (out->num < num && der_more(&d)) {
        struct gname n = gname_next(&d);
        if (f.err != ERR_OK)
            break;
        TRY(read_one(&out->list[out->num++], &n));
    }
    if (out->num > 1)
        qsort(out->list, out->num, sizeof *out->list, compare);
    return ERR_OK;
}

enum err crlnames_one(struct crlnames *out, const struct name_id *id, struct arena *arena)
{
    *out = (struct crlnames){ARENA_NEW(arena, struct crlname), 1};
    if (out->list == NULL)
        return ERR_LIMIT;
    *out->list = (struct crlname){GN_DIRECTORY, *id};
    return ERR_OK;
}

enum err crlnames_meet(bool *out, const struct crlnames *a, const struct crlnames *b,
                       struct budget *budget)
{
    size_t i = 0, k = 0;

    *out = false;
    if (!budget_take(&budget->comparisons, 1 + (a->num + b->num) / MEET_NAMES))
        return ERR_LIMIT;
    /* Both lists are sorted: one walk over the two finds a common name. */
    while (i < a->num && k < b->num && !*out) {
        int order = compare(&a->list[i], &b->list[k]);
        *out = order == 0;
        i += order < 0;
        k += order > 0;
    }
    return ERR_OK;
}
