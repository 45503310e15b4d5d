/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private keys, PEM and DER. */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/crypto/privkey.h"

const char fuzz_name[] = "privkey";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct privkey *k = NULL;
    enum err e = privkey_new(&k, span_of(data, size));

    REQUIRE((e == ERR_OK) == (k != NULL));
    if (k != NULL) {
        enum key_kind kind = privkey_kind(k);

        REQUIRE(kind != KEY_NONE && (privkey_bits(k) > 0 || keyinfo_mldsa(kind) != NULL));
        REQUIRE(!privkey_fits(k, &(struct keyinfo){.kind = kind}));
    }
    privkey_free(k);
    return 0;
}
