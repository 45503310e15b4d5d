/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streams of records: cut, and opened under some way of protecting them. */
#include "config.h"

#include "fuzz/fuzz.h"

#include "fuzz/ways.h"

const char fuzz_name[] = "record";

/* What is opened is never longer than the record, nor than a record may be. */
static void open_all(struct span stream, size_t way)
{
    struct protect p;
    struct record r;
    struct fail fail = {0};
    struct buf out;
    bool complete = true;

    ways_start(&p, way, false);
    buf_init(&out, FUZZ_CAP);
    while (record_split(&r, &complete, stream, RECORD_CIPHER12_MAX, &fail) == ERR_OK && complete) {
        uint8_t type;
        size_t padding, before = out.n;

        REQUIRE(span_contains(stream, r.bytes) && span_contains(r.bytes, r.fragment));
        if (protect_open(&p, &out, &type, &padding, &r) == ERR_OK)
            REQUIRE(out.n - before + padding <= r.fragment.n && out.n - before <= RECORD_PLAIN_MAX);
        else
            REQUIRE(out.n == before);
        stream = span_tail(stream, r.bytes.n);
    }
    buf_free(&out);
    protect_wipe(&p);
}

/* What is sealed comes out again. */
static void round_trip(struct span plain, size_t way, size_t pad)
{
    struct protect write, read;
    struct record r;
    struct fail fail = {0};
    struct buf wire, out;
    uint8_t type;
    size_t padding;
    bool complete;

    plain = span_head(plain, RECORD_PLAIN_MAX);
    ways_start(&write, way, true);
    ways_start(&read, way, false);
    buf_init(&wire, FUZZ_CAP);
    buf_init(&out, FUZZ_CAP);
    REQUIRE(ways_seal(&write, &wire, plain, pad) == ERR_OK);
    REQUIRE(record_split(&r, &complete, buf_span(&wire), RECORD_CIPHER12_MAX, &fail) == ERR_OK);
    REQUIRE(complete && r.bytes.n == wire.n);
    REQUIRE(protect_open(&read, &out, &type, &padding, &r) == ERR_OK);
    REQUIRE(type == CONTENT_HANDSHAKE && span_eq(buf_span(&out), plain));
    buf_free(&wire);
    buf_free(&out);
    protect_wipe(&write);
    protect_wipe(&read);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span in = span_of(data, size);
    size_t way, pad;

    if (size < 2)
        return 0;
    way = data[0] % WAYS;
    pad = data[1];
    in = span_tail(in, 2);
    (void)record_looks_like(in);
    open_all(in, way);
    round_trip(in, way, pad);
    return 0;
}
