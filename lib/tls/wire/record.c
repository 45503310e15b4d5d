/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/wire/record.h"

#include "lib/base/lookup.h"
#include "lib/base/rd.h"
#include "lib/tls/wire/ssl2.h"

/* Versions 3.x are SSL 3.0 and every TLS (RFC 9846 5.1, E.1: the minor one is not looked at). */
enum { VERSION_MAJOR = 3 };

/* The record at the front of in; *complete stays false until all of it is there.  The length is
 * checked as soon as the header is, so that no more than `max` is ever kept. */
enum err record_split(struct record *out, bool *complete, struct span in, size_t max,
                      struct fail *fail)
{
    struct rd r = rd_init(in, fail);
    size_t n;

    *complete = false;
    if (in.n < RECORD_HEADER)
        return ERR_OK;
    out->type = rd_u8(&r);
    out->version = rd_u16(&r);
    n = rd_u16(&r);
    /* RFC 9846 5: unexpected_message for an unknown type. */
    if (out->type < CONTENT_CHANGE_CIPHER_SPEC || out->type > CONTENT_APPLICATION_DATA)
        fail_set(fail, ERR_TLS_RECORD_TYPE, span_head(in, 1));
    else if (out->version >> 8 != VERSION_MAJOR)
        fail_set(fail, ERR_TLS_RECORD_VERSION, span_head(span_tail(in, 1), 2));
    /* RFC 9846 5.1, 5.2: record_overflow, before any of it is kept. */
    else if (n > max)
        fail_set(fail,
                 max > RECORD_PLAIN_MAX ? ERR_TLS_CIPHERTEXT_OVERFLOW : ERR_TLS_RECORD_OVERFLOW,
                 span_head(span_tail(in, 3), 2));
    if (fail->err != ERR_OK || r.left.n < n)
        return fail->err;
    out->fragment = span_head(r.left, n);
    out->bytes = span_head(in, RECORD_HEADER + n);
    *complete = true;
    return ERR_OK;
}

bool record_lacks_version(struct span in)
{
    static const struct span head = SPAN_INIT("\x15\0\0\0\x02");

    return span_starts(head, span_head(in, head.n));
}

enum err record_split_first(struct record *out, bool *complete, struct span in, size_t max,
                            struct fail *fail)
{
    if (!record_lacks_version(in))
        return record_split(out, complete, in, max, fail);
    *complete = in.n >= RECORD_HEADER + ALERT_SIZE;
    out->type = CONTENT_ALERT;
    out->version = 0;
    out->bytes = span_head(in, RECORD_HEADER + ALERT_SIZE);
    out->fragment = span_tail(out->bytes, RECORD_HEADER);
    return ERR_OK;
}

void record_header(uint8_t out[RECORD_HEADER], uint8_t type, uint16_t version, size_t n)
{
    out[0] = type;
    out[1] = (uint8_t)(version >> 8);
    out[2] = (uint8_t)(version & 0xff);
    out[3] = (uint8_t)(n >> 8);
    out[4] = (uint8_t)(n & 0xff);
}

void record_seq(uint8_t out[RECORD_SEQ], uint64_t seq)
{
    for (unsigned i = 0; i < RECORD_SEQ; i++)
        out[i] = (uint8_t)(seq >> (56 - 8 * i));
}

void record_ad(uint8_t out[RECORD_AD], uint64_t seq, uint8_t type, uint16_t version, size_t n)
{
    record_seq(out, seq);
    record_header(out + RECORD_SEQ, type, version, n);
}

/* The beginning of the first line, and a word in it if several protocols begin in the same way.
 * The first row that matches counts. */
struct greeting {
    uint8_t num_start; /* bytes; some are zero */
    char start[20];
    char word[8]; /* or empty */
    char name[12];
};
#define GREETING(start, word, name)                                        \
    {                                                                      \
        sizeof(start) - 1, ROW_TEXT(start), ROW_TEXT(word), ROW_TEXT(name) \
    }

static const struct greeting greetings[] = {
    GREETING("HTTP/", "", "HTTP"),
    /* From a client, when we are the server (RFC 9110 9.3, RFC 5789, RFC 9113 3.4). */
    GREETING("GET ", "HTTP/", "HTTP"),
    GREETING("HEAD ", "HTTP/", "HTTP"),
    GREETING("POST ", "HTTP/", "HTTP"),
    GREETING("PUT ", "HTTP/", "HTTP"),
    GREETING("DELETE ", "HTTP/", "HTTP"),
    GREETING("CONNECT ", "HTTP/", "HTTP"),
    GREETING("OPTIONS ", "HTTP/", "HTTP"),
    GREETING("TRACE ", "HTTP/", "HTTP"),
    GREETING("PATCH ", "HTTP/", "HTTP"),
    GREETING("PRI ", "HTTP/", "HTTP"),
    GREETING("<!DOCTYPE", "", "HTTP"),
    GREETING("<html", "", "HTTP"),
    GREETING("220", "FTP", "FTP"),
    GREETING("220", "SMTP", "SMTP"),
    GREETING("220", "LMTP", "LMTP"),
    GREETING("220", "", "SMTP or FTP"),
    GREETING("421 ", "", "SMTP or FTP"),
    GREETING("500 ", "", "SMTP or FTP"),
    GREETING("554 ", "", "SMTP"),
    GREETING("200 ", "", "NNTP"),
    GREETING("201 ", "", "NNTP"),
    GREETING("SSH-", "", "SSH"),
    GREETING("+OK", "", "POP3"),
    GREETING("-ERR", "", "POP3"),
    GREETING("* OK", "", "IMAP"),
    GREETING("* BYE", "", "IMAP"),
    GREETING("* BAD", "", "IMAP"),
    GREETING("* PREAUTH", "", "IMAP"),
    GREETING("\"IMPLEMENTATION\"", "", "ManageSieve"),
    GREETING("<?xml", "", "XMPP"),
    GREETING("<stream:", "", "XMPP"),
    GREETING("NOTICE ", "", "IRC"),
    GREETING("ERROR :", "", "IRC"),
    GREETING("RFB ", "", "VNC"),
    /* An ErrorResponse, of protocol 3 and 2: what PostgreSQL makes of a ClientHello. */
    GREETING("E\0\0\0", "", "PostgreSQL"),
    GREETING("EFATAL", "", "PostgreSQL"),
};

/* Is the word anywhere in the line?  An empty word always is. */
static bool holds_word(struct span line, struct span word)
{
    for (; line.n >= word.n && word.n > 0; line = span_tail(line, 1)) {
        if (span_ieq(span_head(line, word.n), word))
            return true;
    }
    return word.n == 0;
}

/* MySQL sends a packet first: three bytes of length, least significant first, the number 0, then
 * version 10 of its protocol or an error. */
static bool is_mysql(struct span in)
{
    return in.n >= 5 && in.p[1] == 0 && in.p[2] == 0 && in.p[3] == 0 &&
           (in.p[4] == 10 || in.p[4] == 0xff);
}

bool record_alert(struct alert_content *out, struct span content)
{
    if (content.n != ALERT_SIZE)
        return false;
    *out = (struct alert_content){.level = content.p[0], .alert = content.p[1]};
    return true;
}

const char *record_looks_like(struct span in)
{
    struct span line = span_head(in, span_find(in, '\n'));

    if (is_mysql(in))
        return "MySQL";
    for (size_t i = 0; i < sizeof greetings / sizeof *greetings; i++) {
        const struct greeting *g = &greetings[i];

        if (in.n >= g->num_start &&
            span_ieq(span_head(in, g->num_start), span_of(g->start, g->num_start)) &&
            holds_word(line, span_str(g->word)))
            return g->name;
    }
    return ssl2_is_record(in) ? "SSL 2.0" : NULL;
}
