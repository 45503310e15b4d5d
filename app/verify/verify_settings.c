/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/verify/verify_settings.h"

enum err verify_settings_check(const struct verify_settings *settings)
{
    if (settings->purpose != PURPOSE_SERVER)
        return ERR_OK;
    switch (settings->host.kind) {
    case HOST_EMAIL: return ERR_HOST_SERVER_EMAIL;
    case HOST_URI: return ERR_HOST_SERVER_URI;
    default: return ERR_OK;
    }
}
