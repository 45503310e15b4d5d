/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chains of the differential fuzzer (tests/differ/breed.h), by what is changed in them first. */
#include "config.h"

#include "tests/answers/answers.h"
#include "tests/differ/breed.h"

enum { BROODS = 60 };

void answers_open(void)
{
    breed_open();
}

/* What is asked of the judge: mostly what everybody asks. */
static void ask(struct judge_input *in, struct dice *d)
{
    static struct span policies[2];
    static const enum purpose purposes[] = {PURPOSE_CLIENT, PURPOSE_EMAIL, PURPOSE_CODE,
                                            PURPOSE_ANY};
    static const struct lead leads[] = {{.seconds = FC_DAY},
                                        {.seconds = 30 * FC_DAY},
                                        {.percent = 10},
                                        {.percent = 50},
                                        {.percent = 99}};
    static const int64_t offsets[] = {-FC_DAY, -1, 1, FC_DAY, 500 * FC_DAY};

    policies[0] = SPAN_LIT("\x2a\x03\x01");
    policies[1] = SPAN_LIT("\x2a\x03\x02");
    in->keep_rejected = dice_roll(d, 2) == 0;
    switch (dice_roll(d, 10)) {
    case 0: in->purpose = DICE_PICK(d, purposes); break;
    case 1: in->warn = DICE_PICK(d, leads); break;
    case 2: in->fail_within = DICE_PICK(d, leads); break;
    case 3: in->max_depth = (int)dice_roll(d, 3); break;
    case 4: in->allow_weak = true; break;
    case 5: in->time += DICE_PICK(d, offsets); break;
    case 6: in->key_usage = 1u << dice_roll(d, 9); break;
    case 7: in->eku = 1u << dice_roll(d, 9); break;
    case 8:
        in->policy.policies = policies;
        in->policy.num_policies = dice_roll(d, 3);
        in->policy.require_explicit = dice_roll(d, 2) == 0;
        in->policy.inhibit_mapping = dice_roll(d, 2) == 0;
        in->policy.inhibit_any = dice_roll(d, 2) == 0;
        break;
    default: break;
    }
}

static void answer(struct listing *l, const struct brood *b, enum profile profile, struct dice d)
{
    static struct trial t;

    trial_open(&t);
    t.in.profile = profile;
    trial_anchor(&t, b->anchor);
    for (size_t i = 0; i < b->num_helpers; i++)
        trial_helper(&t, b->helpers[i]);
    if (b->crl.n > 0) {
        trial_crl(&t, b->crl);
        t.in.revocation = REVOCATION_HARD;
    }
    trial_host(&t, b->host);
    ask(&t.in, &d);
    if (trial_judge(&t, b->leaf) == REASON_UNDECODABLE)
        say_fail(l, &t.fail, t.fail.at);
    else
        say_report(l, &t.report);
    trial_close(&t);
}

static void read_one(struct listing *l, struct span der)
{
    struct fail f = {0};
    struct cert c;

    if (cert_parse(&c, der, &f) == ERR_OK)
        say_cert(l, &c);
    else
        say_fail(l, &f, der);
}

/* The chains that are changed in the way `number` first. */
void answer_chains(struct listing *l, unsigned number)
{
    for (unsigned i = 0; i < BROODS; i++) {
        struct dice d = {number * 1000 + i};
        struct arena a;
        struct brood b;

        arena_init(&a, 16 << 20);
        breed_first(&b, &a, number * 1000 + i, &changes[number]);
        say(l, "%s %u:", changes[number].name, i);
        for (size_t n = 1; n < b.num_changes; n++)
            say(l, " %s", b.changes[n]);
        say(l, "\n");
        read_one(l, b.leaf);
        read_one(l, b.anchor);
        for (size_t n = 0; n < b.num_helpers; n++)
            read_one(l, b.helpers[n]);
        for (enum profile p = 0; p < PROFILE_COUNT; p++)
            answer(l, &b, p, d);
        arena_free(&a);
    }
}
