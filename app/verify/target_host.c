/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/verify/target_host.h"

#include <stdio.h>
#include <string.h>

enum err target_host(struct reference_id *out, char name[HOST_DNS_SIZE],
                     const struct target *target)
{
    char bare[sizeof target->host];

    /* The zone (RFC 4007 11) selects an interface and is not part of the certificate's name. */
    snprintf(bare, sizeof bare, "%.*s",
             (int)(target->is_ip ? strcspn(target->host, "%") : sizeof bare), target->host);
    enum err e = host_parse(out, bare);

    if (e == ERR_HOST_FORM || e == ERR_HOST_PORT ||
        (e == ERR_OK && out->kind != HOST_DNS && out->kind != HOST_IP))
        return ERR_NET_HOST;
    if (e != ERR_OK)
        return e;
    if (out->kind == HOST_DNS)
        snprintf(name, HOST_DNS_SIZE, "%.*s", (int)out->name_n, (const char *)out->name);
    else
        snprintf(name, HOST_DNS_SIZE, "%s", target->host);
    return ERR_OK;
}
