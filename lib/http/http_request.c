/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads the head of an HTTP/1 request (RFC 9112).  It is read again from its start when more bytes
 * come, so no state is kept between calls; the statuses are those of RFC 9110 15.
 *
 * The fields are llhttp's.  It is stricter than what is known of line ends and lengths, and laxer
 * in what is checked here: folded fields, and fields without a name.  The request line is read
 * here: llhttp knows no methods but those of a list, and no version after 1.1.
 */
#include "config.h"

#include "lib/http/http_request.h"

#include <llhttp.h>

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
    size_t hosts, lengths;
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

/* What a field means for the answer; false if that is wrong. */
static bool read_field(struct fields *fields, struct span name, struct span value)
{
    struct span host;

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

/* The fields as llhttp reads them.  All bytes of the lines are in one place, so that each name and
 * each value comes in one piece. */
struct field_reading {
    struct fields fields;
    struct span name;
    bool is_wrong, is_whole;
};

static int on_name(llhttp_t *parser, const char *at, size_t n)
{
    struct field_reading *r = parser->data;

    r->name = span_of(at, n);
    return HPE_OK;
}

static int on_value(llhttp_t *parser, const char *at, size_t n)
{
    struct field_reading *r = parser->data;

    r->is_wrong = r->is_wrong || !read_field(&r->fields, r->name, trim(span_of(at, n)));
    return HPE_OK;
}

static int on_head(llhttp_t *parser)
{
    struct field_reading *r = parser->data;

    r->is_whole = true;
    return HPE_PAUSED; /* what follows is not read here */
}

/* Reads whole lines of fields; false if they break a rule. */
static bool read_fields(struct field_reading *reading, struct span lines)
{
    static const llhttp_settings_t settings = {
        .on_header_field = on_name, .on_header_value = on_value, .on_headers_complete = on_head};
    static const struct span line = SPAN_INIT("GET / HTTP/1.1\r\n");
    llhttp_t parser;

    llhttp_init(&parser, HTTP_REQUEST, &settings);
    parser.data = reading;
    (void)llhttp_execute(&parser, (const char *)line.p, line.n);
    enum llhttp_errno e =
        lines.n == 0 ? HPE_OK : llhttp_execute(&parser, (const char *)lines.p, lines.n);

    /* llhttp waits for a line that continues the last field, which would be refused. */
    if (e == HPE_OK)
        e = llhttp_execute(&parser, "\r", 1);
    return !reading->is_wrong && (e == HPE_OK || (e == HPE_PAUSED && reading->is_whole));
}

/* RFC 9112 5.2: a line that continues a field is refused, and so is a field without a name. */
static bool is_odd(struct span line)
{
    return line.n > 0 && (is_blank(line.p[0]) || line.p[0] == ':');
}

/* Reads the lines of the fields, which end the head; 0 while it is incomplete. */
static int read_lines(struct http_request *request, struct span head, struct span lines, bool is_11)
{
    struct field_reading reading = {0};
    struct span left = lines, line = {0};
    int status = 0;
    size_t num = 0;
    bool is_end = false;

    while (!is_end && next_line(&left, &line, &status)) {
        is_end = line.n == 0;
        num += !is_end;
        if (num > HTTP_REQUEST_FIELDS_MAX || is_odd(line))
            break;
    }
    /* What came before a wrong line may be wrong as well: the first thing counts. */
    if (!read_fields(&reading, span_head(lines, lines.n - left.n)) || is_odd(line))
        return BAD;
    if (num > HTTP_REQUEST_FIELDS_MAX)
        return TOO_LARGE;
    if (!is_end)
        return status;
    request->head = span_head(head, head.n - left.n);
    return judge_fields(request, &reading.fields, is_11);
}

/* Reads request line and fields; 0 while the head is incomplete. */
static int read_head(struct http_request *request, struct span bytes)
{
    struct span left = bytes;
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
    int fit = read_lines(request, bytes, left, is_11);

    return fit == 0 || fit == BAD || fit == TOO_LARGE || judged == OK ? fit : judged;
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
