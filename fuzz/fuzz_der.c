/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DER: every element of the input, entered where it is constructed; then the tree as text. */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/asn1/der.h"
#include "lib/asn1/oid.h"
#include "lib/view/view.h"

const char fuzz_name[] = "der";

enum { DEPTH_MAX = 32 };

static void look(struct tlv t)
{
    unsigned unused = 0;
    struct fail f = {0};
    struct buf b;

    der_string_check(t.tag, t.val, &f);
    f = (struct fail){0};
    der_integer_content(t.val, &f);
    REQUIRE(f.err != ERR_OK || t.val.n > 0);
    f = (struct fail){0};
    der_boolean_content(t.val, &f);
    REQUIRE(f.err != ERR_OK || t.val.n == 1);
    f = (struct fail){0};
    struct span bits = der_bits_content(t.val, &unused, &f);
    REQUIRE(f.err != ERR_OK || (unused < 8 && bits.n + 1 == t.val.n));
    f = (struct fail){0};
    der_named_bits(t.val, &f);
    f = (struct fail){0};
    der_generalized_time_content(t.val, &f);
    REQUIRE(f.err != ERR_OK || t.val.n == 15);
    f = (struct fail){0};
    der_set_order(t.val, &f);
    f = (struct fail){0};
    uint32_t small = der_small(t.val, 1000, &f);
    REQUIRE(small <= 1000);

    f = (struct fail){0};
    der_oid_content(t.val, &f);
    if (f.err != ERR_OK)
        return;
    buf_init(&b, FUZZ_CAP);
    oid_print(&b, t.val);
    REQUIRE(b.n > 0 && fuzz_harmless(&b));
    enum oid oid = oid_find(t.val);
    REQUIRE(oid == OID_UNKNOWN || span_eq(oid_bytes(oid), t.val));
    buf_free(&b);
}

static void walk(struct der d, int depth)
{
    while (der_more(&d)) {
        struct span before = d.rest;
        struct tlv t = der_any(&d);

        if (d.fail->err != ERR_OK) {
            REQUIRE(d.fail->at.n == 0 || span_contains(before, d.fail->at));
            return;
        }
        REQUIRE(span_contains(before, t.raw) && t.raw.p == before.p);
        REQUIRE(t.val.n == 0 || span_contains(t.raw, t.val));
        REQUIRE(t.raw.n + d.rest.n == before.n);
        look(t);
        if ((before.p[0] & DER_CONSTRUCTED) != 0 && depth < DEPTH_MAX) {
            struct fail f = {0};
            walk(der_open(t.val, &f), depth + 1);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct style style = {.columns = 80};
    struct fail f = {0};
    struct buf b;

    walk(der_open(span_of(data, size), &f), 0);
    f = (struct fail){0};
    struct der d = der_open(span_of(data, size), &f);
    der_time(&d);

    buf_init(&b, FUZZ_CAP);
    asn1tree_text(&b, span_of(data, size), &style);
    REQUIRE(fuzz_harmless(&b));
    buf_free(&b);
    return 0;
}
