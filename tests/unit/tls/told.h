/* SPDX-License-Identifier: GPL-3.0-or-later */
/* told: the steps of a key schedule as they were told, kept for a test to look at. */
#ifndef TB_TESTS_UNIT_TLS_TOLD_H
#define TB_TESTS_UNIT_TLS_TOLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/keys/step.h"
#include "tests/harness/vectors.h"

enum { TOLD_MAX = 64 };

struct told {
    struct arena *arena; /* of the copies */
    struct step steps[TOLD_MAX];
    size_t num;
    struct step_listener listener;
};

static inline struct span told_copy(struct told *t, struct span s)
{
    struct span out;

    assert_int_equal(arena_copy(t->arena, &out, s), ERR_OK);
    return out;
}

/* told_step keeps a step, and holds it to what every step must be: its inputs are named in its
 * formula, and something comes out. */
static inline void told_step(void *ctx, const struct step *s)
{
    struct told *t = ctx;
    const struct step_row *row = step_row(s->id);

    assert_true(t->num < TOLD_MAX && s->num_in <= STEP_INPUTS_MAX && s->out.n > 0);
    t->steps[t->num] = *s;
    for (size_t i = 0; i < s->num_in; i++) {
        assert_non_null(strstr(row->formula, s->in[i].name));
        assert_true(s->in[i].value.n > 0);
        t->steps[t->num].in[i].value = told_copy(t, s->in[i].value);
    }
    t->steps[t->num].info = told_copy(t, s->info);
    t->steps[t->num].out = told_copy(t, s->out);
    t->num++;
}

static inline void told_init(struct told *t, struct arena *arena)
{
    *t = (struct told){.arena = arena, .listener = {.ctx = t, .step = told_step}};
}

/* told_last is the last step of this kind: there must be one. */
static inline const struct step *told_last(const struct told *t, enum step_id id)
{
    for (size_t i = t->num; i > 0; i--) {
        if (t->steps[i - 1].id == id)
            return &t->steps[i - 1];
    }
    fail_msg("%s was not told", step_row(id)->name);
    return NULL;
}

static inline void told_equal(struct span got, struct span expected)
{
    assert_int_equal(got.n, expected.n);
    assert_memory_equal(got.p, expected.p, expected.n);
}

/* told_in is the value of an input by its name. */
static inline struct span told_in(const struct step *s, const char *name)
{
    for (size_t i = 0; i < s->num_in; i++) {
        if (strcmp(s->in[i].name, name) == 0)
            return s->in[i].value;
    }
    fail_msg("%s has no input %s", step_row(s->id)->name, name);
    return (struct span){0};
}

#endif
