/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/batch/line_id.h"

#include <stdlib.h>

#include "lib/base/utf8.h"
#include "lib/crypto/digest.h"
#include "lib/json/json_reader.h"
#include "lib/view/text/json_writer.h"

/* The most values at a time: the members of each object that is open. */
enum { VALUES_MAX = JR_DEPTH * (JR_MEMBERS + 1), DIGITS_MAX = 7 };

static struct span skip_space(struct span text)
{
    size_t i = 0;

    while (i < text.n && (text.p[i] == ' ' || text.p[i] == '\t'))
        i++;
    return span_tail(text, i);
}

/* Takes a token, with the white space before it. */
static bool take(struct span *text, struct span token)
{
    struct span at = skip_space(*text);

    if (!span_starts(at, token))
        return false;
    *text = span_tail(at, token.n);
    return true;
}

/* The length of the string or number at the start of a text; 0 if it is something else. */
static size_t value_length(struct span text)
{
    size_t i = 0;

    if (text.n == 0)
        return 0;
    if (text.p[0] == '"') {
        i = 1 + span_find(span_tail(text, 1), '"');
        return i < text.n ? i + 1 : 0;
    }
    while (i < text.n && text.p[i] != '\0' && strchr("+-.0123456789Ee", text.p[i]) != NULL)
        i++;
    return i;
}

bool line_id_quick(struct span *id, struct span line)
{
    struct span rest = line;

    if (!take(&rest, SPAN_LIT("{")) || !take(&rest, SPAN_LIT("\"id\"")) ||
        !take(&rest, SPAN_LIT(":")))
        return false;
    rest = skip_space(rest);
    size_t n = value_length(rest);
    *id = span_head(rest, n);
    rest = skip_space(span_tail(rest, n));
    /* A backslash may hide another "id". */
    return n > 0 && rest.n > 0 && (rest.p[0] == ',' || rest.p[0] == '}') &&
           span_find(line, '\\') == line.n && memmem(rest.p, rest.n, "\"id\"", 4) == NULL;
}

/* What is between the id and "input" in a result, as result_line writes it. */
bool line_id_quick_result(struct span *id, struct span line, struct span command)
{
    if (!line_id_quick(id, line))
        return false;
    struct span rest = span_tail(line, (size_t)(id->p - line.p) + id->n);

    if (!take(&rest, SPAN_LIT(",")))
        return false;
    if (take(&rest, SPAN_LIT("\"line\":"))) {
        rest = span_tail(rest, value_length(rest));
        if (!take(&rest, SPAN_LIT(",")))
            return false;
    }
    if (!take(&rest, SPAN_LIT("\"command\":\"")) || !span_starts(rest, command) ||
        !span_starts(span_tail(rest, command.n), SPAN_LIT("\",")))
        return false;
    rest = span_tail(rest, command.n + 1);
    /* Before anything that is nested. */
    rest = span_head(rest, span_find(rest, '['));
    rest = span_head(rest, span_find(rest, '{'));
    const uint8_t *at = memmem(rest.p, rest.n, ",\"exit\":", 8);
    struct span code = at == NULL ? (struct span){0} : span_tail(rest, (size_t)(at - rest.p) + 8);

    return code.n > 0 && code.p[0] >= '0' && code.p[0] <= '9';
}

/* Reads the members of a line, and its id. */
static enum err read_members(struct json_text *json, struct span *id, struct span line,
                             bool is_whole, struct arena *arena)
{
    struct fail fail = {0};
    enum err e = jr_read_top(json, line, VALUES_MAX, arena, &fail);

    *id = (struct span){0};
    if (e != ERR_OK && (is_whole || json->num == 0))
        return e;
    if (json->v[0].kind != JR_OBJECT)
        return ERR_JSON_VALUE;
    if (e == ERR_JSON_DUPLICATE) /* perhaps of the id */
        return ERR_OK;
    for (const struct json_value *v = jr_first(json->v); v != NULL; v = jr_next(json->v, v)) {
        bool is_id = v->kind == JR_STRING || v->kind == JR_NUMBER;
        /* At the end of a beginning, a number may go on. */
        bool is_cut =
            e != ERR_OK && v->kind == JR_NUMBER && v->text.p + v->text.n == line.p + line.n;
        if (is_id && !is_cut && span_eq(v->name, SPAN_LIT("id")))
            *id = v->text;
    }
    return ERR_OK;
}

enum err line_id_read(struct span *id, struct span line, bool is_whole, struct arena *arena)
{
    struct json_text json;

    return read_members(&json, id, line, is_whole, arena);
}

enum err line_id_read_result(struct span *id, struct span line, bool is_whole, struct span command,
                             struct arena *arena)
{
    bool is_ours = false, has_exit = false;
    struct json_text json;

    TRY(read_members(&json, id, line, is_whole, arena));
    for (const struct json_value *v = jr_first(json.v); v != NULL; v = jr_next(json.v, v)) {
        is_ours =
            is_ours || (span_eq(v->name, SPAN_LIT("command")) && v->kind == JR_STRING &&
                        v->text.n == command.n + 2 && span_starts(span_tail(v->text, 1), command));
        has_exit = has_exit || (span_eq(v->name, SPAN_LIT("exit")) && v->kind == JR_NUMBER);
    }
    return is_ours && has_exit ? ERR_OK : ERR_JSON_VALUE;
}

/* A backslash is escaped, too, so that no other path has the id of one that is no UTF-8. */
void line_id_path(struct buf *out, const char *path)
{
    struct span rest = span_str(path);
    struct buf text;
    uint32_t c;

    buf_init(&text, out->cap);
    while (rest.n > 0) {
        struct span at = rest;
        if (!utf8_next(&c, &rest) || c == '\\') {
            buf_printf(&text, "\\%02x", at.p[0]);
            rest = span_tail(at, 1);
        } else {
            buf_put(&text, span_head(at, at.n - rest.n));
        }
    }
    if (text.err == ERR_OK)
        jw_text(&(struct json_writer){.out = out}, NULL, buf_span(&text));
    else
        out->err = text.err;
    buf_free(&text);
}

/* The characters of a string, or those of a number. */
static enum err content(struct span *out, struct span id, struct arena *arena)
{
    const struct json_value value = {.kind = JR_STRING, .has_escapes = true, .text = id};

    *out = id;
    return id.n > 0 && id.p[0] == '"' ? jr_string(out, &value, arena) : ERR_OK;
}

enum err line_id_digest(uint8_t out[LINE_ID_DIGEST], struct span id, struct arena *arena)
{
    uint8_t digest[DIGEST_MAX_SIZE];
    struct span text;

    TRY(content(&text, id, arena));
    uint8_t *p = arena_alloc(arena, 1 + text.n, 1);
    if (p == NULL)
        return arena->err;
    p[0] = id.n > 0 && id.p[0] == '"';
    if (text.n > 0)
        memcpy(p + 1, text.p, text.n);
    digest_of(DIGEST_SHA256, digest, span_of(p, 1 + text.n));
    memcpy(out, digest, LINE_ID_DIGEST);
    return ERR_OK;
}

/* A number from 1 to SHARDS_MAX, without zeros in front; 0: something else. */
static unsigned take_number(const char **text)
{
    size_t n = strspn(*text, "0123456789");
    unsigned long value = n == 0 || n > DIGITS_MAX || **text == '0' ? 0 : strtoul(*text, NULL, 10);

    *text += n;
    return value <= SHARDS_MAX ? (unsigned)value : 0;
}

enum err line_id_shard_parse(struct shard *out, const char *text)
{
    struct shard s = {.number = take_number(&text)};

    if (s.number == 0 || *text++ != '/')
        return ERR_SHARD_TEXT;
    s.of = take_number(&text);
    if (s.of < s.number || *text != '\0')
        return ERR_SHARD_TEXT;
    *out = s;
    return ERR_OK;
}

enum err line_id_shard(unsigned *out, struct span id, unsigned of, struct arena *arena)
{
    uint8_t digest[DIGEST_MAX_SIZE];
    uint64_t head = 0;
    struct span text;

    TRY(content(&text, id, arena));
    digest_of(DIGEST_SHA256, digest, text);
    for (int i = 0; i < 8; i++)
        head = head << 8 | digest[i];
    *out = (unsigned)(head % of) + 1;
    return ERR_OK;
}
