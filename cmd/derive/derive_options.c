/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/derive/derive.h"

#include "lib/base/hex.h"
#include "lib/base/hextext.h"
#include "lib/base/wipe.h"
#include "lib/tls/keys/key_schedule12.h"
#include "lib/tls/wire/first_flight.h"
#include "lib/tls/wire/names.h"

enum { FILE_MAX = 16 << 20, KEYLOG_MS = 10000, LENGTH_ANY = 0, LENGTH_HASH = -1 };

static const struct value_row {
    const char *option;
    int length;
    uint16_t version; /* 0: both */
} rows[DERIVE_COUNT] = {
#define VALUE(ID, option, length, help)   {option, length, 0},
#define VALUE12(ID, option, length, help) {option, length, TLS_1_2},
#define VALUE13(ID, option, length, help) {option, length, TLS_1_3},
#include "cmd/derive/derive.def"
#undef VALUE
#undef VALUE12
#undef VALUE13
};

const char *derive_option(enum derive_id id)
{
    return rows[id].option;
}

void derive_set(struct derive *d, enum derive_id id, struct span value)
{
    d->v[id].n = value.n < DERIVE_VALUE_MAX ? value.n : DERIVE_VALUE_MAX;
    if (value.n > 0)
        memcpy(d->v[id].v, value.p, d->v[id].n);
}

void derive_wipe(struct derive *d)
{
    file_wipe(&d->messages);
    file_wipe(&d->keylog);
    buf_wipe(&d->bytes);
    wipe(d, sizeof *d);
}

static bool given(const struct derive *d, enum derive_id id)
{
    return d->opts->text[id] != NULL;
}

/* decode takes an option's value; a wrong one is said. */
static int decode(struct derive *d, enum derive_id id)
{
    struct buf bytes;
    struct fail fail = {0};
    enum err e;

    buf_init(&bytes, DERIVE_VALUE_MAX);
    e = hex_decode(&bytes, span_str(d->opts->text[id]), &fail);
    if (e == ERR_OK && bytes.n > 0)
        derive_set(d, id, buf_span(&bytes));
    buf_wipe(&bytes);
    if (e == ERR_LIMIT)
        return cmd_wrong(d->run, "--%s: longer than %d bytes", rows[id].option, DERIVE_VALUE_MAX);
    if (e != ERR_OK)
        return cmd_wrong(d->run, "--%s: %s", rows[id].option, err_text(e));
    if (!derive_has(d, id))
        return cmd_wrong(d->run, "--%s: empty", rows[id].option);
    return EXIT_OK;
}

static int unknown_suite(struct derive *d)
{
    const char *name = d->opts->suite;
    struct suggest near = {.to = span_str(name)};
    const struct suite *s = NULL;

    for (size_t i = 0; (s = suite_at(i)) != NULL; i++)
        suggest_try(&near, s->name);
    return cmd_unknown(d->run, "cipher suite", name, &near);
}

static int read_suite(struct derive *d)
{
    const char *name = d->opts->suite;
    struct numbers n = {0};
    struct span at = {NULL, 0};
    enum err e;

    if (name == NULL)
        return EXIT_OK;
    e = names_suites(&n, span_str(name), &at);
    if (e == ERR_TLS_NOT_SUPPORTED)
        return cmd_wrong(d->run, "--suite %s: %s", name, err_text(e));
    if (e != ERR_OK)
        return unknown_suite(d);
    if (n.num != 1)
        return cmd_wrong(d->run, "--suite takes exactly one cipher suite, not %zu", n.num);
    d->suite = suite_find(n.v[0]);
    if (d->suite == NULL)
        return unknown_suite(d);
    if (d->suite->kx == SUITE_KX_NONE)
        return cmd_wrong(d->run, "--suite %s: %s", name, err_text(ERR_TLS_NOT_SUPPORTED));
    return EXIT_OK;
}

int derive_failed(struct derive *d, const char *path, const struct file *file, struct fail fail)
{
    bool undecodable = file->sys_errno == 0 && fail.at.p != NULL;
    enum reason reason = undecodable ? REASON_UNDECODABLE : err_reason(fail.err);
    struct span whole = d->bytes.n > 0 ? buf_span(&d->bytes) : file->bytes;
    struct buf text;
    enum err e = ERR_OK;

    buf_init(&text, DERIVE_MESSAGE_MAX);
    buf_printf(&text, "%s: ", path);
    if (span_contains(whole, fail.at))
        buf_printf(&text, "byte %zu: ", (size_t)(fail.at.p - whole.p));
    buf_str(&text, err_text(fail.err));
    if (file->sys_errno != 0)
        buf_printf(&text, ": %s", strerror(file->sys_errno));
    else if (*err_ref(fail.err) != '\0')
        buf_printf(&text, " (%s)", err_ref(fail.err));
    output_say(&d->run->out, "%.*s [%s]", (int)text.n, (const char *)text.p, reason_code(reason));
    buf_u8(&text, '\0');
    if (d->opts->json && text.err == ERR_OK)
        e = error_json(&d->run->out.data, "derive", path, reason, (const char *)text.p);
    buf_free(&text);
    return e == ERR_OK ? reason_exit(reason) : EXIT_FAULT;
}

/* Hexadecimal text, or what the file is instead. */
static enum err decode_text(struct derive *d, struct span text, struct fail *fail)
{
    enum err other = first_flight_other(text);

    if (hextext_is(text))
        return hextext_decode(&d->bytes, text, fail);
    if (other == ERR_OK)
        return hex_decode(&d->bytes, text, fail); /* it says where it is none */
    fail_set(fail, other, (struct span){NULL, 0});
    return other;
}

/* A handshake in binary begins with the type of its first message, which is no character. */
static int read_bytes(struct derive *d)
{
    struct span text = d->messages.bytes;
    struct fail fail = {0};

    buf_init(&d->bytes, FILE_MAX);
    if (text.n == 0) {
        fail_set(&fail, ERR_EMPTY_INPUT, text);
        return derive_failed(d, d->opts->messages, &d->messages, fail);
    }
    if (text.p[0] < '\t')
        buf_put(&d->bytes, text);
    else if (decode_text(d, text, &fail) == ERR_OK && d->bytes.n == 0)
        fail_set(&fail, ERR_EMPTY_INPUT, text);
    if (d->bytes.err != ERR_OK)
        fail_set(&fail, d->bytes.err, (struct span){NULL, 0});
    return fail.err == ERR_OK ? EXIT_OK : derive_failed(d, d->opts->messages, &d->messages, fail);
}

static int open_messages(struct derive *d)
{
    enum err e = file_read(&d->messages, d->opts->messages, FILE_MAX);

    if (e != ERR_OK)
        return derive_failed(d, d->opts->messages, &d->messages, (struct fail){e, {NULL, 0}});
    return read_bytes(d);
}

/* The whole file is held to its form before anything is made of it. */
static int open_keylog(struct derive *d)
{
    const char *path = d->opts->keylog;
    enum err e = file_read_within(&d->keylog, path, FILE_MAX, KEYLOG_MS);
    struct span text = d->keylog.bytes;
    struct keylog_line line = {0};
    struct fail fail = {e == ERR_OK ? keylog_check(text) : e, {NULL, 0}};

    while (fail.err == ERR_OK && keylog_next(&text, &line, &fail))
        ;
    wipe(&line, sizeof line);
    e = e == ERR_OK ? first_flight_no_keylog(d->keylog.bytes, fail.err) : e;
    if (fail.err != ERR_OK && e != fail.err)
        fail = (struct fail){e, {NULL, 0}};
    return fail.err == ERR_OK ? EXIT_OK : derive_failed(d, path, &d->keylog, fail);
}

int derive_open(struct derive *d, struct run *run)
{
    int code;

    *d = (struct derive){.run = run, .opts = run->opts};
    code = read_suite(d);
    for (enum derive_id id = 0; id < DERIVE_COUNT && code == EXIT_OK; id++) {
        if (given(d, id))
            code = decode(d, id);
    }
    if (code == EXIT_OK && d->opts->messages != NULL)
        code = open_messages(d);
    if (code == EXIT_OK && d->opts->keylog != NULL)
        code = open_keylog(d);
    return code;
}

/* What --messages says itself, and what a key log makes needless. */
static bool from_messages(enum derive_id id)
{
    return rows[id].length == LENGTH_HASH || id == DERIVE_CLIENT_RANDOM ||
           id == DERIVE_SERVER_RANDOM || id == DERIVE_TICKET_NONCE;
}

static bool before_keylog(enum derive_id id)
{
    return id == DERIVE_PREMASTER || id == DERIVE_MASTER || id == DERIVE_SESSION_HASH ||
           (rows[id].version == TLS_1_3 && id != DERIVE_SERVER_HASH);
}

/* fit_one holds one given option to the suite, and to the files. */
static int fit_one(struct derive *d, enum derive_id id)
{
    const struct value_row *r = &rows[id];
    const struct derive_opts *o = d->opts;
    uint16_t version = suite_is_13(d->suite) ? TLS_1_3 : TLS_1_2;
    size_t length = r->length == LENGTH_HASH ? digest_size(d->suite->hash) : (size_t)r->length;
    bool picks = id == DERIVE_CLIENT_RANDOM && o->keylog != NULL;

    if (r->version != 0 && r->version != version && !picks)
        return cmd_wrong(d->run, "--%s is for %s, but %s is for %s", r->option,
                         version_name(r->version), d->suite->name, version_name(version));
    if (id == DERIVE_PREMASTER && d->suite->kx == SUITE_KX_RSA)
        length = PREMASTER_RSA_SIZE; /* RFC 5246 7.4.7.1 */
    if (length != 0 && d->v[id].n != length)
        return cmd_wrong(d->run, "--%s must be %zu bytes long, not %zu", r->option, length,
                         d->v[id].n);
    if (o->messages != NULL && from_messages(id))
        return cmd_wrong(d->run, "--%s and --messages give the same value: use one of them",
                         r->option);
    if (o->keylog != NULL && before_keylog(id))
        return cmd_wrong(d->run, "--%s cannot be used with --keylog", r->option);
    return EXIT_OK;
}

/* What an option needs beside it: any one of these. */
static const struct need {
    enum derive_id id, needs[2];
} needs[] = {
    {DERIVE_SESSION_HASH, {DERIVE_PREMASTER, DERIVE_PREMASTER}},
    {DERIVE_BINDER_HASH, {DERIVE_PSK, DERIVE_PSK}},
    {DERIVE_HELLO_HASH, {DERIVE_PSK, DERIVE_PSK}},
    {DERIVE_SHARED, {DERIVE_HELLOS_HASH, DERIVE_HELLOS_HASH}},
    {DERIVE_HELLOS_HASH, {DERIVE_SHARED, DERIVE_PSK}},
    {DERIVE_SERVER_HASH, {DERIVE_HELLOS_HASH, DERIVE_HELLOS_HASH}},
    {DERIVE_CLIENT_HASH, {DERIVE_SERVER_HASH, DERIVE_SERVER_HASH}},
    {DERIVE_TICKET_NONCE, {DERIVE_CLIENT_HASH, DERIVE_CLIENT_HASH}},
};

static int fit_needs(struct derive *d)
{
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++) {
        const struct need *n = &needs[i];

        if (!given(d, n->id) || derive_has(d, n->needs[0]) || derive_has(d, n->needs[1]))
            continue;
        if (n->needs[0] == n->needs[1])
            return cmd_wrong(d->run, "--%s needs --%s", rows[n->id].option,
                             rows[n->needs[0]].option);
        return cmd_wrong(d->run, "--%s needs --%s or --%s", rows[n->id].option,
                         rows[n->needs[0]].option, rows[n->needs[1]].option);
    }
    return EXIT_OK;
}

static int fit12(struct derive *d)
{
    bool premaster = derive_has(d, DERIVE_PREMASTER), master = derive_has(d, DERIVE_MASTER);

    if (premaster && master)
        return cmd_wrong(d->run, "--premaster and --master: use one of them");
    if (!premaster && !master && d->opts->keylog == NULL)
        return cmd_wrong(d->run, "nothing to derive from: give --premaster, --master or --keylog");
    if (!derive_has(d, DERIVE_CLIENT_RANDOM) && d->opts->keylog == NULL)
        return cmd_wrong(d->run, "--client-random is needed");
    if (!derive_has(d, DERIVE_SERVER_RANDOM))
        return cmd_wrong(d->run, "--server-random is needed");
    return EXIT_OK;
}

static int fit13(struct derive *d)
{
    if (d->opts->keylog != NULL)
        return EXIT_OK;
    if (!derive_has(d, DERIVE_SHARED) && !derive_has(d, DERIVE_PSK))
        return cmd_wrong(d->run, "nothing to derive from: give --shared-secret, --psk or --keylog");
    return EXIT_OK;
}

/* --check takes a whole Finished message as well: its header goes. */
static int fit_check(struct derive *d)
{
    size_t n = suite_is_13(d->suite) ? digest_size(d->suite->hash) : VERIFY_DATA_SIZE;
    const uint8_t header[] = {HS_FINISHED, 0, 0, (uint8_t)n};
    struct span value = derive_get(d, DERIVE_CHECK);

    if (value.n == n + sizeof header && span_starts(value, span_of(header, sizeof header))) {
        memmove(d->v[DERIVE_CHECK].v, d->v[DERIVE_CHECK].v + sizeof header, n);
        d->v[DERIVE_CHECK].n = n;
    }
    if (d->v[DERIVE_CHECK].n != n)
        return cmd_wrong(d->run, "--check: a Finished value of %s must be %zu bytes long, not %zu",
                         d->suite->name, n, value.n);
    return EXIT_OK;
}

/* Where the secret of a line of the key log goes; NULL where nothing is derived from it. */
static struct secret *keylog_place(struct derive *d, struct span label)
{
    const struct {
        enum step_id id;
        struct secret *place;
    } places[] = {
        {STEP_CLIENT_EARLY_TRAFFIC, &d->early},
        {STEP_SERVER_HANDSHAKE_TRAFFIC, &d->traffic[0][DERIVE_SERVER]},
        {STEP_CLIENT_HANDSHAKE_TRAFFIC, &d->traffic[0][DERIVE_CLIENT]},
        {STEP_SERVER_TRAFFIC, &d->traffic[1][DERIVE_SERVER]},
        {STEP_CLIENT_TRAFFIC, &d->traffic[1][DERIVE_CLIENT]},
        {STEP_MASTER, NULL},
    };

    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (span_eq(label, span_str(step_row(places[i].id)->keylog)))
            return places[i].place;
    }
    return NULL;
}

/* usable: the line is of the connection that is wanted, and something is derived from it. */
static bool usable(struct derive *d, const struct keylog_line *line)
{
    struct span random = span_of(line->client_random, KEYLOG_RANDOM);

    if (derive_has(d, DERIVE_CLIENT_RANDOM) &&
        !span_eq(random, derive_get(d, DERIVE_CLIENT_RANDOM)))
        return false;
    if (!suite_is_13(d->suite))
        return span_eq(line->label, span_str(step_row(STEP_MASTER)->keylog));
    return keylog_place(d, line->label) != NULL;
}

bool derive_keylog_next(struct derive *d, struct span *text)
{
    struct span rest = *text;
    struct keylog_line line;
    struct fail fail = {0};
    bool found = false;

    wipe(&d->early, sizeof d->early);
    wipe(d->traffic, sizeof d->traffic);
    for (; keylog_next(&rest, &line, &fail); *text = rest) {
        struct secret *place;

        if (!usable(d, &line))
            continue;
        if (found && memcmp(line.client_random, d->random, KEYLOG_RANDOM) != 0)
            break;
        found = true;
        memcpy(d->random, line.client_random, KEYLOG_RANDOM);
        place = keylog_place(d, line.label);
        if (place == NULL) {
            derive_set(d, DERIVE_MASTER, span_of(line.secret, line.secret_n));
        } else {
            place->n = line.secret_n < SECRET_MAX ? line.secret_n : SECRET_MAX;
            memcpy(place->v, line.secret, place->n);
        }
    }
    wipe(&line, sizeof line);
    return found;
}

/* Where values are given that belong to one connection, the key log must not have several. */
static bool one_connection(const struct derive *d)
{
    for (enum derive_id id = 0; id < DERIVE_COUNT; id++) {
        if (id != DERIVE_MASTER && derive_has(d, id))
            return true;
    }
    return false;
}

/* fit_keylog holds the lines that will be used to the lengths of the suite, and counts. */
static int fit_keylog(struct derive *d)
{
    size_t n = suite_is_13(d->suite) ? digest_size(d->suite->hash) : MASTER_SIZE, num = 0;
    struct span text = d->keylog.bytes;
    struct keylog_line line;
    struct fail fail = {0};
    int code = EXIT_OK;

    while (code == EXIT_OK && keylog_next(&text, &line, &fail)) {
        if (usable(d, &line) && line.secret_n != n)
            code = cmd_wrong(d->run, "%s: a secret has %zu bytes, but the secrets of %s have %zu",
                             d->opts->keylog, line.secret_n, d->suite->name, n);
    }
    wipe(&line, sizeof line);
    for (text = d->keylog.bytes; code == EXIT_OK && derive_keylog_next(d, &text);)
        num++;
    if (code != EXIT_OK)
        return code;
    if (num == 0)
        return cmd_wrong(d->run, "%s: no line matches %s%s", d->opts->keylog, d->suite->name,
                         derive_has(d, DERIVE_CLIENT_RANDOM) ? " and that client random" : "");
    if (num > 1 && !derive_has(d, DERIVE_CLIENT_RANDOM) && one_connection(d))
        return cmd_wrong(d->run, "%s holds several connections: select one with --client-random",
                         d->opts->keylog);
    return EXIT_OK;
}

int derive_fit(struct derive *d)
{
    int code = EXIT_OK;

    if (d->suite == NULL)
        return cmd_wrong(d->run,
                         "--suite is needed, or --messages or --capture, which name the suite");
    for (enum derive_id id = 0; id < DERIVE_COUNT && code == EXIT_OK; id++) {
        if (given(d, id) && id != DERIVE_CHECK)
            code = fit_one(d, id);
    }
    if (code == EXIT_OK && d->opts->external && !derive_has(d, DERIVE_PSK))
        code = cmd_wrong(d->run, "--external-psk needs --psk");
    if (code == EXIT_OK && d->opts->keylog == NULL)
        code = fit_needs(d);
    if (code == EXIT_OK)
        code = suite_is_13(d->suite) ? fit13(d) : fit12(d);
    if (code == EXIT_OK && given(d, DERIVE_CHECK))
        code = fit_check(d);
    if (code == EXIT_OK && d->opts->keylog != NULL)
        code = fit_keylog(d);
    return code;
}
