/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole server: an octet of options, then what the client says. */
#include "config.h"

#include "fuzz/fuzz.h"
#include "fuzz/server.h"

const char fuzz_name[] = "server";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return server_fuzz(span_of(data, size), false);
}
