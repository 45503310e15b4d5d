/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * advice: the changes that are worth most to a server, and the lines of its configuration that make
 * them.
 */
#ifndef TB_LIB_SCAN_ADVICE_H
#define TB_LIB_SCAN_ADVICE_H

#include "lib/base/buf.h"
#include "lib/scan/requirement.h"

enum scan_change {
#define CHANGE(id, text) SCAN_CHANGE_##id,
#define FIXES(change, rule)
#define MEETS(change, item)
#include "lib/scan/changes.def"
#undef MEETS
#undef FIXES
#undef CHANGE
    SCAN_CHANGE_COUNT
};
const char *scan_change_id(enum scan_change change);   /* "VERSIONS" */
const char *scan_change_text(enum scan_change change); /* a sentence */
bool scan_change_fixes(enum scan_change change, enum scan_rule rule);

struct scan_advice {
    enum scan_change change;
    enum scan_level level; /* of the worst finding that it removes */
    size_t fixes;          /* the number of findings that it removes … */
    size_t meets;          /* … and of broken items of the requirement */
};
enum { SCAN_ADVICE_MAX = 3 };

/* scan_advise chooses *num changes: the worst finding counts first, then how many a change removes.
 * A broken item of a requirement counts as a low finding; check may be NULL.  What one change
 * removes does not count for the next.  Errors: those of the arena, which is for work. */
enum err scan_advise(struct scan_advice out[SCAN_ADVICE_MAX], size_t *num,
                     const struct scan_findings *findings, const struct requirement_check *check,
                     struct arena *arena) MUST_CHECK;

/* The programs whose configuration we can write. */
enum scan_server {
#define SERVER(id, name, place, prime) SCAN_SERVER_##id,
#define SERVER_NAMED(id, start)
#define SERVER_LINES(id, change, text)
#include "lib/scan/server_lines.def"
#undef SERVER_LINES
#undef SERVER_NAMED
#undef SERVER
    SCAN_SERVER_UNKNOWN
};
const char *scan_server_name(enum scan_server server);  /* "nginx" */
const char *scan_server_place(enum scan_server server); /* "in the block http or server" */

/* scan_server_of is what the server says that it is. */
enum scan_server scan_server_of(const struct scan_facts *facts);

/* scan_server_lines appends the lines that make a change, each with its newline; nothing if the
 * program has no setting for it, or is unknown.  What is good about the facts stays so.  Errors:
 * those of the arena, which is for work. */
enum err scan_server_lines(struct buf *out, enum scan_server server, enum scan_change change,
                           const struct scan_facts *facts, struct arena *arena) MUST_CHECK;

#endif
