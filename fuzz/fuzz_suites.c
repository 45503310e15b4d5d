/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of suites, groups and schemes as text: the first octet picks the kind. */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/tls/wire/names.h"

const char fuzz_name[] = "suites";

typedef enum err parser(struct numbers *out, struct span text, struct span *at);

/* Written as ids it says the same. */
static void again(parser *parse, const struct numbers *n)
{
    struct numbers same;
    struct span at;
    struct buf b;

    buf_init(&b, FUZZ_CAP);
    for (size_t i = 0; i < n->num; i++) {
        for (size_t j = 0; j < i; j++)
            REQUIRE(n->v[i] != n->v[j]);
        buf_printf(&b, "0x%x:", n->v[i]);
    }
    REQUIRE(parse(&same, buf_span(&b), &at) == ERR_OK && same.num == n->num);
    REQUIRE(memcmp(same.v, n->v, n->num * sizeof n->v[0]) == 0);
    buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static parser *const parsers[] = {names_suites,     names_groups,     names_schemes,
                                      names_any_suites, names_any_groups, names_any_schemes};
    struct span text = span_tail(span_of(data, size), 1), at;
    struct numbers n;

    if (size == 0)
        return 0;
    parser *parse = parsers[data[0] % (sizeof parsers / sizeof parsers[0])];
    enum err e = parse(&n, text, &at);
    REQUIRE(at.n == 0 || span_contains(text, at));
    REQUIRE(n.num <= NAMES_MAX && (e != ERR_OK || n.num > 0));
    if (e == ERR_OK)
        again(parse, &n);
    return 0;
}
