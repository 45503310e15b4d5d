/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/batch/tally.h"

void tally_add(struct tally *sum, const struct tally *part)
{
    for (size_t i = 0; i < REASON_COUNT; i++)
        sum->results[i] += part->results[i];
    sum->no_id += part->no_id;
    sum->done_before += part->done_before;
    sum->other_shard += part->other_shard;
    sum->signatures += part->signatures;
    sum->signatures_known += part->signatures_known;
    sum->chains_known += part->chains_known;
    sum->certs += part->certs;
    sum->certs_known += part->certs_known;
}

uint64_t tally_results(const struct tally *tally)
{
    uint64_t n = 0;

    for (size_t i = 0; i < REASON_COUNT; i++)
        n += tally->results[i];
    return n;
}

size_t tally_order(const struct tally *tally, enum reason out[REASON_COUNT])
{
    size_t num = 0;

    for (size_t i = 0; i < REASON_COUNT; i++) {
        size_t at = num;

        if (tally->results[i] == 0)
            continue;
        for (; at > 0 && tally->results[out[at - 1]] < tally->results[i]; at--)
            out[at] = out[at - 1];
        out[at] = (enum reason)i;
        num++;
    }
    return num;
}

int tally_exit(const struct tally *tally, bool only_unjudged)
{
    int code = EXIT_OK;

    for (size_t i = 0; i < REASON_COUNT; i++) {
        int own = reason_exit((enum reason)i);

        if (tally->results[i] > 0 && !(only_unjudged && own == EXIT_VERDICT))
            code = exit_worse(code, own);
    }
    return code;
}
