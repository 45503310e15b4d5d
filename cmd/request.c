/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/request.h"

enum {
    OK = 200,
    BAD = 400,
    NOT_ALLOWED = 405,
    TOO_LONG = 414,
    TOO_LARGE = 431,
    NO_CODING = 501,
    NO_VERSION = 505
};

/* RFC 9110 5.6.2. */
static bool is_token(struct span s)
{
    for (size_t i = 0; i < s.n; i++) {
        uint8_t c = s.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

        if (!letter && (c == 0 || strchr("!#$%&'*+-.^_`|~", c) == NULL))
            return false;
    }
    return s.n > 0;
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t';
}

static struct span trim(struct span s)
{
    while (s.n > 0 && is_blank(s.p[0]))
        s = span_tail(s, 1);
    while (s.n > 0 && is_blank(s.p[s.n - 1]))
        s.n--;
    return s;
}

/* has_item: one of the items of a list is this word, parameters aside (RFC 9110 5.6.1). */
static bool has_item(struct span list, const char *word)
{
    while (list.n > 0) {
        struct span item = span_head(list, span_find(list, ','));

        list = span_tail(list, item.n + 1);
        if (span_ieq(trim(span_head(item, span_find(item, ';'))), span_str(word)))
            return true;
    }
    return false;
}

/* next_line cuts a line off, which ends with CR LF: a bare one of them is read in two ways by two
 * programs (RFC 9112 2.2).  False where the end has not come; *status where there is none. */
static bool next_line(struct span *left, struct span *line, int *status)
{
    size_t lf = span_find(*left, '\n'), cr = span_find(*left, '\r');

    if (lf < left->n ? cr + 1 != lf : cr + 1 < left->n) {
        *status = BAD;
        return false;
    }
    *line = span_head(*left, cr);
    if (lf == left->n)
        return false;
    *left = span_tail(*left, lf + 1);
    return true;
}

/* RFC 9112 3.2: the path from its slash on; of a whole URL, what follows its host. */
static bool read_target(struct request *r, struct span target)
{
    static const struct span https = SPAN_INIT("https://");

    for (size_t i = 0; i < target.n; i++) {
        if (target.p[i] <= ' ' || target.p[i] >= 0x7f)
            return false;
    }
    if (span_ieq(span_head(target, https.n), https)) {
        target = span_tail(target, https.n);
        target = span_tail(target, span_find(target, '/'));
        if (target.n == 0)
            target = SPAN_LIT("/");
    }
    r->target = target;
    return target.n > 0 && target.p[0] == '/';
}

/* RFC 9112 3: one blank between the parts, and nothing else. */
static int read_request_line(struct request *r, bool *is_11)
{
    size_t n = span_find(r->line, ' ');
    struct span method = span_head(r->line, n), rest = span_tail(r->line, n + 1);
    struct span target = span_head(rest, span_find(rest, ' '));
    struct span version = span_tail(rest, target.n + 1);

    if (!is_token(method) || version.n != strlen("HTTP/1.1") ||
        !span_starts(version, SPAN_LIT("HTTP/")))
        return BAD;
    *is_11 = span_eq(version, SPAN_LIT("HTTP/1.1"));
    if (!*is_11 && !span_eq(version, SPAN_LIT("HTTP/1.0")))
        return NO_VERSION;
    r->is_head = span_eq(method, SPAN_LIT("HEAD"));
    if (!r->is_head && !span_eq(method, SPAN_LIT("GET")))
        return NOT_ALLOWED;
    return read_target(r, target) ? OK : BAD;
}

/* What the fields say that matters. */
struct fields {
    size_t num, hosts, lengths;
    bool has_body, coded, close, keep;
};

static bool read_length(struct fields *f, struct span value)
{
    for (size_t i = 0; i < value.n; i++) {
        if (value.p[i] < '0' || value.p[i] > '9')
            return false;
        f->has_body = f->has_body || value.p[i] != '0';
    }
    return value.n > 0 && ++f->lengths == 1;
}

static bool is_field(struct span name, const char *is)
{
    return span_ieq(name, span_str(is));
}

/* RFC 9112 5: no blank in front of the colon, no line that goes on. */
static bool read_field(struct request *r, struct fields *f, struct span line)
{
    struct span name = span_head(line, span_find(line, ':'));
    struct span value = trim(span_tail(line, name.n + 1));

    if (name.n == line.n || !is_token(name))
        return false;
    for (size_t i = 0; i < value.n; i++) {
        if ((value.p[i] < ' ' && value.p[i] != '\t') || value.p[i] == 0x7f)
            return false;
    }
    if (is_field(name, "host"))
        f->hosts++;
    else if (is_field(name, "content-length"))
        return read_length(f, value);
    else if (is_field(name, "transfer-encoding"))
        f->coded = true;
    else if (is_field(name, "connection")) {
        f->close = f->close || has_item(value, "close");
        f->keep = f->keep || has_item(value, "keep-alive");
    } else if (is_field(name, "accept")) {
        r->wants_html = r->wants_html || has_item(value, "text/html");
        r->wants_json = r->wants_json || has_item(value, "application/json");
    }
    return true;
}

/* judge_fields: RFC 9112 3.2 (Host), 6.1 and 6.3 (two lengths).  A body is not read: behind it the
 * connection cannot go on. */
static int judge_fields(struct request *r, const struct fields *f, bool is_11)
{
    if (f->hosts > 1 || (is_11 && f->hosts == 0))
        return BAD;
    if (f->coded && (f->lengths > 0 || !is_11))
        return BAD;
    if (f->coded)
        return NO_CODING;
    r->keep = (is_11 ? !f->close : f->keep && !f->close) && !f->has_body;
    return OK;
}

static int read_head(struct request *r, struct span bytes)
{
    struct fields fields = {0};
    struct span left = bytes, line;
    bool is_11 = false;
    int status = 0;

    if (!next_line(&left, &r->line, &status))
        return status != 0 ? status : bytes.n > REQUEST_LINE_MAX ? TOO_LONG : 0;
    if (r->line.n > REQUEST_LINE_MAX)
        return TOO_LONG;
    int judged = read_request_line(r, &is_11);

    /* What is no request is told at once; one that is waits for its end. */
    if (judged == BAD || judged == NO_VERSION)
        return judged;
    while (next_line(&left, &line, &status)) {
        if (line.n == 0) {
            r->head = span_head(bytes, bytes.n - left.n);
            int fit = judge_fields(r, &fields, is_11);

            return fit == BAD || judged == OK ? fit : judged;
        }
        if (++fields.num > REQUEST_FIELDS_MAX)
            return TOO_LARGE;
        if (!read_field(r, &fields, line))
            return BAD;
    }
    return status;
}

void request_read(struct request *out, struct span bytes)
{
    struct span all = bytes;

    *out = (struct request){0};
    /* Empty lines in front are passed over (RFC 9112 2.2). */
    while (span_starts(bytes, SPAN_LIT("\r\n")))
        bytes = span_tail(bytes, 2);
    size_t blank = all.n - bytes.n;

    if (bytes.n > 0)
        out->status = read_head(out, bytes);
    if ((out->status == 0 && all.n >= REQUEST_HEAD_MAX) || out->head.n > REQUEST_HEAD_MAX)
        out->status = TOO_LARGE;
    out->n = blank + out->head.n;
    out->keep = out->keep && out->status == OK;
}
