/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks of distinguished names. */
#include "config.h"

#include "lib/lint/lint_check.h"

enum { VALUE_MAX = 1 << 20 };

/* An attribute, and its value as UTF-8. */
typedef bool value_check_fn(const struct attribute *attr, struct span text, int number);

/* any_value asks about the values of one type of attribute in a name; OID_UNKNOWN: of all. */
static bool any_value(struct span name, enum oid type, value_check_fn *is_bad, int number)
{
    struct name_iter it = name_iter_open(name);
    struct attribute a;
    struct buf text;
    bool bad = false;

    buf_init(&text, VALUE_MAX);
    while (!bad && name_next(&it, &a)) {
        if (type != OID_UNKNOWN && a.type != type)
            continue;
        text.n = 0;
        attribute_text(&text, &a);
        bad = text.err == ERR_OK && is_bad(&a, buf_span(&text), number);
    }
    buf_free(&text);
    return bad;
}

bool subject_empty(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return name_is_empty(cert->subject);
}

bool issuer_empty(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return name_is_empty(cert->issuer);
}

/* Characters are counted, not octets. */
static bool is_long(const struct attribute *attr, struct span text, int most)
{
    size_t n = 0;

    (void)attr;
    for (size_t i = 0; i < text.n; i++)
        n += (text.p[i] & 0xc0) != 0x80;
    return n > (size_t)most;
}

bool attribute_long(const struct cert *cert, const struct lint_terms *terms)
{
    return any_value(cert->subject, (enum oid)terms->arg, is_long, terms->number);
}

bool attribute_there(const struct cert *cert, const struct lint_terms *terms)
{
    struct attribute a;

    return name_find(cert->subject, (enum oid)terms->arg, &a);
}

/* An empty value says no more than none. */
bool attribute_absent(const struct cert *cert, const struct lint_terms *terms)
{
    struct attribute a;

    return name_is_readable(cert->subject) &&
           (!name_find(cert->subject, (enum oid)terms->arg, &a) || a.value.n == 0);
}

static bool is_not_printable(const struct attribute *attr, struct span text, int number)
{
    (void)text;
    (void)number;
    return attr->tag != DER_PRINTABLE_STRING;
}

bool country_not_printable(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return any_value(cert->subject, OID_AT_C, is_not_printable, 0);
}

bool issuer_country_not_printable(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return any_value(cert->issuer, OID_AT_C, is_not_printable, 0);
}

bool serial_not_printable(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return any_value(cert->subject, OID_AT_SERIAL, is_not_printable, 0);
}

static bool is_letter(uint8_t c)
{
    return span_lower(c) >= 'a' && span_lower(c) <= 'z';
}

static bool is_no_country(const struct attribute *attr, struct span text, int number)
{
    (void)attr;
    (void)number;
    return text.n != 2 || !is_letter(text.p[0]) || !is_letter(text.p[1]);
}

bool country_invalid(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return any_value(cert->subject, OID_AT_C, is_no_country, 0);
}

static bool has_lower_case(const struct attribute *attr, struct span text, int number)
{
    (void)attr;
    (void)number;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] >= 'a' && text.p[i] <= 'z')
            return true;
    }
    return false;
}

bool country_lower_case(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return any_value(cert->subject, OID_AT_C, has_lower_case, 0);
}

static bool has_outer_space(const struct attribute *attr, struct span text, int number)
{
    (void)attr;
    (void)number;
    return text.n > 0 && (text.p[0] == ' ' || text.p[text.n - 1] == ' ');
}

bool outer_space(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return any_value(cert->subject, OID_UNKNOWN, has_outer_space, 0);
}

/* C0, DEL, and C1 as UTF-8. */
static bool has_control(const struct attribute *attr, struct span text, int number)
{
    (void)attr;
    (void)number;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < ' ' || text.p[i] == 0x7f ||
            (text.p[i] == 0xc2 && i + 1 < text.n && text.p[i + 1] < 0xa0))
            return true;
    }
    return false;
}

bool control_character(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return any_value(cert->subject, OID_UNKNOWN, has_control, 0);
}

/* CA/B BR 7.1.4.2.2: no metadata such as '.', '-' and ' ' for "absent". */
static bool is_placeholder(const struct attribute *attr, struct span text, int number)
{
    (void)attr;
    (void)number;
    for (size_t i = 0; i < text.n; i++) {
        if (memchr(".- ", text.p[i], 3) == NULL)
            return false;
    }
    return true;
}

bool no_information(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return any_value(cert->subject, OID_UNKNOWN, is_placeholder, 0);
}

/* CA/B BR 7.1.4.2: domainComponent and emailAddress are IA5Strings, and what
 * RFC 5280 A.1 has as a PrintableString stays one. */
static bool is_other_string(const struct attribute *attr, struct span text, int number)
{
    (void)text;
    (void)number;
    if (oid_syntax(attr->type) == SYNTAX_IA5)
        return attr->tag != DER_IA5_STRING;
    if (oid_syntax(attr->type) == SYNTAX_PRINTABLE)
        return attr->tag != DER_PRINTABLE_STRING;
    return attr->tag != DER_UTF8_STRING && attr->tag != DER_PRINTABLE_STRING;
}

bool subject_encoding(const struct cert *cert, const struct lint_terms *terms)
{
    (void)terms;
    return any_value(cert->subject, OID_UNKNOWN, is_other_string, 0);
}

/* streetAddress and domainComponent may be repeated. */
bool attribute_twice(const struct cert *cert, const struct lint_terms *terms)
{
    struct name_iter it = name_iter_open(cert->subject);
    struct attribute a;
    uint8_t seen[OID_COUNT] = {0};

    (void)terms;
    while (name_next(&it, &a)) {
        if (a.type == OID_UNKNOWN || a.type == OID_AT_STREET || a.type == OID_AT_DC)
            continue;
        if (seen[a.type] != 0)
            return true;
        seen[a.type] = 1;
    }
    return false;
}
