/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/fetch/gather_keep.h"

/* The nextUpdate of a response or list that has answered; INT64_MIN: it has not. */
static int64_t good_until(const struct report *report, const struct fetch_piece *piece,
                          enum fetch_kind kind)
{
    const struct path *path = &report->chosen;

    for (size_t i = 0; kind != FETCH_ISSUER && i < report->num_answers; i++) {
        const struct rev_answer *a = &report->answers[i];

        if (a->status != REV_STATUS_GOOD && a->status != REV_STATUS_REVOKED)
            continue;
        if (a->origin == piece->url)
            return a->next_update;
        if (a->also == piece->url)
            return a->also_until;
    }
    for (size_t i = 0; kind == FETCH_ISSUER && report->reason == REASON_OK && i < path->num; i++) {
        const struct link *l = &path->links[i];

        if (l->source == SOURCE_FETCHED && l->origin == piece->url && l->cert->has_not_after)
            return l->cert->not_after;
    }
    return INT64_MIN;
}

/* Reports an issuer that was of no use: one that came is at fault only if one is missing. */
static void say_useless(const struct fetch_piece *piece, const struct report *report,
                        struct output *out)
{
    if (piece->err != ERR_OK && report->reason != REASON_OK)
        fetch_say(out, piece->url, piece->err, piece->text);
    if (piece->err == ERR_OK && report->reason == REASON_UNKNOWN_ISSUER)
        output_say(out, "%s: fetched: %s", piece->url,
                   piece->is_too_much
                       ? "left out, because a path would take more work than is allowed"
                       : "no path to a trust anchor was found with it");
}

void gather_keep(struct fetcher *fetcher, const struct fetch_piece *piece, enum fetch_kind kind,
                 const struct report *report, struct output *out)
{
    int64_t until =
        piece->err == ERR_OK && !piece->from_cache ? good_until(report, piece, kind) : INT64_MIN;

    if (until != INT64_MIN)
        fetch_keep(fetcher, &piece->request, piece->body, until);
    if (kind == FETCH_ISSUER)
        say_useless(piece, report, out);
}
