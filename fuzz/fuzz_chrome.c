/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chrome's root_store.textproto, without the file of its certificates. */
#include "config.h"

#include "fuzz/storefuzz.h"

const char fuzz_name[] = "chrome";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    storefuzz(chrome_read, data, size);
    return 0;
}
