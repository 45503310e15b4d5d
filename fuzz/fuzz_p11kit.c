/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The persistence format of p11-kit. */
#include "config.h"

#include "fuzz/storefuzz.h"

const char fuzz_name[] = "p11kit";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    storefuzz(p11kit_read, data, size);
    return 0;
}
