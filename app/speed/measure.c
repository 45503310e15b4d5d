/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/speed/measure.h"

/* Runs between two readings of the clock should take a quarter of a round, so that reading it costs
 * nothing, and at most this long, so that the user's wish to stop is soon seen. */
enum { READINGS = 4, BATCH_NS = 20 * 1000 * 1000, NS = 1000 * 1000 * 1000 };

struct meter {
    const struct measure_clock *clock;
    enum err (*run)(void *ctx);
    void *ctx;
    uint64_t batch;      /* runs between two readings of the clock */
    uint64_t start, end; /* of the last batch */
};

static enum err run_batch(struct meter *meter)
{
    meter->start = meter->clock->now_ns(meter->clock->ctx);
    for (uint64_t i = 0; i < meter->batch; i++)
        TRY(meter->run(meter->ctx));
    meter->end = meter->clock->now_ns(meter->clock->ctx);
    return ERR_OK;
}

static bool is_stopped(const struct meter *meter)
{
    return meter->clock->is_stopped(meter->clock->ctx);
}

/* Doubles the batch until it takes as long as it should.  The caches and the processor's clock are
 * warm afterwards. */
static enum err warm_up(struct meter *meter, uint64_t round_ns)
{
    uint64_t enough = round_ns / READINGS < BATCH_NS ? round_ns / READINGS : BATCH_NS;

    meter->batch = 1;
    TRY(run_batch(meter));
    while (meter->end - meter->start < enough && !is_stopped(meter)) {
        meter->batch *= 2;
        TRY(run_batch(meter));
    }
    return ERR_OK;
}

static enum err run_round(struct meter *meter, uint64_t round_ns, uint64_t least, double *rate)
{
    uint64_t runs = 0, ns = 0;

    while (ns < round_ns || runs < least) {
        TRY(run_batch(meter));
        runs += meter->batch;
        ns += meter->end - meter->start;
        if (is_stopped(meter))
            break;
    }
    *rate = (double)runs * NS / (double)(ns > 0 ? ns : 1);
    return ERR_OK;
}

/* Keeps the rates in order. */
static void insert(struct measure *measure, double rate)
{
    size_t at = measure->num++;

    for (; at > 0 && measure->rates[at - 1] > rate; at--)
        measure->rates[at] = measure->rates[at - 1];
    measure->rates[at] = rate;
}

enum err measure_run(struct measure *out, const struct measure_plan *plan,
                     const struct measure_clock *clock, enum err (*run)(void *ctx), void *ctx)
{
    struct meter meter = {.clock = clock, .run = run, .ctx = ctx};
    uint64_t round_ns = plan->ns / (MEASURE_ROUNDS + 1);
    uint64_t least = (plan->least + MEASURE_ROUNDS - 1) / MEASURE_ROUNDS;

    *out = (struct measure){0};
    TRY(warm_up(&meter, round_ns));
    while (out->num < MEASURE_ROUNDS && !is_stopped(&meter)) {
        double rate = 0;

        TRY(run_round(&meter, round_ns, least, &rate));
        if (!is_stopped(&meter)) /* a round that was cut short does not count */
            insert(out, rate);
    }
    return ERR_OK;
}

double measure_quartile(const struct measure *measure, unsigned q)
{
    if (measure->num == 0)
        return 0;
    size_t quarters = (measure->num - 1) * q, below = quarters / 4;
    size_t above = below + 1 < measure->num ? below + 1 : below;
    double part = (double)(quarters % 4) / 4;

    return measure->rates[below] + part * (measure->rates[above] - measure->rates[below]);
}

double measure_spread(const struct measure *measure)
{
    double median = measure_quartile(measure, 2);

    if (median <= 0)
        return 0;
    return 50 * (measure_quartile(measure, 3) - measure_quartile(measure, 1)) / median;
}
