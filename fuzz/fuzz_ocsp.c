/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OCSP responses: parsed, walked and shown. */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/view/view.h"
#include "lib/x509/ocsp.h"

const char fuzz_name[] = "ocsp";

static bool is_within(struct span whole, struct span part)
{
    return part.n == 0 || span_contains(whole, part);
}

static void walk(const struct ocsp_response *response)
{
    struct span singles = response->singles, certs = response->certs, der;
    struct ocsp_single single;
    size_t num = 0;

    while (ocsp_next(&singles, &single)) {
        REQUIRE(is_within(response->der, single.id.serial));
        REQUIRE(is_within(response->der, single.id.name_hash));
        REQUIRE(is_within(response->der, single.id.key_hash));
        num++;
    }
    REQUIRE(num <= response->num_singles);
    while (ocsp_next_cert(&certs, &der))
        REQUIRE(is_within(response->der, der));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span der = span_of(data, size);
    struct style style = {.columns = 80};
    struct ocsp_response response;
    struct fail f = {0};
    struct buf b;

    if (ocsp_parse(&response, der, &f) != ERR_OK)
        return 0;
    REQUIRE(is_within(der, response.tbs) && is_within(der, response.nonce));
    walk(&response);
    buf_init(&b, FUZZ_CAP);
    ocsp_text(&b, &response, &style);
    ocsp_short(&b, &response);
    REQUIRE(fuzz_harmless(&b));
    buf_truncate(&b, 0);
    REQUIRE(ocsp_json(&b, "-", &response) == ERR_OK && fuzz_harmless(&b));
    buf_free(&b);
    return 0;
}
