/* SPDX-License-Identifier: GPL-3.0-or-later */
/* line_sink: writes result lines, and leaves no part of one behind when writing fails. */
#ifndef TB_APP_BATCH_LINE_SINK_H
#define TB_APP_BATCH_LINE_SINK_H

#include "lib/base/span.h"

struct line_sink {
    int fd;
    uint64_t lines; /* written as a whole */
    bool failed;
    int sys_errno; /* why, for strerror; EPIPE: nobody reads */
    bool is_torn;  /* the last line is written in part, and could not be cut */
};

/* line_sink_put writes whole lines; false if that fails or has failed before.  If the output is a
 * file that ends there, the part of a line is cut from it. */
bool line_sink_put(struct line_sink *sink, struct span lines);

#endif
