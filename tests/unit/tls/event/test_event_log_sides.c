/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client and a server that talk to each other tell the same story. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/tls/event/event_log.h"
#include "tests/peer/pair.h"

struct story {
    struct pair pair; /* the first member: an event's ctx leads to it */
    struct event_log journals[2];
    uint64_t us;
};

static void tell(void *ctx, const struct event *e)
{
    struct pair_end *end = ctx;
    struct story *s = (struct story *)(void *)end->pair;

    event_log_add(&s->journals[end - end->pair->ends], ++s->us, e);
}

static void begin(struct story *s, uint16_t version)
{
    pair_open(&s->pair, version);
    pair_identity(&s->pair, FKEY_P256_C);
    pair_client_identity(&s->pair, FKEY_P256_D);
    s->pair.client.event = s->pair.host.event = tell;
    s->pair.server.max_early_data = 1000;
    s->us = 0;
}

/* The next entry of that kind in one direction, from *at on. */
static const struct event_log_entry *next(const struct event_log *j, size_t *at,
                                          enum event_kind kind, bool sent)
{
    while (*at < j->num) {
        const struct event_log_entry *e = &j->v[(*at)++];
        if (e->event.kind == kind && e->event.sent == sent)
            return e;
    }
    return NULL;
}

/* What went over the wire, each way, is told alike; the last record of all may be on its way. */
static void same_wire(const struct event_log *a, const struct event_log *b)
{
    static const enum event_kind kinds[] = {EVENT_RECORD, EVENT_MESSAGE, EVENT_CCS, EVENT_ALERT,
                                            EVENT_DATA};

    for (size_t i = 0; i < 2 * sizeof kinds / sizeof kinds[0]; i++) {
        const struct event_log_entry *x, *y;
        size_t at = 0, bt = 0, num = 0;

        do {
            x = next(a, &at, kinds[i / 2], (i & 1) != 0);
            y = next(b, &bt, kinds[i / 2], (i & 1) != 0);
            if (x == NULL || y == NULL)
                continue;
            num++;
            assert_int_equal(x->event.type, y->event.type);
            assert_int_equal(x->event.inner_type, y->event.inner_type);
            assert_int_equal(x->event.plain_n, y->event.plain_n);
            assert_int_equal(x->event.epoch, y->event.epoch);
            assert_int_equal(x->event.alert, y->event.alert);
            assert_int_equal(x->n, y->n);
            assert_int_equal(x->record, y->record);
        } while (x != NULL && y != NULL);
        assert_true(x == NULL && y == NULL);
        assert_true(num > 0 || kinds[i / 2] == EVENT_CCS || kinds[i / 2] == EVENT_ALERT ||
                    kinds[i / 2] == EVENT_DATA);
    }
}

/* Early data that is not taken has keys that the server never makes. */
static bool is_early(enum step_id id)
{
    return id == STEP_CLIENT_EARLY_TRAFFIC || id == STEP_EARLY_EXPORTER;
}

/* Every secret of the key log, and both Finished, is told by both, and is the same. */
static void same_secrets(struct event_log *a, struct event_log *b)
{
    size_t num = 0;

    for (size_t i = 0; i < a->num_steps; i++) {
        const struct step_row *row = step_row(a->steps[i].id);
        bool counts = row->keylog[0] != '\0' || a->steps[i].id == STEP_CLIENT_FINISHED13 ||
                      a->steps[i].id == STEP_SERVER_FINISHED13 ||
                      a->steps[i].id == STEP_CLIENT_FINISHED12 ||
                      a->steps[i].id == STEP_SERVER_FINISHED12;
        bool found = false;

        for (size_t k = 0; counts && k < b->num_steps; k++) {
            struct step x = event_log_step_get(a, &a->steps[i]),
                        y = event_log_step_get(b, &b->steps[k]);
            found = found || (x.id == y.id && span_eq(x.out, y.out));
        }
        if (counts && !found && !is_early(a->steps[i].id))
            fail_msg("%s is told by one side alone", row->name);
        num += counts;
    }
    assert_true(num >= 2);
}

static void run(struct story *s)
{
    for (int i = 0; i < 2; i++)
        event_log_init(&s->journals[i], true, true);
    s->journals[PAIR_SERVER].side = EVENT_LOG_SERVER;
    pair_run(&s->pair);
    assert_true(pair_is_well(&s->pair));
    pair_say(&s->pair, PAIR_CLIENT, SPAN_LIT("question"));
    pair_say(&s->pair, PAIR_SERVER, SPAN_LIT("answer"));
    assert_int_equal(tls_close(s->pair.ends[PAIR_CLIENT].tls), ERR_OK);
    assert_int_equal(tls_close(s->pair.ends[PAIR_SERVER].tls), ERR_OK);
    pair_move(&s->pair);
    same_wire(&s->journals[0], &s->journals[1]);
    same_secrets(&s->journals[0], &s->journals[1]);
    same_secrets(&s->journals[1], &s->journals[0]);
    for (int i = 0; i < 2; i++)
        event_log_free(&s->journals[i]);
}

static void told_alike(void **state)
{
    static const uint16_t versions[] = {TLS_1_2, TLS_1_3};
    static struct story s;

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        begin(&s, versions[i]);
        run(&s);
        s.pair.server.client_auth = CLIENT_AUTH_REQUIRE;
        run(&s);
        s.pair.resumes = true;
        run(&s);
        s.pair.client.early_data = true;
        run(&s);
        s.pair.server.retries = true;
        run(&s);
        pair_close(&s.pair);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(told_alike),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
