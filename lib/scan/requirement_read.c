/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/scan/requirement.h"

#include "lib/asn1/oid.h"
#include "lib/base/lookup.h"
#include "lib/base/suggest.h"
#include "lib/crypto/pubkey.h"
#include "lib/tls/wire/names.h"

enum form {
    FORM_VERSIONS,
    FORM_SUITES,
    FORM_GROUPS,
    FORM_SCHEMES,
    FORM_KEYS,
    FORM_SIGNATURES,
    FORM_NUMBER,
    FORM_YES,
    FORM_FEATURE,
};

static const struct {
    enum form form;
    enum scan_topic topic;
    char key[24], sentence[96];
} rows[REQUIRE_COUNT] = {
#define REQUIREMENT(id, key, form, topic, text) \
    {FORM_##form, SCAN_ABOUT_##topic, ROW_TEXT(key), ROW_TEXT(text)},
#include "lib/scan/requirement_items.def"
#undef REQUIREMENT
};

static const struct {
    const char *name, *text;
} guidelines[] = {
#define GUIDELINE(name, text) {name, text},
#include "lib/scan/guidelines.def"
#undef GUIDELINE
};

static const char feature_keys[FEATURE_COUNT][28] = {
#define FEATURE(ID, key, kind, title, ref) ROW_TEXT(key),
#include "lib/scan/features.def"
#undef FEATURE
};

const char *requirement_key(enum requirement_item item)
{
    return rows[item].key;
}

const char *requirement_sentence(enum requirement_item item)
{
    return rows[item].sentence;
}

enum scan_topic requirement_topic(enum requirement_item item)
{
    return rows[item].topic;
}

const char *requirement_name(size_t i)
{
    return i < LOOKUP_COUNT(guidelines) ? guidelines[i].name : NULL;
}

/* What one line is read with. */
struct requirement_line_reader {
    struct requirement *out;
    struct arena *arena;
    struct requirement_fault *fault;
    struct scan_ids seen; /* keys: items, then features, then like and title */
};
enum { SEEN_FEATURES = REQUIRE_COUNT, SEEN_TITLE = SEEN_FEATURES + FEATURE_COUNT, SEEN_LIKE };

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static struct span trim(struct span text)
{
    while (text.n > 0 && is_space(text.p[0]))
        text = span_tail(text, 1);
    while (text.n > 0 && is_space(text.p[text.n - 1]))
        text.n--;
    return text;
}

static enum err wrong(struct requirement_line_reader *reader, enum err err, struct span at,
                      const char *meant)
{
    reader->fault->err = err;
    reader->fault->at = at;
    reader->fault->meant = meant;
    return err;
}

/* The next item of a list that commas separate: false after the last one. */
static bool next_item(struct span *list, struct span *item)
{
    struct span rest = *list;

    if (rest.n == 0)
        return false;
    *item = trim(span_head(rest, span_find(rest, ',')));
    *list = span_tail(rest, span_find(rest, ',') + 1);
    return true;
}

/* "TLS 1.2", "TLSv1.2" and "tls1.2" are the same: blanks and the v do not count. */
static bool is_version(struct span text, const char *name)
{
    for (; *name != 0; name++) {
        if (*name == ' ')
            continue;
        while (text.n > 0 && (text.p[0] == ' ' || span_lower(text.p[0]) == 'v'))
            text = span_tail(text, 1);
        if (text.n == 0 || span_lower(text.p[0]) != span_lower((uint8_t)*name))
            return false;
        text = span_tail(text, 1);
    }
    return text.n == 0;
}

/* Words that are known, which is nearly always, are read without looking for those that were meant:
 * near is then NULL. */
static void try_word(struct suggest *near, const char *word)
{
    if (near != NULL)
        suggest_try(near, word);
}

static bool find_version(uint16_t *out, struct span item, struct suggest *near)
{
    bool found = false;

    for (unsigned row = 0; row < SCAN_VERSIONS; row++) {
        const char *name = version_name(scan_version_numbers[row]);
        try_word(near, name);
        if (!found && is_version(item, name)) {
            *out = scan_version_numbers[row];
            found = true;
        }
    }
    return found;
}

/* Kinds of keys by the names that keyinfo_print has for them. */
static bool find_key(uint16_t *out, struct span item, struct suggest *near)
{
    static const char *const names[] = {
        [KEY_RSA] = "RSA",           [KEY_RSA_PSS] = "RSA-PSS",   [KEY_P224] = "P-224",
        [KEY_P256] = "P-256",        [KEY_P384] = "P-384",        [KEY_P521] = "P-521",
        [KEY_ED25519] = "Ed25519",   [KEY_ED448] = "Ed448",       [KEY_DSA] = "DSA",
        [KEY_MLDSA44] = "ML-DSA-44", [KEY_MLDSA65] = "ML-DSA-65", [KEY_MLDSA87] = "ML-DSA-87",
    };
    bool found = false;

    for (unsigned kind = KEY_RSA; kind < LOOKUP_COUNT(names); kind++) {
        try_word(near, names[kind]);
        if (!found && span_ieq(span_str(names[kind]), item)) {
            *out = (uint16_t)kind;
            found = true;
        }
    }
    return found;
}

static bool find_signature(uint16_t *out, struct span item, struct suggest *near)
{
    bool found = false;

    for (unsigned oid = OID_UNKNOWN + 1; oid < OID_COUNT; oid++) {
        try_word(near, oid_name(oid));
        if (!found && span_ieq(span_str(oid_name(oid)), item)) {
            *out = (uint16_t)oid;
            found = true;
        }
    }
    return found;
}

static enum err read_items(struct requirement_line_reader *reader, struct scan_ids *ids,
                           struct span list,
                           bool (*find)(uint16_t *out, struct span item, struct suggest *near))
{
    struct span item;
    uint16_t id = 0;

    if (list.n == 0)
        return wrong(reader, ERR_REQUIREMENT_VALUE, list, NULL);
    while (next_item(&list, &item)) {
        struct suggest near = {.to = item};
        if (!find(&id, item, NULL) && !find(&id, item, &near))
            return wrong(reader, ERR_REQUIREMENT_VALUE, item, near.best);
        TRY(scan_ids_add(ids, id, reader->arena));
    }
    return ERR_OK;
}

static enum err
read_names(struct requirement_line_reader *reader, struct scan_ids *ids, struct span list,
           enum err (*names)(struct numbers *out, struct span text, struct span *at))
{
    struct numbers numbers;
    struct span at = list;
    enum err err = names(&numbers, list, &at);

    if (err != ERR_OK)
        return wrong(reader, err, at, NULL);
    for (size_t i = 0; i < numbers.num; i++)
        TRY(scan_ids_add(ids, numbers.v[i], reader->arena));
    return ERR_OK;
}

/* At most nine digits, so that every number fits. */
static enum err read_number(struct requirement_line_reader *reader, uint32_t *out, struct span text)
{
    enum { DIGITS_MAX = 9 };
    uint32_t number = 0;
    bool is_number = text.n > 0 && text.n <= DIGITS_MAX;

    for (size_t i = 0; is_number && i < text.n; i++) {
        is_number = text.p[i] >= '0' && text.p[i] <= '9';
        number = 10 * number + (uint32_t)(text.p[i] - '0');
    }
    if (!is_number)
        return wrong(reader, ERR_REQUIREMENT_NUMBER, text, NULL);
    *out = number;
    return ERR_OK;
}

static enum err read_value(struct requirement_line_reader *reader, enum requirement_item item,
                           struct span value)
{
    struct scan_ids *ids = &reader->out->items[item].ids;

    *ids = (struct scan_ids){0};
    reader->out->items[item].is_asked = true;
    switch (rows[item].form) {
    case FORM_VERSIONS: return read_items(reader, ids, value, find_version);
    case FORM_KEYS: return read_items(reader, ids, value, find_key);
    case FORM_SIGNATURES: return read_items(reader, ids, value, find_signature);
    case FORM_SUITES: return read_names(reader, ids, value, names_any_suites);
    case FORM_GROUPS: return read_names(reader, ids, value, names_any_groups);
    case FORM_SCHEMES: return read_names(reader, ids, value, names_any_schemes);
    case FORM_NUMBER: return read_number(reader, &reader->out->items[item].number, value);
    default: break;
    }
    if (span_ieq(value, SPAN_LIT("no")))
        reader->out->items[item].is_asked = false;
    else if (!span_ieq(value, SPAN_LIT("yes")))
        return wrong(reader, ERR_REQUIREMENT_YES, value, NULL);
    return ERR_OK;
}

static enum err read_feature(struct requirement_line_reader *reader, unsigned feature,
                             struct span value)
{
    if (!span_ieq(value, SPAN_LIT("yes")) && !span_ieq(value, SPAN_LIT("no")))
        return wrong(reader, ERR_REQUIREMENT_YES, value, NULL);
    reader->out->features[feature] = span_ieq(value, SPAN_LIT("yes")) ? SCAN_YES : SCAN_NO;
    return ERR_OK;
}

/* Keys are those of JSON, and people write hyphens for underscores. */
static bool is_key(const char *key, struct span text)
{
    size_t i = 0;

    for (; i < text.n && key[i] != 0; i++) {
        uint8_t a = text.p[i] == '_' ? '-' : span_lower(text.p[i]);
        if (a != (key[i] == '_' ? '-' : (uint8_t)key[i]))
            return false;
    }
    return i == text.n && i > 0 && key[i] == 0;
}

/* The number of a key, as `seen` keeps it; SEEN_LIKE + 1 if there is none. */
static unsigned find_word(struct span key, struct suggest *near)
{
    unsigned found = SEEN_LIKE + 1;

    for (unsigned i = 0; i <= SEEN_LIKE; i++) {
        const char *word = i < SEEN_FEATURES ? rows[i].key
                           : i < SEEN_TITLE  ? feature_keys[i - SEEN_FEATURES]
                           : i == SEEN_TITLE ? "title"
                                             : "like";
        if (word[0] != 0)
            try_word(near, word);
        if (found > SEEN_LIKE && is_key(word, key))
            found = i;
    }
    return found;
}

static enum err read_lines(struct requirement_line_reader *reader, struct span text);

/* A guideline is known to be right, and has no `like` of its own.  Only a title may come before. */
static enum err read_like(struct requirement_line_reader *reader, struct span name)
{
    struct requirement_fault none = {0};
    struct requirement_line_reader inner = {
        .out = reader->out, .arena = reader->arena, .fault = &none};
    struct suggest near = {.to = name};
    struct span title = reader->out->title;

    if (reader->seen.num > 1 + (size_t)(title.n > 0))
        return wrong(reader, ERR_REQUIREMENT_LIKE, name, NULL);
    for (size_t i = 0; i < LOOKUP_COUNT(guidelines); i++) {
        suggest_try(&near, guidelines[i].name);
        if (!span_eq(span_str(guidelines[i].name), name))
            continue;
        TRY(read_lines(&inner, span_str(guidelines[i].text)));
        if (title.n > 0)
            reader->out->title = title;
        return ERR_OK;
    }
    return wrong(reader, ERR_REQUIREMENT_VALUE, name, near.best);
}

static enum err read_line(struct requirement_line_reader *reader, struct span line)
{
    size_t equals = span_find(line, '=');
    struct span key = trim(span_head(line, equals)), value = trim(span_tail(line, equals + 1));
    struct suggest near = {.to = key};
    unsigned word = find_word(key, NULL);

    if (equals == line.n)
        return wrong(reader, ERR_REQUIREMENT_LINE, line, NULL);
    if (word > SEEN_LIKE) {
        (void)find_word(key, &near);
        return wrong(reader, ERR_REQUIREMENT_KEY, key, near.best);
    }
    if (scan_ids_has(&reader->seen, (uint16_t)word))
        return wrong(reader, ERR_REQUIREMENT_TWICE, key, NULL);
    TRY(scan_ids_add(&reader->seen, (uint16_t)word, reader->arena));
    if (word == SEEN_LIKE)
        return read_like(reader, value);
    if (word < SEEN_FEATURES)
        return read_value(reader, word, value);
    if (word < SEEN_TITLE)
        return read_feature(reader, word - SEEN_FEATURES, value);
    reader->out->title = value;
    return ERR_OK;
}

/* A # at the beginning or after a blank begins a comment, as in lists of targets. */
static struct span without_comment(struct span line)
{
    for (size_t i = 0; i < line.n; i++) {
        if (line.p[i] == '#' && (i == 0 || is_space(line.p[i - 1])))
            return span_head(line, i);
    }
    return line;
}

static enum err read_lines(struct requirement_line_reader *reader, struct span text)
{
    while (text.n > 0) {
        struct span line = trim(without_comment(span_head(text, span_find(text, '\n'))));

        text = span_tail(text, span_find(text, '\n') + 1);
        reader->fault->line++;
        if (line.n > 0)
            TRY(read_line(reader, line));
    }
    return ERR_OK;
}

/* A text that asks for nothing would pass every server. */
static bool asks_anything(const struct requirement *requirement)
{
    bool asks = false;

    for (unsigned item = 0; item < REQUIRE_COUNT; item++)
        asks = asks || requirement->items[item].is_asked;
    for (unsigned feature = 0; feature < FEATURE_COUNT; feature++)
        asks = asks || requirement->features[feature] != SCAN_UNKNOWN;
    return asks;
}

enum err requirement_read(struct requirement *out, struct span text, struct arena *arena,
                          struct requirement_fault *fault)
{
    struct requirement_line_reader reader = {.out = out, .arena = arena, .fault = fault};

    *out = (struct requirement){0};
    *fault = (struct requirement_fault){0};
    if (span_starts(text, SPAN_LIT("\xef\xbb\xbf"))) /* a byte order mark */
        text = span_tail(text, 3);
    TRY(read_lines(&reader, text));
    if (!asks_anything(out))
        return wrong(&reader, ERR_REQUIREMENT_EMPTY, (struct span){0}, NULL);
    return ERR_OK;
}

enum err requirement_find(bool *found, struct requirement *out, struct span name,
                          struct arena *arena)
{
    struct requirement_fault fault;

    *found = false;
    for (size_t i = 0; i < LOOKUP_COUNT(guidelines); i++) {
        if (span_eq(span_str(guidelines[i].name), name)) {
            *found = true;
            return requirement_read(out, span_str(guidelines[i].text), arena, &fault);
        }
    }
    return ERR_OK;
}
