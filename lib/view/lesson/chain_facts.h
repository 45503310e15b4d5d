/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chain_facts: what a lesson can say about a chain, and about each certificate of its path. */
#ifndef TB_LIB_VIEW_LESSON_CHAIN_FACTS_H
#define TB_LIB_VIEW_LESSON_CHAIN_FACTS_H

#include "lib/view/lesson/chain_lesson.h"
#include "lib/view/lesson/lesson_values.h"

enum chain_fact {
    CFACT_NONE,
#define CFACT(NAME, condition) CFACT_##NAME,
#include "lib/view/lesson/chain_facts.def"
#undef CFACT
    CFACT_COUNT
};

struct chain_lesson {
    const struct chain_view *v;
    const struct report *report;
    const struct view_input *in;
    const struct path *path;

    /* The certificate that the sentences are about. */
    size_t i;
    bool is_each;             /* in the walk down the path */
    const struct cert *cert;
    const struct cert *above; /* that of its issuer in the path, or NULL */
    struct span hash;         /* of its signed part; empty: its algorithm has no hash of its own */
    uint8_t hash_bytes[DIGEST_MAX_SIZE];
    struct buf opened; /* its RSA signature, opened with the key above; else empty */
    bool facts[CFACT_COUNT];
};

/* chain_lesson_begin sets the lesson to the leaf, as chain_lesson_leaf does again later;
 * chain_lesson_at to certificate i of the path, as part of the walk.  chain_lesson_end frees. */
void chain_lesson_begin(struct chain_lesson *lesson, const struct chain_view *view);
void chain_lesson_leaf(struct chain_lesson *lesson);
void chain_lesson_at(struct chain_lesson *lesson, size_t i);
void chain_lesson_end(struct chain_lesson *lesson);

/* The words of chain_lesson.def. */
extern const struct lesson_word chain_words[];

#endif
