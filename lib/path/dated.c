/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/path/dated.h"

#include "lib/base/cal.h"

enum { DAY = 24 * 60 * 60 };

/* The rows of dated.def. */
static const struct {
    int year, month, day, number;
    enum lifetime_unit unit;
    const char *source;
} lifetimes[] = {
#define LIFETIME(year, month, day, number, unit, source) \
    {year, month, day, number, LIFETIME_##unit, source},
#define SERVER_ONLY(who, year, month, day, source)
#define ISSUER_ENDED(who, year, month, day)
#define SHORT_LIVED(year, month, day, days)
#include "lib/path/dated.def"
#undef LIFETIME
#undef SERVER_ONLY
#undef ISSUER_ENDED
#undef SHORT_LIVED
};

static const struct {
    int year, month, day;
    const char *source;
} server_only[SERVER_ONLY_COUNT] = {
#define LIFETIME(year, month, day, number, unit, source)
#define SERVER_ONLY(who, year, month, day, source) [SERVER_ONLY_##who] = {year, month, day, source},
#define ISSUER_ENDED(who, year, month, day)
#define SHORT_LIVED(year, month, day, days)
#include "lib/path/dated.def"
#undef LIFETIME
#undef SERVER_ONLY
#undef ISSUER_ENDED
#undef SHORT_LIVED
};

static const struct {
    const char *who;
    int year, month, day;
} issuers[] = {
#define LIFETIME(year, month, day, number, unit, source)
#define SERVER_ONLY(who, year, month, day, source)
#define ISSUER_ENDED(who, year, month, day) {who, year, month, day},
#define SHORT_LIVED(year, month, day, days)
#include "lib/path/dated.def"
#undef LIFETIME
#undef SERVER_ONLY
#undef ISSUER_ENDED
#undef SHORT_LIVED
};

static const struct {
    int year, month, day, days;
} short_lives[] = {
#define LIFETIME(year, month, day, number, unit, source)
#define SERVER_ONLY(who, year, month, day, source)
#define ISSUER_ENDED(who, year, month, day)
#define SHORT_LIVED(year, month, day, days) {year, month, day, days},
#include "lib/path/dated.def"
#undef LIFETIME
#undef SERVER_ONLY
#undef ISSUER_ENDED
#undef SHORT_LIVED
};

/* Midnight UTC of a day that the table has, and so exists. */
static int64_t midnight(int year, int month, int day)
{
    int64_t t = INT64_MAX;

    (void)cal_to_time(&t, (struct cal){.year = year, .month = month, .day = day});
    return t;
}

size_t dated_lifetimes(void)
{
    return sizeof lifetimes / sizeof lifetimes[0];
}

struct lifetime_limit dated_lifetime(size_t i)
{
    return (struct lifetime_limit){
        .from = midnight(lifetimes[i].year, lifetimes[i].month, lifetimes[i].day),
        .number = lifetimes[i].number,
        .unit = lifetimes[i].unit,
        .source = lifetimes[i].source};
}

bool dated_limit(struct lifetime_limit *out, int64_t issued)
{
    bool found = false;

    for (size_t i = 0; i < dated_lifetimes(); i++) {
        struct lifetime_limit limit = dated_lifetime(i);
        if (issued < limit.from)
            break;
        *out = limit;
        found = true;
    }
    return found;
}

int64_t dated_seconds(const struct cert *cert)
{
    /* A calendar's seconds are below 2^39: nothing overflows. */
    return cert->not_after - cert->not_before + 1;
}

/* The same day and time of day some months later; the first of the next month if that month has no
 * such day. */
static int64_t months_later(int64_t time, int months)
{
    struct cal c = cal_from_time(time);
    int64_t t = INT64_MAX; /* later than the calendar knows */
    int month = c.month - 1 + months;

    c.year += month / 12;
    c.month = month % 12 + 1;
    if (cal_to_time(&t, c))
        return t;
    c.year += c.month / 12;
    c.month = c.month % 12 + 1;
    c.day = 1;
    (void)cal_to_time(&t, c);
    return t;
}

int64_t dated_last(const struct lifetime_limit *limit, int64_t not_before)
{
    int64_t after = limit->unit == LIFETIME_DAYS ? not_before + limit->number * (int64_t)DAY
                                                 : months_later(not_before, limit->number);

    return after - 1;
}

bool dated_fits(const struct cert *cert, const struct lifetime_limit *limit)
{
    return cert->not_after <= dated_last(limit, cert->not_before);
}

int64_t dated_server_only(enum server_only who, const char **source)
{
    *source = server_only[who].source;
    return midnight(server_only[who].year, server_only[who].month, server_only[who].day);
}

const char *dated_issuer_ended(size_t i, int64_t *when)
{
    if (i >= sizeof issuers / sizeof issuers[0])
        return NULL;
    *when = midnight(issuers[i].year, issuers[i].month, issuers[i].day);
    return issuers[i].who;
}

bool dated_is_short_lived(const struct cert *cert)
{
    int64_t limit = 0;

    for (size_t i = 0; i < sizeof short_lives / sizeof short_lives[0]; i++) {
        if (cert->not_before >=
            midnight(short_lives[i].year, short_lives[i].month, short_lives[i].day))
            limit = (int64_t)short_lives[i].days * DAY;
    }
    return dated_seconds(cert) <= limit;
}
