/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times as RFC 5280 4.1.2.5 allows them, which is less than X.680 does. */
#include "config.h"

#include "lib/asn1/der.h"
#include "lib/base/cal.h"

/* Reads "MMDDHHMMSSZ" after a year of year_n digits.  Fractions, offsets and shorter forms are
 * errors. */
static int64_t time_content(struct span bytes, size_t year_n, struct cal *cal, struct fail *fail)
{
    int pairs[7] = {0};
    size_t num = (year_n + 10) / 2;
    int64_t t = 0;

    if (bytes.n != year_n + 11 || bytes.p[bytes.n - 1] != 'Z') {
        fail_set(fail, ERR_DER_TIME, bytes);
        return 0;
    }
    for (size_t i = 0; i < num * 2; i++) {
        if (bytes.p[i] < '0' || bytes.p[i] > '9') {
            fail_set(fail, ERR_DER_TIME, bytes);
            return 0;
        }
        pairs[i / 2] = pairs[i / 2] * 10 + (bytes.p[i] - '0');
    }
    const int *p = pairs + year_n / 2;
    if (year_n == 2)
        /* RFC 5280 4.1.2.5.1: 50 to 99 are the years 1950 to 1999. */
        cal->year = pairs[0] + (pairs[0] >= 50 ? 1900 : 2000);
    else
        cal->year = pairs[0] * 100 + pairs[1];
    cal->month = p[0];
    cal->day = p[1];
    cal->hour = p[2];
    cal->minute = p[3];
    cal->second = p[4];
    if (!cal_to_time(&t, *cal))
        fail_set(fail, ERR_DER_TIME_RANGE, bytes);
    return t;
}

int64_t der_generalized_time_content(struct span content, struct fail *fail)
{
    struct cal c;

    return time_content(content, 4, &c, fail);
}

int64_t der_generalized_time(struct der *d)
{
    struct span s = der_get(d, DER_GENERALIZED_TIME);

    return d->fail->err == ERR_OK ? der_generalized_time_content(s, d->fail) : 0;
}

int64_t der_time_any(struct der *d, bool *early)
{
    struct cal c = {0};
    struct span s;

    if (der_opt(d, DER_UTC_TIME, &s))
        return time_content(s, 2, &c, d->fail);
    s = der_get(d, DER_GENERALIZED_TIME);
    if (d->fail->err != ERR_OK)
        return 0;
    int64_t t = time_content(s, 4, &c, d->fail);
    /* RFC 5280 4.1.2.5: years before 2050 are written as UTCTime. */
    *early = *early || (d->fail->err == ERR_OK && c.year < 2050);
    return t;
}

int64_t der_time(struct der *d)
{
    struct span at = d->rest;
    bool early = false;
    int64_t t = der_time_any(d, &early);

    /* RFC 5280 4.1.2.5: dates through 2049 MUST be UTCTime. */
    if (early)
        fail_set(d->fail, ERR_DER_TIME_FORM, at);
    return t;
}
