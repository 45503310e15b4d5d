/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificate requests and public keys. */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/view/view.h"

const char fuzz_name[] = "csr";

static void key(struct span spki)
{
    struct style style = {.columns = 80};
    struct fail f = {0};
    struct keyinfo k;
    struct buf b;

    if (keyinfo_parse(&k, spki, &f) != ERR_OK)
        return;
    buf_init(&b, FUZZ_CAP);
    key_text(&b, &k, spki, &style);
    key_short(&b, &k, spki);
    REQUIRE(fuzz_harmless(&b));
    buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct style style = {.columns = 80};
    struct span der = span_of(data, size);
    struct fail f = {0};
    struct csr r;
    struct buf b;

    key(der);
    if (csr_parse(&r, der, &f) != ERR_OK)
        return 0;
    REQUIRE(span_contains(der, r.info) && span_contains(der, r.spki));
    key(r.spki);
    if (csr_verify(&r) == ERR_OK)
        REQUIRE(r.sigalg.kind != SIG_UNKNOWN && r.key.err == ERR_OK);

    buf_init(&b, FUZZ_CAP);
    csr_text(&b, &r, &style);
    csr_short(&b, &r);
    REQUIRE(fuzz_harmless(&b));
    buf_truncate(&b, 0);
    REQUIRE(csr_json(&b, "-", &r) == ERR_OK && fuzz_harmless(&b));
    buf_free(&b);
    return 0;
}
