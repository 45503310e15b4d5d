/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * monitor_row: verdicts for monitoring: the output of a plugin (--nagios), and the text format that
 * node exporters read (--prometheus).
 *
 * Certificates of six days, of 45 and of 90 are watched alike: beside the days, with a decimal,
 * there is the share of the lifetime that is left.
 */
#ifndef TB_LIB_VIEW_MONITOR_MONITOR_ROW_H
#define TB_LIB_VIEW_MONITOR_MONITOR_ROW_H

#include "lib/path/judge.h"

/* The states of a plugin; the values are its exit codes. */
enum plugin_state { PLUGIN_OK, PLUGIN_WARNING, PLUGIN_CRITICAL, PLUGIN_UNKNOWN };

/* plugin_state_of: a negative verdict, a failed handshake and a failed network are CRITICAL, all
 * other failures UNKNOWN. */
enum plugin_state plugin_state_of(int exit, unsigned warnings);

/* plugin_worse is the state of both: CRITICAL, UNKNOWN, WARNING, OK. */
enum plugin_state plugin_worse(enum plugin_state a, enum plugin_state b);
const char *plugin_state_name(enum plugin_state state); /* "CRITICAL" */

/* What is known of one operand.  Everything is borrowed. */
struct monitor_row {
    const char *input;
    const char *address; /* that was connected to; NULL: none */
    int exit;
    enum reason reason;
    unsigned warnings;
    struct span message; /* of a failure or of the first warning: one sentence, or empty */
    /* Of the certificate in the path that expires first; has_end: there is such a path. */
    bool has_end;
    int64_t not_before, not_after;
    int64_t now; /* when it was judged */
};

/* monitor_worst is the worst state of the rows. */
enum plugin_state monitor_worst(const struct monitor_row *rows, size_t num);

/* monitor_row_report fills in what a report has to say: warnings and times. */
void monitor_row_report(struct monitor_row *row, const struct report *report);

/* What --warn and --fail-within ask for: the thresholds of the numbers. */
struct monitor_leads {
    struct lead warn, fail_within;
};

/* monitor_nagios appends the output of a plugin: a line with the state and the performance data,
 * and for several rows a line each. */
void monitor_nagios(struct buf *out, const struct monitor_row *rows, size_t num,
                    const struct monitor_leads *leads);

/* monitor_nagios_none is that line for a run that has judged nothing. */
void monitor_nagios_none(struct buf *out, enum plugin_state state, struct span why);

/* monitor_prometheus appends all metrics (text format 0.0.4): gauges with the labels command and
 * input. */
void monitor_prometheus(struct buf *out, const struct monitor_row *rows, size_t num,
                        const char *command);

#endif
