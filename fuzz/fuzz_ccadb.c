/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CCADB reports. */
#include "config.h"

#include "fuzz/storefuzz.h"

const char fuzz_name[] = "ccadb";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    storefuzz(ccadb_read, data, size);
    return 0;
}
