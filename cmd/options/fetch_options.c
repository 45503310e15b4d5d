/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/options/fetch_options.h"

#define AT(member) .offset = offsetof(struct fetch_settings, member)

const struct opt fetch_group[] = {
    {.kind = OPT_FLAG,
     .name = "fetch-private",
     AT(allow_private),
     .help = "Fetch from private, loopback and link-local addresses, too. Without it a certificate "
             "cannot make tlsbox connect to such an address."},
    {.kind = OPT_FLAG,
     .name = "no-cache",
     AT(no_cache),
     .help = "Neither use what earlier runs have fetched nor keep what is fetched."},
    {.kind = OPT_END},
};
