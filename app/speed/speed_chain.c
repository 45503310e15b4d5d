/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Chains, judged one by one: with nothing known, or with what other chains have shown about their
 * issuers.  There each leaf is judged once; after the last one everything is forgotten, and the
 * issuers have to become known again, which is part of the time.
 */
#include "config.h"

#include "app/speed/speed_pki.h"

enum { JUDGE_MEMORY = 4 << 20, KNOWN_MEMORY = 4 << 20 };

struct chaining {
    const struct speed_pki *pki;
    struct known *known;
    size_t next; /* leaf */
};

static enum err judge_next(struct chaining *c)
{
    struct arena arena;
    struct speed_judging judging = {.arena = &arena, .known = c->known};

    arena_init(&arena, JUDGE_MEMORY);
    enum err e = speed_pki_judge(c->pki, c->next, &judging);
    arena_free(&arena);
    c->next++;
    return e;
}

static enum err alone_run(void *state)
{
    struct chaining *c = state;

    c->next = 0;
    return judge_next(c);
}

static enum err known_run(void *state)
{
    struct chaining *c = state;

    if (c->next == c->pki->num_leaves) {
        known_free(c->known);
        c->known = NULL;
        c->next = 0;
    }
    if (c->known == NULL)
        TRY(known_new(&c->known, KNOWN_MEMORY));
    return judge_next(c);
}

static enum err open_chains(struct speed_work *work, size_t num_leaves)
{
    struct speed_pki *pki = NULL;
    struct chaining *c = ARENA_NEW(&work->lab->arena, struct chaining);

    work->state = c;
    if (c == NULL)
        return work->lab->arena.err;
    TRY(speed_pki_make(work->lab, &pki, (enum key_kind)work->algorithm, work->number, num_leaves));
    c->pki = pki;
    return judge_next(c);
}

static enum err alone_open(struct speed_work *work)
{
    return open_chains(work, 1);
}

static enum err known_open(struct speed_work *work)
{
    return open_chains(work, SPEED_LEAVES_MAX);
}

static void chain_close(void *state)
{
    struct chaining *c = state;

    if (c != NULL)
        known_free(c->known);
}

const struct speed_kind speed_chain = {alone_open, alone_run, chain_close};
const struct speed_kind speed_known_chain = {known_open, known_run, chain_close};
