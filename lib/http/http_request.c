/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the head of an HTTP/1 request (RFC 9112).  It is read again from its start when more bytes
 * come, so no state is kept between calls; the statuses are those of RFC 9110 15. */
#include "config.h"

#include "lib/http/http_request.h"

#include "lib/base/nametext.h"

enum {
    OK = 200,
    BAD = 400,
    NOT_ALLOWED = 405,
    TOO_LONG = 414,
    TOO_LARGE = 431,
    NOT_KNOWN = 501,
    NO_VERSION = 505
};

/* A weight of 1 (RFC 9110 12.4.2). */
enum { WEIGHT_MOST = 1000 };

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

/* A letter, a digit, or one of these characters. */
static bool is_plain(uint8_t c, const char *more)
{
    uint8_t low = span_lower(c);

    return (low >= 'a' && low <= 'z') || is_digit(c) || (c != 0 && strchr(more, c) != NULL);
}

/* RFC 9110 5.6.2: a token. */
static bool is_token(struct span text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (!is_plain(text.p[i], "!#$%&'*+-.^_`|~"))
            return false;
    }
    return text.n > 0;
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t';
}

static struct span trim(struct span text)
{
    while (text.n > 0 && is_blank(text.p[0]))
        text = span_tail(text, 1);
    while (text.n > 0 && is_blank(text.p[text.n - 1]))
        text.n--;
    return text;
}

/* Takes one item off a list (RFC 9110 5.6.1), without blanks around it. */
static struct span next_item(struct span *list, char between)
{
    struct span item = span_head(*list, span_find(*list, (uint8_t)between));

    *list = span_tail(*list, item.n + 1);
    return trim(item);
}

/* A comma-separated list has this word, without regard to case. */
static bool has_item(struct span list, const char *word)
{
    while (list.n > 0) {
        if (span_ieq(next_item(&list, ','), span_str(word)))
            return true;
    }
    return false;
}

/* RFC 9110 12.4.2: "0.25" in thousandths; an invalid weight is 0. */
static int read_weight(struct span text)
{
    int unit = WEIGHT_MOST, sum = 0;

    if (text.n == 0 || text.n > strlen("0.000") || (text.n > 1 && text.p[1] != '.'))
        return 0;
    for (size_t i = 0; i < text.n; i += i == 0 ? 2 : 1) {
        if (!is_digit(text.p[i]))
            return 0;
        sum += (text.p[i] - '0') * unit;
        unit /= 10;
    }
    return sum <= WEIGHT_MOST ? sum : 0;
}

/* The weight of a type in an Accept field (RFC 9110 12.5.1), from 0 to 1000.  Only its own name
 * counts, no wildcard. */
static int weight_of(struct span accept, const char *type)
{
    int most = 0;

    while (accept.n > 0) {
        struct span item = next_item(&accept, ',');
        bool is_it = span_ieq(next_item(&item, ';'), span_str(type));
        int weight = WEIGHT_MOST;

        while (item.n > 0) {
            struct span part = next_item(&item, ';');

            if (span_ieq(span_head(part, 2), SPAN_LIT("q=")))
                weight = read_weight(span_tail(part, 2));
        }
        if (is_it && weight > most)
            most = weight;
    }
    return most;
}

/*
 * Takes a line off, which ends with CR LF.  A bare CR or LF is an error, because programs read it
 * in different ways (RFC 9112 2.2).  False if the line is incomplete (*line has the bytes so far)
 * or wrong (*status is set).
 */
static bool next_line(struct span *left, struct span *line, int *status)
{
    size_t lf = span_find(*left, '\n'), cr = span_find(*left, '\r');

    *line = span_head(*left, cr < lf ? cr : lf);
    if (lf < left->n ? cr + 1 != lf : cr + 1 < left->n) {
        *status = BAD;
        return false;
    }
    if (lf == left->n)
        return false;
    *left = span_tail(*left, lf + 1);
    return true;
}

/* RFC 3986 3.2.2: a registered name, which may be empty. */
static bool is_name(struct span text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (!is_plain(text.p[i], "-._~!$&'()*+,;=%"))
            return false;
    }
    return true;
}

/* RFC 9110 7.2: a host and perhaps a port, without userinfo (4.2.4).  *host is the host as written;
 * false if the form is wrong. */
static bool read_authority(struct span *host, struct span text)
{
    bool is_ip6 = span_starts(text, SPAN_LIT("["));
    uint8_t ip[16];

    *host = span_head(text, is_ip6 ? span_find(text, ']') + 1 : span_find(text, ':'));
    struct span port = span_tail(text, host->n);

    for (size_t i = 0; i < port.n; i++) {
        if (i == 0 ? port.p[i] != ':' : !is_digit(port.p[i]))
            return false;
    }
    if (!is_ip6)
        return is_name(*host);
    return host->n > 2 && host->p[host->n - 1] == ']' &&
           nametext_ip(ip, span_of(host->p + 1, host->n - 2)) == sizeof ip;
}

/* RFC 9112 3.2: a path, or a whole URL with a host (RFC 9110 4.2.2), of which the part after the
 * host counts.  No form has a fragment. */
static bool read_target(struct http_request *request, struct span target)
{
    static const struct span https = SPAN_INIT("https://");

    for (size_t i = 0; i < target.n; i++) {
        if (target.p[i] <= ' ' || target.p[i] >= 0x7f || target.p[i] == '#')
            return false;
    }
    if (span_ieq(span_head(target, https.n), https)) {
        struct span rest = span_tail(target, https.n), host;
        size_t slash = span_find(rest, '/'), query = span_find(rest, '?');
        size_t n = slash < query ? slash : query;

        if (!read_authority(&host, span_head(rest, n)) || host.n == 0)
            return false;
        target = slash < query ? span_tail(rest, n) : SPAN_LIT("/");
    }
    request->target = target;
    return target.n > 0 && target.p[0] == '/';
}

/* Reads the version.  OK also for later minor versions, which are answered as 1.1 (RFC 9110
 * 2.5). */
static int read_version(struct span text, bool *is_11)
{
    static const struct span http = SPAN_INIT("HTTP/");
    struct span number = span_tail(text, http.n);

    if (!span_starts(text, http) || number.n != strlen("1.1") || !is_digit(number.p[0]) ||
        number.p[1] != '.' || !is_digit(number.p[2]))
        return BAD;
    *is_11 = number.p[2] != '0';
    return number.p[0] == '1' ? OK : NO_VERSION;
}

/* RFC 9110 9.1: a standard method that we do not support is "not allowed", any other is "not
 * implemented".  Names of methods are case-sensitive. */
static int judge_method(struct span method)
{
    static const char *const known[] = {"POST",    "PUT",   "DELETE", "CONNECT",
                                        "OPTIONS", "TRACE", "PATCH"};

    if (span_eq(method, SPAN_LIT("GET")) || span_eq(method, SPAN_LIT("HEAD")))
        return OK;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (span_eq(method, span_str(known[i])))
            return NOT_ALLOWED;
    }
    return NOT_KNOWN;
}

/* RFC 9112 3: exactly one space between the parts. */
static int read_request_line(struct http_request *request, bool *is_11)
{
    size_t n = span_find(request->line, ' ');
    struct span method = span_head(request->line, n), rest = span_tail(request->line, n + 1);
    struct span target = span_head(rest, span_find(rest, ' '));
    int status = read_version(span_tail(rest, target.n + 1), is_11);

    if (!is_token(method) || status == BAD)
        return BAD;
    request->is_head = span_eq(method, SPAN_LIT("HEAD"));
    if (status == OK)
        status = judge_method(method);
    return status != OK || read_target(request, target) ? status : BAD;
}

/* The fields that matter for an answer. */
struct fields {
    size_t num, hosts, lengths;
    bool has_body, coded, close, keep;
    int html, json, text; /* weights from Accept, in thousandths */
};

/* Content-Length: a number; occurs once. */
static bool read_length(struct fields *fields, struct span value)
{
    for (size_t i = 0; i < value.n; i++) {
        if (!is_digit(value.p[i]))
            return false;
        fields->has_body = fields->has_body || value.p[i] != '0';
    }
    return value.n > 0 && ++fields->lengths == 1;
}

static bool is_field(struct span name, const char *is)
{
    return span_ieq(name, span_str(is));
}

/* Keeps the larger weight: a field may occur several times. */
static void more(int *weight, int by)
{
    if (by > *weight)
        *weight = by;
}

/* RFC 9112 5: no space before the colon, and no continued lines.  False for a malformed field. */
static bool read_field(struct fields *fields, struct span line)
{
    struct span name = span_head(line, span_find(line, ':'));
    struct span value = trim(span_tail(line, name.n + 1)), host;

    if (name.n == line.n || !is_token(name))
        return false;
    for (size_t i = 0; i < value.n; i++) {
        if ((value.p[i] < ' ' && value.p[i] != '\t') || value.p[i] == 0x7f)
            return false;
    }
    if (is_field(name, "host")) {
        fields->hosts++;
        return read_authority(&host, value);
    }
    if (is_field(name, "content-length"))
        return read_length(fields, value);
    if (is_field(name, "transfer-encoding")) {
        fields->coded = true;
    } else if (is_field(name, "connection")) {
        fields->close = fields->close || has_item(value, "close");
        fields->keep = fields->keep || has_item(value, "keep-alive");
    } else if (is_field(name, "accept")) {
        more(&fields->html, weight_of(value, "text/html"));
        more(&fields->json, weight_of(value, "application/json"));
        more(&fields->text, weight_of(value, "text/plain"));
    }
    return true;
}

/* RFC 9112 3.2 (Host), 6.1 and 6.3 (two lengths).  A body is not read, so the connection ends after
 * the answer; a body in a transfer coding is refused. */
static int judge_fields(struct http_request *request, const struct fields *fields, bool is_11)
{
    if (fields->hosts > 1 || (is_11 && fields->hosts == 0))
        return BAD;
    if (fields->coded && (fields->lengths > 0 || !is_11))
        return BAD;
    if (fields->coded)
        return NOT_KNOWN;
    request->wants_html =
        fields->html > 0 && fields->html >= fields->json && fields->html >= fields->text;
    request->wants_json = fields->json > fields->html && fields->json >= fields->text;
    request->keep = (is_11 ? !fields->close : fields->keep && !fields->close) && !fields->has_body;
    return OK;
}

/* Reads request line and fields; 0 while the head is incomplete. */
static int read_head(struct http_request *request, struct span bytes)
{
    struct fields fields = {0};
    struct span left = bytes, line;
    bool is_11 = false;
    int status = 0;
    bool is_whole = next_line(&left, &request->line, &status);

    if (request->line.n > HTTP_REQUEST_LINE_MAX)
        return TOO_LONG;
    if (!is_whole)
        return status;
    int judged = read_request_line(request, &is_11);

    /* A malformed request is answered at once, a refused one at the end of its head. */
    if (judged == BAD || judged == NO_VERSION)
        return judged;
    while (next_line(&left, &line, &status)) {
        if (line.n == 0) {
            request->head = span_head(bytes, bytes.n - left.n);
            int fit = judge_fields(request, &fields, is_11);

            return fit == BAD || judged == OK ? fit : judged;
        }
        if (++fields.num > HTTP_REQUEST_FIELDS_MAX)
            return TOO_LARGE;
        if (!read_field(&fields, line))
            return BAD;
    }
    return status;
}

void http_request_read(struct http_request *out, struct span bytes)
{
    struct span all = span_head(bytes, HTTP_REQUEST_HEAD_MAX), head = all;

    *out = (struct http_request){0};
    /* Empty lines before the request are skipped (RFC 9112 2.2). */
    while (span_starts(head, SPAN_LIT("\r\n")))
        head = span_tail(head, 2);
    if (head.n > 0)
        out->status = read_head(out, head);
    if (out->status == 0 && all.n == HTTP_REQUEST_HEAD_MAX)
        out->status = TOO_LARGE;
    out->n = all.n - head.n + out->head.n;
    out->keep = out->keep && out->status == OK;
}
