/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_totals: what the targets of a run have in common, in numbers.  Its size does not depend on
 * how many there are.
 */
#ifndef TB_LIB_VIEW_SCAN_SCAN_TOTALS_H
#define TB_LIB_VIEW_SCAN_SCAN_TOTALS_H

#include "lib/scan/advice.h"
#include "lib/view/scan/scan_view.h"

/* The strongest key exchange of a server. */
enum scan_exchange {
    SCAN_POST_QUANTUM,
    SCAN_FORWARD_SECRET,
    SCAN_NO_SECRECY, /* RSA alone: its key decrypts recordings */
    SCAN_EXCHANGE_UNKNOWN,
    SCAN_EXCHANGES
};

/* When the first of a server's certificates ends. */
enum scan_due {
    SCAN_DUE_REFUSED, /* it is refused already */
    SCAN_DUE_WEEK,
    SCAN_DUE_MONTH,
    SCAN_DUE_QUARTER,
    SCAN_DUE_LATER,
    SCAN_DUE_UNKNOWN, /* none was seen */
    SCAN_DUES
};

/* What kinds of keys its certificates have: a server may have several. */
enum scan_key {
    SCAN_KEY_RSA,
    SCAN_KEY_ECDSA,
    SCAN_KEY_EDDSA,
    SCAN_KEY_MLDSA,
    SCAN_KEY_OTHER,
    SCAN_KEYS
};

enum { SCAN_NO_LEVEL = SCAN_CRITICAL + 1 /* nothing was found */, SCAN_LEVELS };

struct scan_totals {
    size_t targets;
    size_t reached;                 /* that speak TLS: all below counts only those */
    size_t foreign;                 /* that answer, but not with TLS */
    size_t reasons[REASON_COUNT];   /* why the others have nothing to show */
    size_t partial;                 /* … and were not scanned to the end */
    size_t versions[SCAN_VERSIONS]; /* that accept it … */
    size_t unknown[SCAN_VERSIONS];  /* … or may */
    size_t exchanges[SCAN_EXCHANGES], dues[SCAN_DUES], keys[SCAN_KEYS];
    size_t required[REQUIREMENT_BROKEN + 1];  /* by what --require came to */
    size_t levels[SCAN_LEVELS];               /* by the highest level of their findings */
    size_t changes[SCAN_CHANGE_COUNT];        /* that this change would do good to … */
    enum scan_level worst[SCAN_CHANGE_COUNT]; /* … and the level of the worst finding it removes */
    uint64_t connections;
};

void scan_totals_add(struct scan_totals *totals, const struct scan_view *view);

/* scan_trouble_text is the message without the target's name in front of it, for views that show
 * the name beside it. */
struct span scan_trouble_text(const struct scan_facts *facts);

/* The same for one target. */
bool scan_is_reached(const struct scan_facts *facts);
enum scan_exchange scan_exchange(const struct scan_facts *facts);
enum scan_due scan_due(const struct scan_view *view);
unsigned scan_level(const struct scan_view *view); /* enum scan_level, or SCAN_NO_LEVEL */

/* scan_first_end is the end of the certificate that ends first; false if none was seen.
 * *is_refused: a chain was refused. */
bool scan_first_end(int64_t *out, bool *is_refused, const struct scan_facts *facts);

/* scan_days is a number of whole days, rounded down. */
int64_t scan_days(int64_t seconds);

/* Words for rows of the table and of charts, to be translated. */
const char *scan_exchange_word(enum scan_exchange exchange);
const char *scan_key_word(enum scan_key key);
const char *scan_due_word(enum scan_due due);
const char *scan_required_word(enum requirement_result result);

/* scan_has_required: something was asked for of any target. */
bool scan_has_required(const struct scan_totals *totals);

#endif
