/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calendar arithmetic without the C library, which depends on locale and time zone. */
#include "config.h"

#include "lib/base/cal.h"

#include <stdio.h>

enum { DAY = 24 * 60 * 60 };

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Days since 1970-01-01.  Years are counted from March, so that the leap day is the last day of a
 * year, and in eras of 400 years, each of which has 146097 days. */
static int64_t days_from_civil(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

    return era * 146097 + doe - 719468;
}

bool cal_to_time(int64_t *out, struct cal cal)
{
    if (cal.year < 0 || cal.year > 9999 || cal.month < 1 || cal.month > 12 || cal.day < 1 ||
        cal.day > days_in(cal.year, cal.month))
        return false;
    if (cal.hour < 0 || cal.hour > 23 || cal.minute < 0 || cal.minute > 59 || cal.second < 0 ||
        cal.second > 59)
        return false;
    *out = days_from_civil(cal.year, cal.month, cal.day) * DAY + cal.hour * 3600 + cal.minute * 60 +
           cal.second;
    return true;
}

struct cal cal_from_time(int64_t time)
{
    int64_t days = time / DAY, rest = time % DAY;

    if (rest < 0) {
        rest += DAY;
        days--;
    }
    /* The inverse of days_from_civil: days since 0000-03-01, then era, year and day of the year. */
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int month = (int)(mp < 10 ? mp + 3 : mp - 9);
    return (struct cal){.year = (int)(yoe + era * 400 + (month <= 2)),
                        .month = month,
                        .day = (int)(doy - (153 * mp + 2) / 5 + 1),
                        .hour = (int)(rest / 3600),
                        .minute = (int)(rest / 60 % 60),
                        .second = (int)(rest % 60)};
}

/* Takes a number of n digits off the front of *rest. */
static bool digits(int *out, struct span *rest, size_t n)
{
    int v = 0;

    if (rest->n < n)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (rest->p[i] < '0' || rest->p[i] > '9')
            return false;
        v = v * 10 + (rest->p[i] - '0');
    }
    *rest = span_tail(*rest, n);
    *out = v;
    return true;
}

/* Takes one character of the set off the front of *rest. */
static bool literal(struct span *rest, const char *any_of)
{
    if (rest->n == 0 || rest->p[0] == 0 || strchr(any_of, rest->p[0]) == NULL)
        return false;
    *rest = span_tail(*rest, 1);
    return true;
}

/* A decimal number of seconds, perhaps negative, of at most 15 digits. */
static enum err parse_seconds(int64_t *out, struct span text)
{
    bool negative = text.n > 0 && text.p[0] == '-';
    int64_t v = 0;

    if (negative)
        text = span_tail(text, 1);
    if (text.n == 0 || text.n > 15)
        return ERR_TIME_TEXT;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9')
            return ERR_TIME_TEXT;
        v = v * 10 + (text.p[i] - '0');
    }
    *out = negative ? -v : v;
    return *out < CAL_FIRST || *out > CAL_LAST ? ERR_TIME_TEXT : ERR_OK;
}

/* Reads the offset of RFC 3339 5.6 as seconds east of UTC. */
static bool parse_offset(int *out, struct span *rest)
{
    int sign = rest->n > 0 && rest->p[0] == '-' ? -1 : 1, hours, minutes;

    *out = 0;
    if (literal(rest, "Zz"))
        return true;
    if (!literal(rest, "+-") || !digits(&hours, rest, 2) || !literal(rest, ":") ||
        !digits(&minutes, rest, 2) || hours > 23 || minutes > 59)
        return false;
    *out = sign * (hours * 3600 + minutes * 60);
    return true;
}

enum err cal_parse(int64_t *out, struct span text)
{
    struct cal c = {0};
    int offset = 0;

    if (text.n > 0 && text.p[0] == '@')
        return parse_seconds(out, span_tail(text, 1));
    if (!digits(&c.year, &text, 4) || !literal(&text, "-") || !digits(&c.month, &text, 2) ||
        !literal(&text, "-") || !digits(&c.day, &text, 2))
        return ERR_TIME_TEXT;
    if (text.n > 0) {
        if (!literal(&text, "Tt ") || !digits(&c.hour, &text, 2) || !literal(&text, ":") ||
            !digits(&c.minute, &text, 2) || !literal(&text, ":") || !digits(&c.second, &text, 2))
            return ERR_TIME_TEXT;
        int digit;
        if (literal(&text, ".") && !digits(&digit, &text, 1))
            return ERR_TIME_TEXT;
        while (digits(&digit, &text, 1))
            ;
        if (!parse_offset(&offset, &text) || text.n > 0)
            return ERR_TIME_TEXT;
    }
    if (!cal_to_time(out, c))
        return ERR_TIME_TEXT;
    *out -= offset;
    return *out < CAL_FIRST || *out > CAL_LAST ? ERR_TIME_TEXT : ERR_OK;
}

/* Writes the last n decimal digits of a number, and returns the end. */
static char *put_digits(char *out, unsigned value, int n)
{
    for (int i = n - 1; i >= 0; i--, value /= 10)
        out[i] = (char)('0' + value % 10u);
    return out + n;
}

void cal_format(char out[CAL_TEXT_SIZE], int64_t time)
{
    struct cal c = cal_from_time(time);
    const struct {
        int value, digits;
        char after;
    } parts[] = {{c.year, 4, '-'}, {c.month, 2, '-'},  {c.day, 2, 'T'},
                 {c.hour, 2, ':'}, {c.minute, 2, ':'}, {c.second, 2, 'Z'}};

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        out = put_digits(out, (unsigned)parts[i].value, parts[i].digits);
        *out++ = parts[i].after;
    }
    *out = '\0';
}

void cal_ago(char out[CAL_AGO_SIZE], int64_t seconds)
{
    static const struct {
        int64_t least, unit;
        const char *name;
    } units[] = {{2 * 365 * (int64_t)DAY, 365 * (int64_t)DAY, "year"},
                 {2 * DAY, DAY, "day"},
                 {2 * 3600, 3600, "hour"},
                 {2 * 60, 60, "minute"},
                 {0, 1, "second"}};
    size_t i = 0;

    if (seconds < 0)
        seconds = -seconds;
    while (seconds < units[i].least)
        i++;
    int64_t n = seconds / units[i].unit;
    snprintf(out, CAL_AGO_SIZE, "%lld %s%s", (long long)n, units[i].name, n == 1 ? "" : "s");
}
