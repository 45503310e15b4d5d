/* SPDX-License-Identifier: GPL-3.0-or-later */
/* streams_kit: what the tests of these files share. */
#ifndef TB_TESTS_UNIT_PCAP_STREAMS_KIT_H
#define TB_TESTS_UNIT_PCAP_STREAMS_KIT_H

#include "lib/pcap/streams.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/pcap/support.h"

/* Each test is a capture, and what must be reported of it: see support.h.  After wire_open, a
 * continues with 101 and b with 501. */
static struct wire w;

static inline int setup(void **state)
{
    (void)state;
    wire_begin(&w);
    return 0;
}

static inline int teardown(void **state)
{
    (void)state;
    wire_free(&w);
    return 0;
}

static inline void again(void)
{
    wire_free(&w);
    wire_begin(&w);
}

/* told_is is wire_is for a capture that is not read in all ways; the sums stay. */
static inline void told_is(struct told *t, const char *text)
{
    tell(t, buf_span(&w.file), SIZE_MAX);
    assert_string_equal(t->text, text);
    assert_int_equal(t->at_end, ERR_OK);
    told_free(t);
    again();
}

/* Another connection: what was reported before it did not wait for the end. */
static inline void other_open(void)
{
    w.a.port++;
    wire_a(&w, 100, 0, S, "");
    w.a.port--;
}

#endif
