/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of any form: PEM, DER, PKCS#7. */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/base/hex.h"
#include "lib/x509/bundle.h"

const char fuzz_name[] = "pem";

/* What was decoded, encoded again and decoded again, is the same. */
static void round_trip(struct span bytes)
{
    struct buf text, again;
    struct pem_block block;
    struct fail f = {0};

    buf_init(&text, FUZZ_CAP);
    buf_init(&again, FUZZ_CAP);
    pem_encode(&text, "CERTIFICATE", bytes);
    struct span rest = buf_span(&text);
    REQUIRE(pem_next(&rest, &block, &f));
    REQUIRE(block.label == PEM_CERTIFICATE);
    REQUIRE(pem_decode(&again, block.body, &f) == ERR_OK);
    REQUIRE(span_eq(buf_span(&again), bytes));
    buf_free(&text);
    buf_free(&again);
}

static void blocks(struct span text)
{
    struct pem_block block;
    struct fail f = {0};
    struct span rest = text;

    while (pem_next(&rest, &block, &f)) {
        struct buf all, head;
        struct fail why = {0};

        REQUIRE(span_contains(text, block.whole));
        REQUIRE(rest.n < text.n);
        buf_init(&all, FUZZ_CAP);
        buf_init(&head, FUZZ_CAP);
        if (pem_decode(&all, block.body, &why) == ERR_OK) {
            if (pem_decode_head(&head, block.body, 64) == ERR_OK)
                REQUIRE(span_starts(buf_span(&all), span_head(buf_span(&head), 64)));
            round_trip(buf_span(&all));
        }
        buf_free(&all);
        buf_free(&head);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span file = span_of(data, size);
    struct arena arena;
    struct bundle bundle;
    struct item item;
    struct fail f = {0};
    struct buf b;
    size_t num = 0;

    pem_form(file);
    blocks(file);
    buf_init(&b, FUZZ_CAP);
    if (hex_decode(&b, file, &f) == ERR_OK)
        REQUIRE(b.n <= size / 2);
    buf_free(&b);

    arena_init(&arena, FUZZ_CAP);
    if (bundle_open(&bundle, file, &arena) == ERR_OK) {
        while (bundle_next(&bundle, &item)) {
            item_guess(item.der);
            item_place(&bundle, &item, item.der);
            REQUIRE(item.index == num);
            REQUIRE(++num <= size + 1);
        }
    }
    arena_free(&arena);
    return 0;
}
