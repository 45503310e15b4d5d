/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whatever message the codecs accept, the layout draws it whole: each byte belongs to one field,
 * nothing breaks off and nothing is left over.
 *
 * Messages follow from seeds: patterns of every form that there is, filled with random bytes, and
 * then changed in a few places.  An extension has the form that extensions.def gives it in the
 * message that carries it, so that a new row without a layout fails here.
 */
#include "config.h"

#include "lib/view/handshake/layout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/base/lookup.h"
#include "lib/tls/wire/ext_table.h"
#include "tests/differ/dice.h"
#include "tests/unit/view/handshake/layoutkit.h"

enum { CAP = 1 << 20, TRIES = 100000, ROUNDS = 400, CHANGES = 20, EXTS_MAX = 12 };

/* --- patterns ----------------------------------------------------------------------------- */

/*
 * b: a byte; 0, @, ^: the bytes 0, 1, 3; r: some bytes; R: some, at least one; H: 32 bytes;
 * Q: the random of a HelloRetryRequest; 1{ }, 2{ }, 3{ }: a vector with a length of n bytes;
 * ( )*: one to three times; V: supported_versions of a server; E: a list of other extensions.
 */
struct maker {
    struct dice dice;
    struct buf *out;
    enum ext_place place; /* of E */
    int only;             /* the one extension of E; -1: any */
};

static void put_random(struct maker *m, unsigned n)
{
    while (n-- > 0)
        buf_u8(m->out, (uint8_t)dice_word(&m->dice));
}

static void put_exts(struct maker *m);
static const char *put_pattern(struct maker *m, const char *p);

static const char *put_vector(struct maker *m, const char *p)
{
    struct buf_mark mark = *p == '1'   ? buf_open8(m->out)
                           : *p == '2' ? buf_open16(m->out)
                                       : buf_open24(m->out);

    p = put_pattern(m, p + 2);
    buf_close(m->out, mark);
    return p + 1;
}

static const char *put_repeated(struct maker *m, const char *p)
{
    const char *end = p;

    for (unsigned n = 1 + dice_roll(&m->dice, 3); n > 0; n--)
        end = put_pattern(m, p + 1);
    return end + 2;
}

static void put_letter(struct maker *m, char letter)
{
    switch (letter) {
    case 'b': put_random(m, 1); break;
    case '0': buf_u8(m->out, 0); break;
    case '@': buf_u8(m->out, 1); break;
    case '^': buf_u8(m->out, 3); break;
    case 'r': put_random(m, dice_roll(&m->dice, 9)); break;
    case 'R': put_random(m, 1 + dice_roll(&m->dice, 9)); break;
    case 'H': put_random(m, RANDOM_SIZE); break;
    case 'V': ext_u16_put(m->out, TLSX_SUPPORTED_VERSIONS, TLS_1_3); break;
    case 'Q': buf_put(m->out, span_of(hello_retry_random, RANDOM_SIZE)); break;
    default: put_exts(m); break;
    }
}

/* Writes up to the end of the pattern, or of the vector or the group that it is in. */
static const char *put_pattern(struct maker *m, const char *p)
{
    while (*p != '\0' && *p != '}' && *p != ')') {
        if (*p >= '1' && *p <= '3' && p[1] == '{')
            p = put_vector(m, p);
        else if (*p == '(')
            p = put_repeated(m, p);
        else
            put_letter(m, *p++);
    }
    return p;
}

/* --- extensions --------------------------------------------------------------------------- */

static const char *const forms[] = {
    "",
    "b",
    "bb",
    "bbbb",
    "bbbbbbbb",
    "r",
    "1{r}",
    "1{(bb)*}",
    "2{R}",
    "2{(bb)*}",
    "2{(1{R})*}",
    "2{1{R}}",
    "2{(2{R})*}",
    "2{02{R}}",
    "2{02{R}b2{r}}",
    "2{(bb2{R})*}",
    "bb2{R}",
    "2{2{R}bbbb}2{1{H}}",
    "2{2{R}bbbb2{R}bbbb}2{1{H}1{H}}",
    "@2{(2{R})*}2{r}",
    "@2{}2{}",
    "br",
    "@3{R}",
    "2{(1{R}2{r})*}",
    "bbbbbb3{R}bb2{R}",
    "0bbbbb2{r}2{R}",
    "@",
};

static const uint16_t *ext_types(size_t *num)
{
    static const uint16_t types[] = {
#define EXTENSION(wire, ID, name, forms, ref) wire,
#include "lib/tls/wire/extensions.def"
#undef EXTENSION
        0x4a4a,
        0x7777,
    };

    *num = LOOKUP_COUNT(types);
    return types;
}

/* Data that the form of the extension in this message accepts. */
static void put_data(struct maker *m, uint16_t type)
{
    struct buf whole, *out = m->out;

    buf_init(&whole, CAP);
    m->out = &whole;
    for (unsigned i = 0; i < TRIES; i++) {
        struct fail fail = {0};
        buf_truncate(&whole, 0);
        put_pattern(m, DICE_PICK(&m->dice, forms));
        if (ext_form_check(type, m->place, buf_span(&whole), &fail) == ERR_OK)
            break;
        assert_true(i + 1 < TRIES); /* no pattern has this form */
    }
    m->out = out;
    ext_put(out, type, buf_span(&whole));
    buf_free(&whole);
}

static bool may_carry(uint16_t type, enum ext_place place)
{
    const struct ext_row *row = ext_find(type);

    return row == NULL || (row->places & (unsigned)place) != 0;
}

/* Some of those that the message may carry, each once. */
static void put_exts(struct maker *m)
{
    size_t num;
    const uint16_t *types = ext_types(&num);
    size_t at = dice_roll(&m->dice, num), step = 1 + dice_roll(&m->dice, 3);

    if (m->only >= 0) {
        put_data(m, (uint16_t)m->only);
        return;
    }
    for (unsigned left = dice_roll(&m->dice, EXTS_MAX); left > 0 && at < num; left--) {
        if (may_carry(types[at], m->place) &&
            (m->place != IN_SH || types[at] != TLSX_SUPPORTED_VERSIONS))
            put_data(m, types[at]);
        at += step;
    }
}

/* May the message carry each extension, in this form? */
static bool have_form(struct span exts, enum ext_place place)
{
    struct fail fail = {0};
    struct rd r = rd_init(exts, &fail);
    struct ext x;

    while (ext_next(&r, &x)) {
        struct fail f = {0};
        if (!may_carry(x.type, place) || ext_form_check(x.type, place, x.data, &f) != ERR_OK)
            return false;
    }
    return true;
}

static bool certificate_has_form(struct span body)
{
    struct fail fail = {0};
    struct certificate_msg m;
    struct cert_entry e;

    if (certificate_parse(&m, true, body, &fail) != ERR_OK)
        return false;
    struct rd r = rd_init(m.list, &fail);
    while (cert_entry_next(&r, true, &e)) {
        if (!have_form(e.exts, IN_CT))
            return false;
    }
    return true;
}

static bool server_hello_has_form(struct span body)
{
    struct fail fail = {0};
    struct server_hello m;
    struct span version;

    if (server_hello_parse(&m, body, &fail) != ERR_OK)
        return false;
    return have_form(m.exts, m.is_retry                                           ? IN_HRR
                             : ext_get(m.exts, TLSX_SUPPORTED_VERSIONS, &version) ? IN_SH
                                                                                  : IN_SH12);
}

/* Do the extensions of this message have their forms? */
static bool exts_have_form(uint8_t type, bool is_13, struct span body)
{
    struct fail fail = {0};
    struct client_hello hello;
    struct certificate_request13 request;
    struct new_session_ticket ticket;
    struct span exts;

    switch (type) {
    case HS_CLIENT_HELLO:
        return client_hello_parse(&hello, body, &fail) == ERR_OK && have_form(hello.exts, IN_CH);
    case HS_SERVER_HELLO: return server_hello_has_form(body);
    case HS_ENCRYPTED_EXTENSIONS:
        return encrypted_extensions_parse(&exts, body, &fail) == ERR_OK && have_form(exts, IN_EE);
    case HS_CERTIFICATE: return !is_13 || certificate_has_form(body);
    case HS_CERTIFICATE_REQUEST:
        return !is_13 || (certificate_request13_parse(&request, body, &fail) == ERR_OK &&
                          have_form(request.exts, IN_CR));
    case HS_NEW_SESSION_TICKET:
        return !is_13 || (new_session_ticket13_parse(&ticket, body, &fail) == ERR_OK &&
                          have_form(ticket.exts, IN_NST));
    default: return true;
    }
}

/* --- messages ----------------------------------------------------------------------------- */

static const struct kind {
    enum message_type type;
    const char *pattern;
    enum err (*parse)(struct span body, struct fail *fail);
    enum ext_place place;
    struct layout_context context;
} kinds[] = {
    {HS_CLIENT_HELLO, "bbH1{r}2{(bb)*}1{R}", parse_client_hello, IN_CH, {0}},
    {HS_CLIENT_HELLO, "bbH1{r}2{(bb)*}1{R}2{E}", parse_client_hello, IN_CH, {0}},
    {HS_SERVER_HELLO, "bbH1{r}bbb", parse_server_hello, IN_SH12, {0}},
    {HS_SERVER_HELLO, "bbH1{r}bbb2{E}", parse_server_hello, IN_SH12, {.version = TLS_1_2}},
    {HS_SERVER_HELLO, "bbH1{r}bbb2{VE}", parse_server_hello, IN_SH, {.version = TLS_1_3}},
    {HS_SERVER_HELLO, "bbQ1{r}bbb2{E}", parse_server_hello, IN_HRR, {0}},
    {HS_ENCRYPTED_EXTENSIONS, "2{E}", parse_ee, IN_EE, {.version = TLS_1_3}},
    {HS_CERTIFICATE, "3{(3{R})*}", parse_cert12, IN_CT, {.version = TLS_1_2}},
    {HS_CERTIFICATE, "1{r}3{(3{R}2{E})*}", parse_cert13, IN_CT, {.version = TLS_1_3}},
    {HS_COMPRESSED_CERTIFICATE, "bbbbb3{R}", parse_compressed, IN_CT, {.version = TLS_1_3}},
    {HS_CERTIFICATE_REQUEST, "1{R}2{(bb)*}2{(2{R})*}", parse_request12, IN_CR, {TLS_1_2, 0, 0}},
    {HS_CERTIFICATE_REQUEST, "1{r}2{E}", parse_request13, IN_CR, {.version = TLS_1_3}},
    {HS_CERTIFICATE_VERIFY, "bb2{r}", parse_verify, IN_CT, {.version = TLS_1_2}},
    {HS_SERVER_KEY_EXCHANGE, "^bb1{R}bb2{r}", parse_ske_ecdhe, 0, {TLS_1_2, SUITE_KX_ECDHE, 0}},
    {HS_SERVER_KEY_EXCHANGE, "br", parse_ske_ecdhe, 0, {TLS_1_2, SUITE_KX_ECDHE, 0}},
    {HS_SERVER_KEY_EXCHANGE, "(2{R})*bb2{r}", parse_ske_dhe, 0, {TLS_1_2, SUITE_KX_DHE, 0}},
    {HS_CLIENT_KEY_EXCHANGE, "2{r}", parse_cke_rsa, 0, {TLS_1_2, SUITE_KX_RSA, 0}},
    {HS_CLIENT_KEY_EXCHANGE, "1{R}", parse_cke_ecdhe, 0, {TLS_1_2, SUITE_KX_ECDHE, 0}},
    {HS_CLIENT_KEY_EXCHANGE, "2{R}", parse_cke_dhe, 0, {TLS_1_2, SUITE_KX_DHE, 0}},
    {HS_CERTIFICATE_STATUS, "@3{R}", parse_status, 0, {.version = TLS_1_2}},
    {HS_NEW_SESSION_TICKET, "bbbb2{r}", parse_ticket12, 0, {.version = TLS_1_2}},
    {HS_NEW_SESSION_TICKET, "bbbbbbbb1{r}2{R}2{E}", parse_ticket13, IN_NST, {TLS_1_3, 0, 0}},
    {HS_KEY_UPDATE, "@", parse_key_update, 0, {.version = TLS_1_3}},
    {HS_KEY_UPDATE, "0", parse_key_update, 0, {.version = TLS_1_3}},
    {HS_FINISHED, "R", parse_any, 0, {.version = TLS_1_2}},
    {HS_FINISHED, "H", parse_any, 0, {.version = TLS_1_3}},
    {HS_SERVER_HELLO_DONE, "", parse_empty, 0, {.version = TLS_1_2}},
    {HS_HELLO_REQUEST, "", parse_empty, 0, {.version = TLS_1_2}},
    {HS_END_OF_EARLY_DATA, "", parse_empty, 0, {.version = TLS_1_3}},
};

/* Draws it if the codecs accept it: is it accepted? */
static bool draw(const struct kind *k, struct span message)
{
    struct span body = span_tail(message, MSG_HEADER);
    struct fail fail = {0};

    if (k->parse(body, &fail) != ERR_OK ||
        !exts_have_form((uint8_t)k->type, k->context.version == TLS_1_3, body))
        return false;
    struct tally t = walk(message, &k->context);
    if (t.broken + t.left > 0)
        fail_msg("%s is not drawn whole, after %s", layout_message_name(message),
                 t.open.name != NULL ? t.open.name : t.open.label);
    assert_non_null(layout_message_why(message, &k->context));
    return true;
}

/* A few bytes changed: what is still accepted is still drawn whole. */
static unsigned draw_changed(const struct kind *k, struct maker *m)
{
    unsigned accepted = 0;

    for (unsigned i = 0; i < CHANGES && m->out->n > MSG_HEADER; i++) {
        uint8_t *at = &m->out->p[MSG_HEADER + dice_roll(&m->dice, m->out->n - MSG_HEADER)];
        uint8_t old = *at;
        *at = dice_roll(&m->dice, 2) == 0 ? (uint8_t)dice_roll(&m->dice, 4)
                                          : (uint8_t)dice_word(&m->dice);
        if (draw(k, buf_span(m->out)))
            accepted++;
        else
            *at = old;
    }
    return accepted;
}

static void test_drawn_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < LOOKUP_COUNT(kinds); i++) {
        unsigned made = 0, changed = 0;
        for (unsigned round = 0; round < ROUNDS; round++) {
            struct buf b;
            struct maker m = {
                .dice = {i * 1000003 + round}, .out = &b, .place = kinds[i].place, .only = -1};

            buf_init(&b, CAP);
            struct buf_mark mark = msg_open(&b, kinds[i].type);
            put_pattern(&m, kinds[i].pattern);
            buf_close(&b, mark);
            made += draw(&kinds[i], buf_span(&b));
            changed += draw_changed(&kinds[i], &m);
            buf_free(&b);
        }
        assert_true(made > ROUNDS / 5);
        assert_true(changed > 0 || kinds[i].pattern[0] == '\0');
    }
}

static void note_unknown(void *ctx, const struct layout_item *it)
{
    bool *has_layout = ctx;

    if (it->shape == SHAPE_OPEN && it->as == AS_EXTENSION && it->id == LAYOUT_FIELD_UNKNOWN)
        *has_layout = false;
}

/* Is this extension drawn by a layout in that message? */
static bool has_layout(const struct kind *k, uint16_t type)
{
    bool found = true;
    struct layout_sink sink = {&found, note_unknown};
    struct buf b;
    struct maker m = {.out = &b, .place = k->place, .only = type};

    buf_init(&b, CAP);
    struct buf_mark mark = msg_open(&b, k->type);
    put_pattern(&m, k->pattern);
    buf_close(&b, mark);
    layout_walk(&sink, buf_span(&b), &k->context);
    buf_free(&b);
    return found;
}

static bool has_form(const struct ext_row *row, enum ext_place place)
{
    for (size_t i = 0; row != NULL && i < EXT_FORMS_MAX; i++) {
        if (row->forms[i].form != EXT_FORM_ANY && (row->forms[i].places & (unsigned)place) != 0)
            return true;
    }
    return false;
}

/* An extension whose data has a form has a layout too: it is not shown as bytes without a name. */
static void test_forms_have_layouts(void **state)
{
    size_t num;
    const uint16_t *types = ext_types(&num);

    (void)state;
    for (size_t k = 0; k < LOOKUP_COUNT(kinds); k++) {
        for (size_t i = 0; i < num && strchr(kinds[k].pattern, 'E') != NULL; i++) {
            const struct ext_row *row = ext_find(types[i]);
            if (has_form(row, kinds[k].place) && !has_layout(&kinds[k], types[i]))
                fail_msg("%s has no layout in %s", row->name,
                         message_find((uint8_t)kinds[k].type)->name);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drawn_whole),
        cmocka_unit_test(test_forms_have_layouts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
