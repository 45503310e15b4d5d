/* SPDX-License-Identifier: GPL-3.0-or-later */
/* record_dump: records that stand in a file one after the other, of one side or of both.  Their
 * content shows which side sent each. */
#ifndef TB_APP_CAPTURE_RECORD_DUMP_H
#define TB_APP_CAPTURE_RECORD_DUMP_H

#include "app/capture/capture_read.h"

/* record_dump_read hands them over as one connection: CAPTURE_NEITHER if they are no records. */
enum err record_dump_read(struct capture_reader *reader, struct span bytes) MUST_CHECK;

#endif
