/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole server: an octet of options, then what the client says, in the clear and trusted. */
#include "config.h"

#include "fuzz/fuzz.h"
#include "fuzz/server.h"

const char fuzz_name[] = "deepserver";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return server_fuzz(span_of(data, size), true);
}
