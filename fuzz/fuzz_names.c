/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names: two of them one behind the other, compared and printed; and the bytes as GeneralNames. */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/view/view.h"

const char fuzz_name[] = "names";

static void print(struct span name)
{
    struct buf b;

    buf_init(&b, FUZZ_CAP);
    name_print(&b, name);
    REQUIRE(fuzz_harmless(&b));
    buf_truncate(&b, 0);
    safe_put(&b, name);
    REQUIRE(fuzz_harmless(&b));
    buf_free(&b);
}

static void walk(struct span name)
{
    struct name_iter it = name_iter_open(name);
    struct attribute a, found;
    struct buf b;

    while (name_next(&it, &a)) {
        REQUIRE(span_contains(name, a.type_content));
        buf_init(&b, FUZZ_CAP);
        attribute_text(&b, &a);
        buf_free(&b);
        if (a.type != OID_UNKNOWN)
            REQUIRE(name_find(name, a.type, &found));
    }
}

static bool well_formed(struct span name)
{
    struct fail f = {0};

    if (name.n == 0)
        return false;
    name_check(name, &f);
    return f.err == ERR_OK;
}

static void compare(struct span a, struct span b)
{
    bool eq = name_eq(a, b);

    REQUIRE(name_eq(a, a) && name_eq(b, b) && name_eq(b, a) == eq);
    REQUIRE(!eq || name_hash(a) == name_hash(b));
    REQUIRE(!eq || (name_is_within(a, b) && name_is_within(b, a)));
    REQUIRE(!eq || name_is_empty(a) == name_is_empty(b));
    REQUIRE(name_is_within(a, a));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fail f = {0}, g = {0}, h = {0};
    struct der d = der_open(span_of(data, size), &f);
    struct span a = der_raw(&d, DER_SEQUENCE), b = der_raw(&d, DER_SEQUENCE);

    if (well_formed(a)) {
        print(a);
        walk(a);
        if (well_formed(b))
            compare(a, b);
    }
    gnames_check(span_of(data, size), &g);
    struct der names = der_open(span_of(data, size), &h);
    while (der_more(&names)) {
        struct gname n = gname_next(&names);
        if (h.err == ERR_OK)
            gname_syntax(&n);
    }
    REQUIRE(size == 0 || (g.err == ERR_OK) == (h.err == ERR_OK));
    return 0;
}
