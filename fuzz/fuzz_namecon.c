/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Name constraints: three elements, nameConstraints, subjectAltName and the subject. */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/path/namecon.h"
#include "lib/x509/certext.h"

const char fuzz_name[] = "namecon";

enum { ARENA_CAP = 64 << 20 };

/* As cert_parse leaves an extension; false where it does not decode. */
static bool set(struct cert *c, enum ext_id id, struct span val)
{
    c->ext[id] = (struct cert_ext){.present = true, .val = val};
    certext_decode(c, id);
    return c->ext[id].err == ERR_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cert ca = {.path_len = -1}, c = {.path_len = -1};
    struct fail f = {0}, form = {0};
    struct der d = der_open(span_of(data, size), &f);
    struct span nc = der_raw(&d, DER_SEQUENCE), san = der_raw(&d, DER_SEQUENCE);

    c.subject = der_raw(&d, DER_SEQUENCE);
    if (f.err != ERR_OK || !set(&ca, EXT_NC, nc) || !set(&c, EXT_SAN, san))
        return 0;
    name_check(c.subject, &f);
    if (f.err != ERR_OK)
        return 0;
    namecon_decode(nc, &form);
    REQUIRE(form.at.n == 0 || span_contains(nc, form.at));

    struct arena arena;
    struct namecons all = {.arena = &arena};
    arena_init(&arena, ARENA_CAP);
    for (int cn_is_host = 0; cn_is_host < 2; cn_is_host++) {
        struct budget much = budget_default(), none = {0};
        struct nc_result whole, broke;

        if (namecon_check(&whole, &all, &ca, &c, cn_is_host != 0, &much) != ERR_OK ||
            namecon_check(&broke, &all, &ca, &c, cn_is_host != 0, &none) != ERR_OK)
            break;
        /* Without a budget nothing is refused or allowed that costs a comparison. */
        REQUIRE(broke.verdict == NC_LIMIT || broke.verdict == whole.verdict);
        REQUIRE(whole.verdict == NC_OK || whole.verdict == NC_LIMIT || whole.name.val.n == 0 ||
                span_contains(span_of(data, size), whole.name.val));
        REQUIRE(whole.subtree.n == 0 || span_contains(span_of(data, size), whole.subtree));
    }
    arena_free(&arena);
    return 0;
}
