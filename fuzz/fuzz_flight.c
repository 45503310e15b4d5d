/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first hello in bytes: in all of them, in some of them, and in hexadecimal. */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/base/hex.h"
#include "lib/tls/wire/first_flight.h"
#include "lib/tls/wire/msg.h"
#include "lib/tls/wire/ssl2.h"

const char fuzz_name[] = "flight";

enum { TEXT_CAP = 1 << 20 };

static void check(const struct first_flight *f)
{
    struct span all = buf_span(&f->messages);
    struct msg m;

    REQUIRE((f->kind == FIRST_FLIGHT_BROKEN) == (f->err != ERR_OK));
    REQUIRE(f->is_ssl2 || f->kind != FIRST_FLIGHT_ERROR);
    if (f->is_ssl2) {
        REQUIRE(ssl2_is_record(f->hello) && ssl2_record_need(f->hello) == f->hello.n);
        return;
    }
    if (f->kind != FIRST_FLIGHT_CLIENT && f->kind != FIRST_FLIGHT_SERVER)
        return;
    REQUIRE(span_contains(all, f->hello) && msg_split(&m, f->hello));
    REQUIRE(m.bytes.n == f->hello.n);
    REQUIRE(m.type == (f->kind == FIRST_FLIGHT_CLIENT ? HS_CLIENT_HELLO : HS_SERVER_HELLO));
}

/* What was decided stays so when more comes. */
static void take(struct span in, size_t early)
{
    struct first_flight f;
    enum first_flight_kind first;

    first_flight_init(&f);
    first_flight_take(&f, span_head(in, early));
    check(&f);
    first = f.kind;
    first_flight_take(&f, in);
    check(&f);
    REQUIRE(first == FIRST_FLIGHT_MORE || first == f.kind);
    first_flight_free(&f);
}

static void text(struct span in)
{
    struct buf out, hex, again;

    buf_init(&out, TEXT_CAP);
    buf_init(&hex, FUZZ_CAP);
    buf_init(&again, FUZZ_CAP);
    if (first_flight_text(&out, in) == ERR_OK) {
        /* A "*" in a dump stands for lines like the one before it. */
        REQUIRE(out.n <= in.n || span_find(in, '*') < in.n);
        hex_encode(&hex, buf_span(&out), ',');
        REQUIRE(first_flight_text(&again, buf_span(&hex)) == ERR_OK);
        REQUIRE(span_eq(buf_span(&again), buf_span(&out)));
    }
    buf_free(&out);
    buf_free(&hex);
    buf_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    struct span in = span_of(data + 2, size - 2);

    take(in, (size_t)(data[0] << 8 | data[1]));
    text(in);
    return 0;
}
