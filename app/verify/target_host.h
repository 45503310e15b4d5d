/* SPDX-License-Identifier: GPL-3.0-or-later */
/* target_host: the name of a server as it is looked up, and as its certificate is checked for. */
#ifndef TB_APP_VERIFY_TARGET_HOST_H
#define TB_APP_VERIFY_TARGET_HOST_H

#include "lib/net/net.h"
#include "lib/path/host.h"

/* target_host reads the host of a target: a DNS name, as A-labels in `name`, or an address.
 * Errors: NET_HOST, HOST_*, MEMORY. */
enum err target_host(struct reference_id *out, char name[HOST_DNS_SIZE],
                     const struct target *target) MUST_CHECK;

#endif
