/* SPDX-License-Identifier: GPL-3.0-or-later */
/* requirement_inside: what the parts of requirement_check share. */
#ifndef TB_LIB_SCAN_REQUIREMENT_INSIDE_H
#define TB_LIB_SCAN_REQUIREMENT_INSIDE_H

#include "lib/scan/requirement.h"

struct requirement_work {
    const struct requirement *requirement;
    const struct scan_facts *facts;
    struct arena *arena;
    struct requirement_check *out;
};

/* requirement_line begins a line that is met so far. */
struct requirement_line requirement_line(const struct requirement_work *work,
                                         enum requirement_item item);

/* requirement_put adds a line; failures stay in the arena. */
void requirement_put(struct requirement_work *work, const struct requirement_line *line);

/* requirement_break: this number breaks it.  requirement_doubt: it is not known, unless it is
 * broken. */
void requirement_break(struct requirement_work *work, struct requirement_line *line, uint16_t id);
void requirement_doubt(struct requirement_line *line);

void requirement_check_lists(struct requirement_work *work);
void requirement_check_certs(struct requirement_work *work);
void requirement_check_features(struct requirement_work *work);

#endif
