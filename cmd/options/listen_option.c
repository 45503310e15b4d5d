/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/options/listen_option.h"

#include <stdlib.h>
#include <string.h>

/* Digits alone are a port; anything else is an address with a port. */
bool listen_parse(struct target *out, const char *text)
{
    size_t digits = strspn(text, "0123456789");
    long port = digits > 0 && digits < 6 ? strtol(text, NULL, 10) : -1;

    *out = (struct target){0};
    if (text[digits] != '\0') {
        const char *colon = strrchr(text, ':');

        /* target_parse does not accept port 0, which is valid here. */
        if (colon != NULL && strcmp(colon, ":0") == 0)
            return target_parse(out, span_of(text, (size_t)(colon - text))) == ERR_OK && out->is_ip;
        return target_parse(out, span_str(text)) == ERR_OK && out->is_ip && out->port != 0;
    }
    out->port = (uint16_t)port;
    return port >= 0 && port <= UINT16_MAX;
}
