/* SPDX-License-Identifier: GPL-3.0-or-later */
/* storefuzz: what the targets for the formats of trust stores share. */
#ifndef TB_FUZZ_STOREFUZZ_H
#define TB_FUZZ_STOREFUZZ_H

#include "fuzz/fuzz.h"

#include "trust/import.h"

/* No anchor has endless terms. */
static inline void storefuzz_terms(const struct link *link)
{
    size_t num = 0;

    for (const struct anchor_terms *t = link->terms; t != NULL; t = t->also) {
        for (const struct anchor_terms *o = t; o != NULL; o = o->otherwise)
            REQUIRE(num++ < 10000 && o->source != NULL);
    }
}

/* What a store adds can be parsed, or counts as broken. */
static inline void storefuzz(enum err (*read)(struct import *import), const uint8_t *data,
                             size_t size)
{
    static const uint8_t none[1];
    struct index index;
    const struct blocklist_entry *at = NULL;

    index_init(&index);
    struct import import = {
        .index = &index, .file = span_of(size == 0 ? none : data, size), .arena = &index.arena};
    REQUIRE(index_source(&index, &import.source, "/nowhere/store") == ERR_OK);
    import.source->mem = import.file;
    enum err e = read(&import);
    if (e == ERR_OK)
        REQUIRE(index.why == ERR_OK);
    for (size_t i = 0; i < index.num; i++) {
        const struct link *link = index_link(&index, i);
        if (link != NULL)
            storefuzz_terms(link);
        if (link != NULL)
            (void)blocklist_find(&index.blocked, link->cert, UINT32_MAX);
    }
    for (size_t num = 0; blocklist_next(&index.blocked, &at) != NULL; num++)
        REQUIRE(num < index.blocked.num);
    index_free(&index);
}

#endif
