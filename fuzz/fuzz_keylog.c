/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Key logs of any content. */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/tls/keys/keylog.h"

const char fuzz_name[] = "keylog";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span all = span_of(data, size), text = all;
    struct keylog_line line;
    struct fail fail = {0};
    size_t before = text.n;

    while (keylog_next(&text, &line, &fail)) {
        REQUIRE(text.n < before);
        REQUIRE(line.label.n > 0 && span_contains(all, line.label));
        REQUIRE(line.secret_n > 0 && line.secret_n <= KEYLOG_SECRET_MAX);
        before = text.n;
    }
    REQUIRE(fail.err != ERR_OK || text.n == 0);
    REQUIRE(fail.err == ERR_OK || fail.at.n == 0 || span_contains(all, fail.at));
    return 0;
}
