/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fault_record: sends extra records on purpose, in a hook of fault.h or between calls. */
#ifndef TB_LIB_TLS_FAULT_FAULT_RECORD_H
#define TB_LIB_TLS_FAULT_FAULT_RECORD_H

#include "lib/base/span.h"

struct tls;

/* Sends one record of any length, under the current keys or in the clear. */
void fault_record(struct tls *t, uint8_t content_type, struct span plain);
void fault_record_clear(struct tls *t, uint8_t content_type, struct span plain);

#endif
