/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/fault/fault_record.h"

#include "lib/tls/core/conn.h"
#include "lib/tls/core/outbound.h"

void fault_record(struct tls *t, uint8_t content_type, struct span plain)
{
    fault_check(t, outbound_own(t, content_type, plain, false));
}

void fault_record_clear(struct tls *t, uint8_t content_type, struct span plain)
{
    fault_check(t, outbound_own(t, content_type, plain, true));
}
