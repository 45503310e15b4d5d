/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/text/json_writer.h"

#include "lib/base/cal.h"
#include "lib/base/hex.h"
#include "lib/base/utf8.h"
#include "lib/view/text/safe.h"

/* An ASCII character within a string (RFC 8259 7). */
static void put_ascii(struct buf *out, uint8_t c)
{
    static const char *const escapes[0x20] = {
        ['\b'] = "\\b", ['\f'] = "\\f", ['\n'] = "\\n", ['\r'] = "\\r", ['\t'] = "\\t",
    };

    if (c == '"' || c == '\\')
        buf_printf(out, "\\%c", c);
    else if (c < 0x20 && escapes[c] != NULL)
        buf_str(out, escapes[c]);
    else if (c < 0x20 || c == 0x7f)
        buf_printf(out, "\\u%04x", c);
    else
        buf_u8(out, c);
}

/* Characters above the basic plane are a pair of surrogates (RFC 8259 7). */
static void put_escape(struct buf *out, uint32_t c)
{
    if (c < 0x10000) {
        buf_printf(out, "\\u%04x", (unsigned)c);
        return;
    }
    c -= 0x10000;
    buf_printf(out, "\\u%04x\\u%04x", (unsigned)(0xd800 + (c >> 10)),
               (unsigned)(0xdc00 + (c & 0x3ff)));
}

/* Valid UTF-8 is kept, except for characters that change how text is displayed.  An invalid byte
 * becomes the four characters \xx, so the output is always valid UTF-8. */
static void put_string(struct buf *out, struct span bytes)
{
    uint32_t c;

    buf_u8(out, '"');
    for (;;) {
        /* Most text is plain, and is copied in one piece. */
        size_t plain = utf8_plain(bytes);
        buf_put(out, span_head(bytes, plain));
        bytes = span_tail(bytes, plain);
        if (bytes.n == 0)
            break;
        struct span at = bytes;
        if (bytes.p[0] < 0x80) {
            put_ascii(out, bytes.p[0]);
            bytes = span_tail(bytes, 1);
        } else if (!utf8_next(&c, &bytes)) {
            buf_printf(out, "\\\\%02x", at.p[0]);
            bytes = span_tail(at, 1);
        } else if (safe_is_hidden(c)) {
            put_escape(out, c);
        } else {
            buf_put(out, span_head(at, at.n - bytes.n));
        }
    }
    buf_u8(out, '"');
}

/* Writes what comes before a value: a comma, and the key. */
static void lead(struct json_writer *json, const char *key)
{
    size_t n = key == NULL ? 0 : strlen(key);
    uint8_t *at = buf_room(json->out, json->comma + (key == NULL ? 0 : n + 3));

    if (at != NULL && json->comma)
        *at++ = ',';
    json->comma = true;
    if (at == NULL || key == NULL)
        return;
    *at++ = '"';
    memcpy(at, key, n);
    memcpy(at + n, "\":", 2);
}

void jw_open(struct json_writer *json, const char *key)
{
    lead(json, key);
    buf_u8(json->out, '{');
    json->comma = false;
}

void jw_close(struct json_writer *json)
{
    buf_u8(json->out, '}');
    json->comma = true;
}

void jw_list(struct json_writer *json, const char *key)
{
    lead(json, key);
    buf_u8(json->out, '[');
    json->comma = false;
}

void jw_list_end(struct json_writer *json)
{
    buf_u8(json->out, ']');
    json->comma = true;
}

void jw_text(struct json_writer *json, const char *key, struct span text)
{
    lead(json, key);
    put_string(json->out, text);
}

/* Hidden characters are those of a string, where they may be written as escapes. */
void jw_raw(struct json_writer *json, const char *key, struct span value)
{
    uint32_t c;

    lead(json, key);
    while (value.n > 0) {
        struct span at = value;
        if (!utf8_next(&c, &value))
            value = span_tail(at, 1);
        else if (safe_is_hidden(c))
            put_escape(json->out, c);
        else
            buf_put(json->out, span_head(at, at.n - value.n));
    }
}

void jw_str(struct json_writer *json, const char *key, const char *text)
{
    if (text == NULL)
        jw_null(json, key);
    else
        jw_text(json, key, span_str(text));
}

/* An error of text, for example a lack of memory, becomes an error of the output. */
void jw_buf(struct json_writer *json, const char *key, struct buf *text)
{
    jw_text(json, key, buf_span(text));
    if (text->err != ERR_OK && json->out->err == ERR_OK)
        json->out->err = text->err;
    buf_free(text);
}

void jw_buf_read(struct json_writer *json, const char *key, bool is_read, struct buf *text)
{
    if (is_read) {
        jw_buf(json, key, text);
        return;
    }
    jw_null(json, key);
    buf_free(text);
}

void jw_hex(struct json_writer *json, const char *key, struct span bytes)
{
    lead(json, key);
    buf_u8(json->out, '"');
    hex_encode(json->out, bytes, 0);
    buf_u8(json->out, '"');
}

void jw_int(struct json_writer *json, const char *key, int64_t value)
{
    uint64_t left = value < 0 ? -(uint64_t)value : (uint64_t)value;
    uint8_t text[20];
    size_t at = sizeof text;

    lead(json, key);
    do
        text[--at] = (uint8_t)('0' + left % 10);
    while ((left /= 10) > 0);
    if (value < 0)
        text[--at] = '-';
    buf_put(json->out, span_of(text + at, sizeof text - at));
}

void jw_decimal(struct json_writer *json, const char *key, double value, int digits)
{
    lead(json, key);
    buf_printf(json->out, "%.*f", digits, value);
}

void jw_bool(struct json_writer *json, const char *key, bool value)
{
    lead(json, key);
    buf_str(json->out, value ? "true" : "false");
}

void jw_null(struct json_writer *json, const char *key)
{
    lead(json, key);
    buf_str(json->out, "null");
}

void jw_hex_read(struct json_writer *json, const char *key, bool is_read, struct span bytes)
{
    if (is_read)
        jw_hex(json, key, bytes);
    else
        jw_null(json, key);
}

void jw_time_read(struct json_writer *json, const char *key, bool is_read, int64_t time)
{
    if (is_read)
        jw_time(json, key, time);
    else
        jw_null(json, key);
}

void jw_time(struct json_writer *json, const char *key, int64_t time)
{
    char text[CAL_TEXT_SIZE];

    cal_format(text, time);
    jw_str(json, key, text);
}
