/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lesson_kit: what the tests of these files share. */
#ifndef TB_TESTS_UNIT_VIEW_LESSON_LESSON_KIT_H
#define TB_TESTS_UNIT_VIEW_LESSON_LESSON_KIT_H

#include "lib/view/lesson/lesson.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/base/file.h"
#include "lib/base/hex.h"
#include "tests/peer/pair.h"
#include "tests/unit/view/hskit.h"
#include "tests/unit/view/markup.h"

enum { PAGE_CAP = 1 << 20, ROWS_MAX = 400 };

static bool told[ROWS_MAX];

/* look: markup that fits, and no word or mark that was left over. */
static inline void look(const struct hs_view *v)
{
    static const struct style ascii = {.columns = 60};
    struct buf page;

    buf_init(&page, PAGE_CAP);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        hs_lesson(&page, v, (enum lang)lang, &ascii);
        assert_int_equal(page.err, ERR_OK);
        assert_true(kit_is_safe(buf_span(&page)));
        assert_int_equal(span_find(buf_span(&page), '{'), page.n);
        assert_int_equal(span_find(buf_span(&page), '`'), page.n);
        buf_truncate(&page, 0);
        hs_lesson_html(&page, v, (enum lang)lang);
        assert_int_equal(page.err, ERR_OK);
        markup_check(buf_span(&page));
        buf_truncate(&page, 0);
    }
    buf_wipe(&page);
    bool is_told;
    for (size_t i = 0; lesson_row(i, v, &is_told) != NULL; i++) {
        assert_true(i < ROWS_MAX);
        told[i] = told[i] || is_told;
    }
}

/* A pair whose client is listened to. */
struct told {
    struct pair pair;
    struct event_log events;
    void (*listen)(void *ctx, const struct event *e);
    struct hs_view view;
};

static inline void listen(void *ctx, const struct event *e)
{
    struct told *t = (struct told *)((struct pair_end *)ctx)->pair;

    event_log_add(&t->events, t->events.num * 1000, e);
    t->listen(ctx, e);
}

/* Where the body of the first message of that type begins in the event log, and its entry. */
static inline struct event *message(struct event_log *j, uint8_t type)
{
    for (size_t i = 0; i < j->num; i++) {
        struct event *e = &j->v[i].event;
        if (e->kind == EVENT_MESSAGE && e->type == type)
            return e;
    }
    fail_msg("no such message");
    return NULL;
}

static inline bool tells(const struct hs_view *v, const char *id)
{
    bool is_told;

    for (size_t i = 0;; i++) {
        const char *name = lesson_row(i, v, &is_told);
        assert_non_null(name);
        if (strcmp(name, id) == 0)
            return is_told;
    }
}

static inline void told_open(struct told *t, uint16_t version, const char *suites)
{
    struct span at;

    pair_open(&t->pair, version);
    pair_identity(&t->pair, FKEY_RSA2048_A);
    if (suites != NULL)
        assert_int_equal(names_suites(&t->pair.client.suites, span_str(suites), &at), ERR_OK);
    t->listen = t->pair.client.event;
    t->pair.client.event = listen;
    event_log_init(&t->events, true, false);
}

/* run makes a connection, lets data pass, and looks at its lesson. */
static inline void run(struct told *t)
{
    event_log_free(&t->events);
    event_log_init(&t->events, true, false);
    pair_run(&t->pair);
    assert_true(pair_carries(&t->pair));
    t->view = (struct hs_view){.input = FC_HOST,
                               .host = FC_HOST,
                               .events = &t->events,
                               .info = tls_info(t->pair.ends[PAIR_CLIENT].tls),
                               .config = &t->pair.client};
    look(&t->view);
}

static inline void told_close(struct told *t)
{
    event_log_free(&t->events);
    pair_close(&t->pair);
}

#endif
