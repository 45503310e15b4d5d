/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks all filters that cover a certificate, and joins their answers: revoked by one is revoked,
 * and one that cannot answer does not hide another that can. */
#include "config.h"

#include "lib/crlite/crlite.h"

#include "lib/base/budget.h"

/* One question to the directory. */
struct crlite_round {
    const struct crlite *crlite;
    const struct crlite_query *query;
    uint64_t *work;
    uint8_t asked[CRLITE_FILTERS_MAX / 8 + 1]; /* a bit for each filter */
    struct crlite_answer best;
    enum err err; /* the first filter that is malformed, or OK */
    const struct crlite_filter *broken;
};

/* Marks the filter as asked; true the first time. */
static bool is_first(struct crlite_round *round, uint16_t filter)
{
    uint8_t bit = (uint8_t)(1u << filter % 8), *at = &round->asked[filter / 8];
    bool first = (*at & bit) == 0;

    *at |= bit;
    return first;
}

/* "Step 2": what one filter says. */
static enum err ask_filter(struct crlite_answer *out, const struct crlite_round *round,
                           const struct crlite_filter *filter)
{
    static const enum crlite_status statuses[] = {
        [CLUBCARD_NOT_ENROLLED] = CRLITE_NOT_ENROLLED,
        [CLUBCARD_NOT_REVOKED] = CRLITE_NOT_REVOKED,
        [CLUBCARD_REVOKED] = CRLITE_REVOKED,
    };
    const struct crlite_query *query = round->query;
    struct fail f = {0};
    struct clubcard card;
    bool covers;

    *out = (struct crlite_answer){.filter = filter};
    TRY(clubcard_open(&card, filter->bytes, &f));
    uint64_t bytes = (query->num_scts + UINT64_C(1)) * card.coverage.n + 2 * card.issuers.n;
    if (!budget_take(round->work, 1 + bytes / CRLITE_WORK_BYTES))
        return ERR_LIMIT;
    TRY(clubcard_covers(&covers, &card, query));
    out->until = clubcard_until(&card);
    if (covers)
        out->status = statuses[clubcard_ask(&card, query)];
    return ERR_OK;
}

/* "Step 3": the highest status counts, and of equals the newest filter. */
static enum err add_answer(struct crlite_round *round, const struct crlite_filter *filter)
{
    struct crlite_answer *best = &round->best, one;
    enum err e = ask_filter(&one, round, filter);

    if (e == ERR_LIMIT)
        return e;
    if (e != ERR_OK && round->err == ERR_OK) {
        round->err = e;
        round->broken = filter;
    }
    if (e == ERR_OK &&
        (one.status > best->status || (one.status == best->status && one.until >= best->until)))
        *best = one;
    return ERR_OK;
}

/* "Step 1" for one SCT: every filter counts that covers it by the index. */
static enum err add_sct(struct crlite_round *round, const struct crlite_sct *sct)
{
    struct crlite_entries entries = crlite_index_entries(&round->crlite->index, sct->log_id);
    struct crlite_entry e;

    if (!budget_take(round->work, 1 + entries.rest.n / CRLITE_WORK_BYTES))
        return ERR_LIMIT;
    while (round->best.status != CRLITE_REVOKED && crlite_entry_next(&entries, &e)) {
        if (e.low <= sct->timestamp && sct->timestamp <= e.high && is_first(round, e.filter))
            TRY(add_answer(round, &round->crlite->filters[e.filter]));
    }
    return ERR_OK;
}

enum err crlite_ask(struct crlite_answer *out, const struct crlite *crlite,
                    const struct crlite_query *query, uint64_t *work)
{
    struct crlite_round round = {.crlite = crlite, .query = query, .work = work};

    *out = (struct crlite_answer){0};
    for (size_t i = 0; i < query->num_scts; i++)
        TRY(add_sct(&round, &query->scts[i]));
    *out = round.best;
    if (out->status == CRLITE_REVOKED)
        return ERR_OK;
    if (round.err != ERR_OK) {
        out->filter = round.broken;
        return round.err;
    }
    /* A filter that was asked covers an SCT, or the index is wrong. */
    return out->status == CRLITE_NOT_COVERED && out->filter != NULL ? ERR_CRLITE_COVERAGE : ERR_OK;
}
