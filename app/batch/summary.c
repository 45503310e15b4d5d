/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/batch/summary.h"

#include <inttypes.h>
#include <sys/resource.h>

/* A row with its share of all results. */
static void put_share(struct buf *out, const char *name, uint64_t n, uint64_t all)
{
    buf_printf(out, "  %-26s %12" PRIu64 "  %5.1f %%\n", name, n,
               all > 0 ? 100.0 * (double)n / (double)all : 0);
}

static void put_reasons(struct buf *out, const struct tally *tally, uint64_t all)
{
    enum reason reasons[REASON_COUNT];
    size_t num = tally_order(tally, reasons);

    for (size_t i = 0; i < num; i++)
        put_share(out, reason_code(reasons[i]), tally->results[reasons[i]], all);
}

static void put_if_any(struct buf *out, const char *name, uint64_t n)
{
    if (n > 0)
        buf_printf(out, "%-28s %12" PRIu64 "\n", name, n);
}

static uint64_t peak_kib(void)
{
    struct rusage usage = {0};

    getrusage(RUSAGE_SELF, &usage);
    return (uint64_t)usage.ru_maxrss;
}

/* What the chains had in common, and so was not done again. */
static void put_known(struct buf *out, const struct batch *batch)
{
    const struct tally *t = &batch->tally;
    const struct known *known = batch->verifier->known;

    buf_printf(out, "%-28s %12" PRIu64 "\n", "certificates", t->certs);
    put_share(out, "known from other chains", t->certs_known, t->certs);
    buf_printf(out, "%-28s %12" PRIu64 "\n", "signatures", t->signatures);
    put_share(out, "known from other chains", t->signatures_known, t->signatures);
    put_if_any(out, "chains known as a whole", t->chains_known);
    put_if_any(out, "keys with tables", known == NULL ? 0 : known_prepared(known));
}

void summary_put(struct buf *out, const struct batch *batch)
{
    const struct tally *t = &batch->tally;
    uint64_t all = tally_results(t);
    double seconds = (double)batch->took_us / 1e6;

    buf_printf(out, "%-28s %12" PRIu64 "\n", "results", all);
    put_reasons(out, t, all);
    put_if_any(out, "done by an earlier run", t->done_before);
    put_if_any(out, "of other shards", t->other_shard);
    put_known(out, batch);
    buf_printf(out, "%-28s %12.3f s\n", "time", seconds);
    buf_printf(out, "%-28s %12.0f /s\n", "rate", seconds > 0 ? (double)all / seconds : 0);
    buf_printf(out, "%-28s %12u\n", "threads", batch->jobs);
    buf_printf(out, "%-28s %12.1f MiB\n", "peak memory", (double)peak_kib() / 1024);
}
