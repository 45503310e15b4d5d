/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/verify/verifier.h"

#include <time.h>

/* What a guest's chain may take of the processor, busy as the machine may be. */
enum { GUEST_US = 250 * 1000 };

static uint64_t now_us(int id)
{
    struct timespec t = {0};

    clock_gettime(id, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static bool is_over(void *clock)
{
    const struct alarm_clock *c = clock;

    return now_us(c->id) >= c->end_us;
}

static void set_budget(struct verification *j, const struct verification_request *ask)
{
    struct budget *b = &j->judge.budget;

    *b = ask->is_guest ? budget_guest() : budget_default();
    if (ask->is_guest)
        j->clock = (struct alarm_clock){CLOCK_THREAD_CPUTIME_ID,
                                        now_us(CLOCK_THREAD_CPUTIME_ID) + GUEST_US};
    else
        j->clock = (struct alarm_clock){CLOCK_MONOTONIC, ask->end_us};
    if (j->clock.end_us != 0) {
        b->is_over = is_over;
        b->clock = &j->clock;
    }
}

/* join_helpers makes one list of the helpers that came and those of --intermediates. */
static enum err join_helpers(struct judge_input *judge, const struct verification_request *ask,
                             struct arena *arena)
{
    size_t own = ask->num_certs - 1, others = ask->loaded->num_links;
    struct link *all = NULL;

    judge->num_helpers = own + others;
    if (own == 0 || others == 0) {
        judge->helpers = own == 0 ? ask->loaded->links : ask->certs + 1;
        return ERR_OK;
    }
    all = arena_alloc(arena, own + others, sizeof *all);
    if (all == NULL)
        return ERR_LIMIT;
    memcpy(all, ask->certs + 1, own * sizeof *all);
    memcpy(all + own, ask->loaded->links, others * sizeof *all);
    judge->helpers = all;
    return ERR_OK;
}

static void fill_judge(struct judge_input *judge, const struct verification_request *ask)
{
    const struct verify_settings *o = ask->opts;
    int unset = o->crls.num > 0 ? REVOCATION_SOFT : REVOCATION_OFF;

    *judge = (struct judge_input){
        .leaf = ask->certs[0],
        .anchors = store_anchors(ask->loaded->store),
        .crls = ask->loaded->crls,
        .num_crls = ask->loaded->num_crls,
        .time = o->at == AT_NOW ? ask->now : o->at,
        .profile = (enum profile)o->profile,
        .purpose = (enum purpose)o->purpose,
        .revocation = (enum revocation)(o->revocation == REVOCATION_UNSET ? unset : o->revocation),
        .hosts = ask->host,
        .num_hosts = ask->host->kind != HOST_NONE,
        .policy = {.policies = o->policies.v,
                   .num_policies = o->policies.num,
                   .require_explicit = o->require_explicit,
                   .inhibit_mapping = o->inhibit_mapping,
                   .inhibit_any = o->inhibit_any},
        .max_depth = o->max_depth,
        .allow_weak = o->allow_weak,
        .keep_rejected = ask->result->explain,
        .warn = ask->result->warn,
        .fail_within = ask->result->fail_within,
        .broken_helper = ask->broken_cert,
        .broken_crl = ask->loaded->broken_crl,
        .key = ask->key,
        .leaf_key = ask->leaf_key,
    };
}

enum err verification_make(struct verification *out, const struct verification_request *ask,
                           struct arena *arena)
{
    fill_judge(&out->judge, ask);
    set_budget(out, ask);
    TRY(join_helpers(&out->judge, ask, arena));
    return judge_chain(&out->report, &out->judge, arena);
}

struct view_input verification_view(const struct verification *j,
                                    const struct verification_request *ask, const char *input)
{
    return (struct view_input){
        .input = input,
        .judge = &j->judge,
        .store = store_origin(ask->loaded->store),
        .now = ask->now,
        .adds_roots = ask->opts->add_roots.num > 0,
    };
}
