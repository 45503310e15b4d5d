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

#undef AT
#define AT(member) .offset = offsetof(struct gather_settings, member)

const struct opt gather_group[] = {
    {.kind = OPT_GROUP, .help = "Fetching"},
    {.kind = OPT_FLAG,
     .name = "aia",
     AT(wants.issuers),
     .help = "Fetch issuers that are missing from where the certificates say that they are, by "
             "http or https."},
    {.kind = OPT_FLAG,
     .name = "fetch-ocsp",
     AT(wants.ocsp),
     .help = "Ask the OCSP responders that the certificates name about those whose status is not "
             "known. Implies --revocation soft unless --revocation is given."},
    {.kind = OPT_FLAG,
     .name = "fetch-crl",
     AT(wants.crls),
     .help = "Fetch the certificate revocation lists that the certificates name, if the status is "
             "not known otherwise. Implies --revocation soft unless --revocation is given."},
    {.kind = OPT_FLAG,
     .name = "fetch",
     AT(wants.all),
     .help = "All three: --aia, --fetch-ocsp and --fetch-crl."},
    {.kind = OPT_INCLUDE, .group = fetch_group, AT(how)},
    {.kind = OPT_END},
};

int fetch_options_wrong(struct run *run, const struct gather_settings *settings,
                        const struct verify_settings *judging)
{
    struct fetch_wants wants = gather_wants(settings);

    if (!gather_is_wanted(settings, judging) &&
        (settings->how.allow_private || settings->how.no_cache))
        return cmd_wrong(run, "--fetch-private and --no-cache go with --aia, --fetch-ocsp, "
                              "--fetch-crl, --fetch or --ct-tiles fetch");
    if ((wants.ocsp || wants.crls) && judging->revocation == REVOCATION_OFF)
        return cmd_wrong(run, "nothing is asked about revocation with --revocation off: without "
                              "--fetch, --fetch-ocsp and --fetch-crl, or with soft or hard");
    return EXIT_OK;
}
