/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mozilla's certdata.txt. */
#include "config.h"

#include "fuzz/storefuzz.h"

const char fuzz_name[] = "certdata";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    storefuzz(certdata_read, data, size);
    return 0;
}
