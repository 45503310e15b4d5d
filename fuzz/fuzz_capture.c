/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Capture files: the first octet says into chunks of which size the rest is cut.  What is reported
 * does not depend on that, and is in order: nothing for a flow that is not open, nothing from a
 * side that has ended, no more bytes than came in. */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/pcap/capture.h"

const char fuzz_name[] = "capture";

enum { OPEN_MAX = 4096 };

/* What one reading reported: all that counts goes into one number. */
struct tally {
    uint64_t hash, bytes, opened, closed;
    bool ended[OPEN_MAX][2], gone[OPEN_MAX];
};

static void mix(struct tally *t, uint64_t v)
{
    t->hash = (t->hash ^ v) * 0x100000001b3;
}

static void mix_flow(struct tally *t, const struct capture_flow *f, unsigned what, uint64_t us)
{
    REQUIRE(f->ctx == t && f->number >= 1 && f->number <= t->opened);
    REQUIRE(f->a.ip_n == f->b.ip_n && (f->a.ip_n == 4 || f->a.ip_n == 16));
    REQUIRE(!t->gone[f->number % OPEN_MAX] || t->opened > OPEN_MAX / 2);
    mix(t, f->number << 8 | what);
    mix(t, us);
}

static void opened(void *ctx, struct capture_flow *f, uint64_t us)
{
    struct tally *t = ctx;

    t->opened++;
    REQUIRE(f->number == t->opened);
    f->ctx = t;
    t->gone[f->number % OPEN_MAX] = false;
    mix_flow(t, f, f->saw_open, us);
}

static void data(void *ctx, struct capture_flow *f, bool from_a, uint64_t us, struct span bytes)
{
    struct tally *t = ctx;

    mix_flow(t, f, from_a ? 2 : 3, us);
    REQUIRE(bytes.n > 0);
    REQUIRE(!t->ended[f->number % OPEN_MAX][from_a] || t->opened > OPEN_MAX / 2);
    t->bytes += bytes.n;
    for (size_t i = 0; i < bytes.n; i++)
        mix(t, bytes.p[i]);
}

static void gap(void *ctx, struct capture_flow *f, bool from_a, uint64_t us, uint64_t missing)
{
    struct tally *t = ctx;

    mix_flow(t, f, from_a ? 4 : 5, us);
    REQUIRE(missing > 0 && missing <= (uint64_t)1 << 31);
    REQUIRE(!t->ended[f->number % OPEN_MAX][from_a] || t->opened > OPEN_MAX / 2);
    mix(t, missing);
}

static void eof(void *ctx, struct capture_flow *f, bool from_a, uint64_t us)
{
    struct tally *t = ctx;

    mix_flow(t, f, from_a ? 6 : 7, us);
    t->ended[f->number % OPEN_MAX][from_a] = true;
}

static void closed(void *ctx, struct capture_flow *f, uint64_t us, enum capture_close how)
{
    struct tally *t = ctx;

    mix_flow(t, f, 8 + how, us);
    t->closed++;
    t->gone[f->number % OPEN_MAX] = true;
}

static void secrets(void *ctx, struct span keylog)
{
    struct tally *t = ctx;

    for (size_t i = 0; i < keylog.n; i++)
        mix(t, keylog.p[i]);
}

static void skipped(void *ctx, enum err e, uint64_t offset)
{
    mix(ctx, e);
    mix(ctx, offset);
}

static uint64_t reading(struct span file, size_t chunk)
{
    static struct tally t;
    struct capture_hooks hooks = {.ctx = &t,
                                  .opened = opened,
                                  .data = data,
                                  .gap = gap,
                                  .eof = eof,
                                  .closed = closed,
                                  .secrets = secrets,
                                  .skipped = skipped};
    struct capture *c;
    struct span left = file;
    enum err e = ERR_OK;

    t = (struct tally){0};
    REQUIRE(capture_new(&c, &hooks) == ERR_OK);
    for (; left.n > 0 && e == ERR_OK; left = span_tail(left, chunk))
        e = capture_feed(c, span_head(left, chunk));
    mix(&t, e);
    enum err last = capture_end(c);
    REQUIRE(e == ERR_OK || last == e);
    REQUIRE(e == ERR_OK || err_reason(e) == REASON_UNDECODABLE);
    const struct capture_sums *s = capture_sums(c);
    REQUIRE(capture_offset(c) <= file.n && s->bytes == capture_offset(c));
    REQUIRE(t.opened == t.closed && t.opened == s->flows && t.bytes <= file.n);
    REQUIRE(s->tcp <= s->packets && s->skipped <= s->packets && s->fragments <= s->skipped);
    mix(&t, last);
    mix(&t, s->bytes + s->packets + s->tcp + s->gaps + s->retransmitted);
    capture_free(c);
    return t.hash;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct span file = span_tail(span_of(bytes, size), 1);

    if (size == 0)
        return 0;
    uint64_t whole = reading(file, SIZE_MAX);
    REQUIRE(reading(file, bytes[0] + (size_t)1) == whole);
    return 0;
}
