/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks of the frame of a certificate: version, serial number, algorithms, times. */
#include "config.h"

#include "lib/lint/lint_check.h"

#include "lib/base/cal.h"
#include "lib/path/dated.h"

bool extensions_without_v3(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return cert->extensions.n > 0 && cert->version != 3;
}

bool version_not_3(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return cert->version != 3;
}

bool unique_ids(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return cert->issuer_uid.n > 0 || cert->subject_uid.n > 0;
}

bool unique_ids_without_v2(const struct cert *cert, const struct lint_terms *terms)
{
    return unique_ids(cert, terms) && cert->version == 1;
}

bool algorithms_differ(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return !span_eq(cert->inner_alg, cert->outer_alg);
}

/* RFC 5280 4.1.2.2.  A leading zero octet that makes a number positive counts. */
bool serial_long(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return cert->serial.n > 20;
}

bool serial_not_positive(const struct cert *cert, const struct lint_terms *terms)
{
    const struct span s = cert->serial;

    (void)terms;
    return s.n > 0 && (s.p[0] >= 0x80 || (s.n == 1 && s.p[0] == 0));
}

bool duplicate_extension(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    for (unsigned i = 0; i < cert->num_defects && i < CERT_DEFECTS; i++) {
        if (cert->defects[i].err == ERR_EXT_DUPLICATE)
            return true;
    }
    return false;
}

/* The two times of the validity, as they are encoded. */
struct times {
    struct tlv at[2];
    bool is_read;
};

static struct times times_of(const struct cert *cert)
{
    struct fail f = {0};
    struct times times = {.is_read = false};
    struct der d = der_open(cert->tbs, &f), tbs = der_enter(&d, DER_SEQUENCE);
    struct span version;

    (void)der_opt(&tbs, DER_CTXC(0), &version);
    (void)der_any(&tbs); /* the serial number */
    (void)der_any(&tbs); /* the algorithm */
    (void)der_any(&tbs); /* the issuer */
    struct der validity = der_enter(&tbs, DER_SEQUENCE);
    times.at[0] = der_any(&validity);
    times.at[1] = der_any(&validity);
    times.is_read = f.err == ERR_OK;
    return times;
}

static bool any_time(const struct cert *cert, bool (*is_bad)(const struct tlv *time))
{
    struct times t = times_of(cert);

    return t.is_read && (is_bad(&t.at[0]) || is_bad(&t.at[1]));
}

/* How many digits a time begins with. */
static size_t digits(struct span text)
{
    size_t n = 0;

    while (n < text.n && text.p[n] >= '0' && text.p[n] <= '9')
        n++;
    return n;
}

static bool lacks_seconds(const struct tlv *time)
{
    size_t whole = time->tag == DER_UTC_TIME ? 12 : 14;

    return digits(time->val) < whole;
}

static bool lacks_zulu(const struct tlv *time)
{
    return time->val.n == 0 || time->val.p[time->val.n - 1] != 'Z';
}

/* RFC 5280 4.1.2.5: GeneralizedTime is for 2050 and later. */
static bool is_early(const struct tlv *time)
{
    return time->tag == DER_GENERALIZED_TIME && time->val.n >= 4 &&
           memcmp(time->val.p, "2050", 4) < 0;
}

bool time_no_seconds(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return any_time(cert, lacks_seconds);
}

bool time_not_zulu(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return any_time(cert, lacks_zulu);
}

bool time_wrong_type(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return any_time(cert, is_early);
}

bool validity_negative(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return cert->has_not_before && cert->has_not_after && cert->not_after < cert->not_before;
}

/* arg: a number; number: enum lifetime_unit.  Only since Ballot SC31 (2020-09-01) does the second
 * of notAfter count as a part of the validity. */
bool valid_longer(const struct cert *cert, const struct lint_terms *terms)
{
    const struct lifetime_limit limit = {.number = terms->arg,
                                         .unit = (enum lifetime_unit)terms->number};
    bool counts_last = cert->not_before >= INT64_C(1598918400);

    return cert->has_not_before && cert->has_not_after &&
           cert->not_after > dated_last(&limit, cert->not_before) + (counts_last ? 0 : 1);
}
