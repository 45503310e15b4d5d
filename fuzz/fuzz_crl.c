/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CRLs: parsed, walked, searched and shown; and lists of distribution points. */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/view/view.h"

const char fuzz_name[] = "crl";

static void entries(const struct crl *crl)
{
    struct crl_iter it = {0};
    struct crl_entry entry, found;
    uint64_t work = 10000;
    size_t num = 0;

    while (crl_next(&it, crl, &entry)) {
        REQUIRE(span_contains(crl->entries, entry.serial));
        REQUIRE(entry.issuer.n == 0 || span_contains(crl->der, entry.issuer));
        /* What the walk shows the search finds, for the first few at least. */
        struct cert c = {.serial = entry.serial, .issuer = entry.issuer};
        bool is_there;
        if (num++ < 50 && !entry.issuer_unread && name_id_of(&c.issuer_id, c.issuer) == ERR_OK &&
            crl_find(&is_there, &found, crl, &c, &work) == ERR_OK)
            REQUIRE(is_there);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span der = span_of(data, size), points = der;
    struct style style = {.columns = 80};
    struct fail f = {0};
    struct crl_dp dp;
    struct crl crl;
    struct buf b;

    while (crl_dp_next(&points, &dp))
        REQUIRE(dp.name.n == 0 || span_contains(der, dp.name));
    if (crl_parse(&crl, der, &f) != ERR_OK)
        return 0;
    entries(&crl);

    buf_init(&b, FUZZ_CAP);
    crl_text(&b, &crl, &style);
    crl_short(&b, &crl);
    REQUIRE(fuzz_harmless(&b));
    buf_truncate(&b, 0);
    REQUIRE(crl_json(&b, "-", &crl) == ERR_OK && fuzz_harmless(&b));
    buf_free(&b);
    return 0;
}
