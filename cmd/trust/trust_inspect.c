/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trust check: what is wrong with stores, or which of them trust a chain. */
#include "config.h"

#include "app/trust/named_store.h"
#include "app/trust/store_check.h"
#include "cmd/trust/trust.h"

/* What expires within that time is worth a warning, unless --expires says otherwise. */
enum { SOON_DAYS = 90, DAY = 24 * 60 * 60 };

static const struct store_shelf *named(const struct store_shelves *shelves, const char *name)
{
    for (size_t i = 0; i < shelves->num; i++) {
        if (strcmp(shelves->v[i].anchors.name, name) == 0 && shelves->v[i].reason == REASON_OK)
            return &shelves->v[i];
    }
    return NULL;
}

static enum err check(struct trust_run *t, const struct store_shelves *shelves,
                      const struct store_shelf *shelf, struct store_report *report)
{
    const struct anchor_filter *filter = &t->opts->filter;
    struct check_terms terms = {.now = t->now, .expires = filter->expires};
    const struct store_shelf *other = named(shelves, "directory");

    if (terms.expires.seconds == 0 && terms.expires.percent == 0)
        terms.expires.seconds = (int64_t)SOON_DAYS * DAY;
    TRY(store_check(report, shelf, &terms, t->run->arena));
    if (strcmp(shelf->anchors.name, named_store_system) == 0 && other != NULL)
        TRY(store_check_step(report, shelf, other, t->run->arena));
    return ERR_OK;
}

static int show(struct trust_run *t, const struct store_report *report, bool is_first)
{
    struct buf *out = &t->run->out.data;

    if (t->opts->json) {
        enum err e = trust_check_json(out, report);
        if (e != ERR_OK)
            return trust_failed(t, e);
    } else {
        if (!is_first)
            buf_u8(out, '\n');
        trust_check_text(out, report, &t->style);
    }
    return reason_exit(store_report_reason(report));
}

int trust_inspect(struct trust_run *t)
{
    struct store_shelves shelves = {0};
    struct string_list words;
    enum err e = trust_words(t, &words);
    int code = EXIT_OK;

    if (e == ERR_OK)
        e = store_shelves_open(&shelves, &words, named_store_all, passphrase_given(&t->passphrase),
                               t->run->arena);
    code = e == ERR_OK ? trust_unusable(t, &shelves) : trust_failed(t, e);
    if (e == ERR_OK && t->opts->chain != NULL) {
        code = exit_worse(code, trust_chain(t, &shelves));
        store_shelves_close(&shelves);
        return code;
    }
    for (size_t i = 0; e == ERR_OK && i < shelves.num && output_tick(&t->run->out); i++) {
        struct store_report report;

        if (shelves.v[i].reason != REASON_OK)
            continue;
        e = check(t, &shelves, &shelves.v[i], &report);
        code = exit_worse(code, e == ERR_OK ? show(t, &report, i == 0) : trust_failed(t, e));
    }
    store_shelves_close(&shelves);
    return code;
}
