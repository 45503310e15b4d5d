/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the options ask for. */
#include "config.h"

#include "app/fetch/gather.h"

struct fetch_wants gather_wants(const struct gather_settings *settings)
{
    struct fetch_wants w = settings->wants;

    return (struct fetch_wants){
        .issuers = w.issuers || w.all, .ocsp = w.ocsp || w.all, .crls = w.crls || w.all};
}

bool gather_is_wanted(const struct gather_settings *settings, const struct verify_settings *judging)
{
    struct fetch_wants w = gather_wants(settings);

    return w.issuers || w.ocsp || w.crls || ct_tiles_are_fetched(judging);
}
