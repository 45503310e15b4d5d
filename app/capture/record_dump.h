/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decode_raw: records that stand in a file one after the other, of one side or of both: which side
 * each is of shows in its content. */
#ifndef TB_APP_CAPTURE_RECORD_DUMP_H
#define TB_APP_CAPTURE_RECORD_DUMP_H

#include "app/capture/capture_conn.h"

/* decode_raw tells of them as of one connection: CAPTURE_MAGIC where they are no records at all. */
enum err decode_raw(struct decode_job *j, struct span bytes) MUST_CHECK;

#endif
