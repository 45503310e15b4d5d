/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cal: calendar arithmetic in UTC, proleptic Gregorian, without leap seconds (RFC 5280 4.1.2.5).
 *
 * A time is an int64_t: seconds since 1970-01-01T00:00:00Z.  Years 0 to 9999.
 */
#ifndef TB_LIB_BASE_CAL_H
#define TB_LIB_BASE_CAL_H

#include "lib/base/err.h"

/* The first and the last second of those years. */
#define CAL_FIRST INT64_C(-62167219200)
#define CAL_LAST INT64_C(253402300799)

struct cal {
    int year, month, day, hour, minute, second; /* month and day count from 1 */
};

/* cal_to_time is false if there is no such date or time of day (there is no second 60). */
bool cal_to_time(int64_t *out, struct cal cal);
struct cal cal_from_time(int64_t time);

/* cal_parse reads the values of --at: RFC 3339 (with Z or an offset; fractions are cut off), a date
 * (midnight UTC), or @SECONDS since 1970.  ERR_TIME_TEXT for anything else. */
enum err cal_parse(int64_t *out, struct span text) MUST_CHECK;

/* cal_format writes "2026-11-21T09:30:00Z" and its terminator. */
enum { CAL_TEXT_SIZE = 24 };
void cal_format(char out[CAL_TEXT_SIZE], int64_t time);

/* cal_ago writes a length of time in the largest unit of which there are at least two: "3 hours",
 * "12 days", "2 years".  The sign of `seconds` does not matter. */
enum { CAL_AGO_SIZE = 32 };
void cal_ago(char out[CAL_AGO_SIZE], int64_t seconds);

#endif
