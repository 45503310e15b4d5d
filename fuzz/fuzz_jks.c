/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Java's own key stores. */
#include "config.h"

#include "fuzz/storefuzz.h"

const char fuzz_name[] = "jks";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    storefuzz(jks_read, data, size);
    return 0;
}
