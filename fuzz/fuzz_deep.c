/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole client: an octet of options, then what the server says, in the clear and trusted. */
#include "config.h"

#include "fuzz/client.h"
#include "fuzz/fuzz.h"

const char fuzz_name[] = "deep";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return client_fuzz(span_of(data, size), true);
}
