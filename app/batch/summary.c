/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/batch/summary.h"

#include <inttypes.h>
#include <sys/resource.h>

/* A row with its share of all results. */
static void put_share(struct buf *out, const char *name, uint64_t n, uint64_t all)
{
    buf_printf(out, "  %-26s %12" PRIu64 "  %5.1f %%\n", name, n, 100.0 * (double)n / (double)all);
}

static void put_reasons(struct buf *out, const struct tally *tally, uint64_t all)
{
    enum reason reasons[REASON_COUNT];
    size_t num = tally_order(tally, reasons);

    for (size_t i = 0; i < num; i++)
        put_share(out, reason_code(reasons[i]), tally->results[reasons[i]], all);
}

static void put_skipped(struct buf *out, const char *name, uint64_t n)
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

void summary_put(struct buf *out, const struct batch *batch)
{
    const struct tally *t = &batch->tally;
    uint64_t all = tally_results(t);
    double seconds = (double)batch->took_us / 1e6;

    buf_printf(out, "%-28s %12" PRIu64 "\n", "results", all);
    put_reasons(out, t, all);
    put_skipped(out, "done by an earlier run", t->done_before);
    put_skipped(out, "of other shards", t->other_shard);
    buf_printf(out, "%-28s %12.3f s\n", "time", seconds);
    buf_printf(out, "%-28s %12.0f /s\n", "rate", seconds > 0 ? (double)all / seconds : 0);
    buf_printf(out, "%-28s %12u\n", "threads", batch->jobs);
    buf_printf(out, "%-28s %12.1f MiB\n", "peak memory", (double)peak_kib() / 1024);
}
