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

/* A row of derive.def. */
static const struct value_row {
    const char *option;
    int length;
    uint16_t version; /* 0: both */
} rows[DERIVE_COUNT] = {
#define VALUE(ID, option, length, help)   {option, length, 0},
#define VALUE12(ID, option, length, help) {option, length, TLS_1_2},
#define VALUE13(ID, option, length, help) {option, length, TLS_1_3},
#define VALUE13_TWICE                     VALUE13
#include "cmd/derive/derive.def"
#undef VALUE
#undef VALUE12
#undef VALUE13
#undef VALUE13_TWICE
};

void derive_wipe(struct derive *derive)
{
    file_wipe(&derive->messages);
    file_wipe(&derive->keylog);
    buf_wipe(&derive->bytes);
    wipe(derive, sizeof *derive);
}

static bool given(const struct derive *derive, enum derive_id id)
{
    return derive_is_given(derive->opts, id);
}

/* Reads the value of an option. */
static int read_value(struct derive *derive, enum derive_id id)
{
    struct buf bytes;
    int code;

    if (id == DERIVE_SHARED)
        return derive_shared_read(derive);
    buf_init(&bytes, DERIVE_VALUE_MAX);
    code = derive_decode(derive, id, derive->opts->text[id], &bytes);
    if (code == EXIT_OK)
        derive_set(derive, id, buf_span(&bytes));
    buf_wipe(&bytes);
    return code;
}

static int unknown_suite(struct derive *derive)
{
    const char *name = derive->opts->suite;
    struct suggest near = {.to = span_str(name)};
    const struct suite *s = NULL;

    for (size_t i = 0; (s = suite_at(i)) != NULL; i++)
        suggest_try(&near, s->name);
    return cmd_unknown(derive->run, "cipher suite", name, &near);
}

/* The value of --suite, which must name one suite that is implemented. */
static int read_suite(struct derive *derive)
{
    const char *name = derive->opts->suite;
    struct numbers n = {0};
    struct span at = {NULL, 0};
    enum err e;

    if (name == NULL)
        return EXIT_OK;
    e = names_suites(&n, span_str(name), &at);
    if (e == ERR_TLS_NOT_SUPPORTED)
        return cmd_wrong(derive->run, "--suite %s: %s", name, err_text(e));
    if (e != ERR_OK)
        return unknown_suite(derive);
    if (n.num != 1)
        return cmd_wrong(derive->run, "--suite takes exactly one cipher suite, not %zu", n.num);
    derive->suite = suite_find(n.v[0]);
    if (derive->suite == NULL)
        return unknown_suite(derive);
    if (derive->suite->kx == SUITE_KX_NONE)
        return cmd_wrong(derive->run, "--suite %s: %s", name, err_text(ERR_TLS_NOT_SUPPORTED));
    return EXIT_OK;
}

/* The place is counted in the decoded messages if there are any, else in the file. */
int derive_failed(struct derive *derive, const char *path, const struct file *file,
                  struct fail fail)
{
    bool undecodable = file->sys_errno == 0 && fail.at.p != NULL;
    enum reason reason = undecodable ? REASON_UNDECODABLE : err_reason(fail.err);
    struct span whole = derive->bytes.n > 0 ? buf_span(&derive->bytes) : file->bytes;
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
    output_say(&derive->run->out, "%.*s [%s]", (int)text.n, (const char *)text.p,
               reason_code(reason));
    buf_u8(&text, '\0');
    if (derive->opts->json && text.err == ERR_OK)
        e = error_json(&derive->run->out.data, "derive", path, reason, (const char *)text.p);
    buf_free(&text);
    return e == ERR_OK ? reason_exit(reason) : EXIT_FAULT;
}

/* Decodes hexadecimal text, or reports what the file is instead. */
static enum err decode_text(struct derive *derive, struct span text, struct fail *fail)
{
    enum err other = first_flight_other(text);

    if (hextext_is(text))
        return hextext_decode(&derive->bytes, text, fail);
    if (other == ERR_OK)
        return hex_decode(&derive->bytes, text, fail); /* for the place of the error */
    fail_set(fail, other, (struct span){NULL, 0});
    return other;
}

/* Reads the messages.  A binary handshake begins with the type of its first message, which is no
 * printable character. */
static int read_bytes(struct derive *derive)
{
    struct span text = derive->messages.bytes;
    struct fail fail = {0};

    buf_init(&derive->bytes, FILE_MAX);
    if (text.n == 0) {
        fail_set(&fail, ERR_EMPTY_INPUT, text);
        return derive_failed(derive, derive->opts->messages, &derive->messages, fail);
    }
    if (text.p[0] < '\t')
        buf_put(&derive->bytes, text);
    else if (decode_text(derive, text, &fail) == ERR_OK && derive->bytes.n == 0)
        fail_set(&fail, ERR_EMPTY_INPUT, text);
    if (derive->bytes.err != ERR_OK)
        fail_set(&fail, derive->bytes.err, (struct span){NULL, 0});
    return fail.err == ERR_OK
               ? EXIT_OK
               : derive_failed(derive, derive->opts->messages, &derive->messages, fail);
}

static int open_messages(struct derive *derive)
{
    enum err e = file_read(&derive->messages, derive->opts->messages, FILE_MAX);

    if (e != ERR_OK)
        return derive_failed(derive, derive->opts->messages, &derive->messages,
                             (struct fail){e, {NULL, 0}});
    return read_bytes(derive);
}

/* Checks the form of the whole file before any line is used. */
static int open_keylog(struct derive *derive)
{
    const char *path = derive->opts->keylog;
    enum err e = file_read_within(&derive->keylog, path, FILE_MAX, KEYLOG_MS);
    struct span text = derive->keylog.bytes;
    struct keylog_line line = {0};
    struct fail fail = {e == ERR_OK ? keylog_check(text) : e, {NULL, 0}};

    while (fail.err == ERR_OK && keylog_next(&text, &line, &fail))
        ;
    wipe(&line, sizeof line);
    e = e == ERR_OK ? first_flight_no_keylog(derive->keylog.bytes, fail.err) : e;
    if (fail.err != ERR_OK && e != fail.err)
        fail = (struct fail){e, {NULL, 0}};
    return fail.err == ERR_OK ? EXIT_OK : derive_failed(derive, path, &derive->keylog, fail);
}

/* Options come first: a wrong one is reported before any file is opened. */
int derive_open(struct derive *derive, struct run *run)
{
    int code;

    *derive = (struct derive){.run = run, .opts = run->opts};
    code = read_suite(derive);
    for (enum derive_id id = 0; id < DERIVE_COUNT && code == EXIT_OK; id++) {
        if (given(derive, id))
            code = read_value(derive, id);
    }
    if (code == EXIT_OK && derive->opts->messages != NULL)
        code = open_messages(derive);
    if (code == EXIT_OK && derive->opts->keylog != NULL)
        code = open_keylog(derive);
    return code;
}

/* Values that --messages has itself, and values that a key log makes useless. */
static bool from_messages(enum derive_id id)
{
    return rows[id].length == LENGTH_HASH || id == DERIVE_CLIENT_RANDOM ||
           id == DERIVE_SERVER_RANDOM || id == DERIVE_TICKET_NONCE;
}

/* A key log has the later secrets, so what they are derived from is of no use. */
static bool before_keylog(enum derive_id id)
{
    return id == DERIVE_PREMASTER || id == DERIVE_MASTER || id == DERIVE_SESSION_HASH ||
           (rows[id].version == TLS_1_3 && id != DERIVE_SERVER_HASH);
}

/* Checks one given value against the suite and the files. */
static int fit_one(struct derive *derive, enum derive_id id)
{
    const struct value_row *r = &rows[id];
    const struct derive_opts *o = derive->opts;
    uint16_t version = suite_is_13(derive->suite) ? TLS_1_3 : TLS_1_2;
    size_t length = r->length == LENGTH_HASH ? digest_size(derive->suite->hash) : (size_t)r->length;
    bool picks = id == DERIVE_CLIENT_RANDOM && o->keylog != NULL;

    if (r->version != 0 && r->version != version && !picks)
        return cmd_wrong(derive->run, "--%s is for %s, but %s is for %s", r->option,
                         version_name(r->version), derive->suite->name, version_name(version));
    if (id == DERIVE_PREMASTER && derive->suite->kx == SUITE_KX_RSA)
        length = PREMASTER_RSA_SIZE; /* RFC 5246 7.4.7.1 */
    if (length != 0 && derive->v[id].n != length)
        return cmd_wrong(derive->run, "--%s must be %zu bytes long, not %zu", r->option, length,
                         derive->v[id].n);
    if (o->messages != NULL && from_messages(id))
        return cmd_wrong(derive->run, "--%s and --messages give the same value: use one of them",
                         r->option);
    if (o->keylog != NULL && before_keylog(id))
        return cmd_wrong(derive->run, "--%s cannot be used with --keylog", r->option);
    return EXIT_OK;
}

/* The values that an option needs: at least one of the two. */
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

/* Reports a value that is of no use without another one. */
static int fit_needs(struct derive *derive)
{
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++) {
        const struct need *n = &needs[i];

        if (!given(derive, n->id) || derive_has(derive, n->needs[0]) ||
            derive_has(derive, n->needs[1]))
            continue;
        if (n->needs[0] == n->needs[1])
            return cmd_wrong(derive->run, "--%s needs --%s", rows[n->id].option,
                             rows[n->needs[0]].option);
        return cmd_wrong(derive->run, "--%s needs --%s or --%s", rows[n->id].option,
                         rows[n->needs[0]].option, rows[n->needs[1]].option);
    }
    return EXIT_OK;
}

/* TLS 1.2 needs a secret and both randoms. */
static int fit12(struct derive *derive)
{
    bool premaster = derive_has(derive, DERIVE_PREMASTER),
         master = derive_has(derive, DERIVE_MASTER);

    if (premaster && master)
        return cmd_wrong(derive->run, "--premaster and --master: use one of them");
    if (!premaster && !master && derive->opts->keylog == NULL)
        return cmd_wrong(derive->run,
                         "nothing to derive from: give --premaster, --master or --keylog");
    if (!derive_has(derive, DERIVE_CLIENT_RANDOM) && derive->opts->keylog == NULL)
        return cmd_wrong(derive->run, "--client-random is needed");
    if (!derive_has(derive, DERIVE_SERVER_RANDOM))
        return cmd_wrong(derive->run, "--server-random is needed");
    return EXIT_OK;
}

/* TLS 1.3 needs a shared secret, a pre-shared key, or a key log. */
static int fit13(struct derive *derive)
{
    if (derive->opts->keylog != NULL)
        return EXIT_OK;
    if (!derive_has(derive, DERIVE_SHARED) && !derive_has(derive, DERIVE_PSK))
        return cmd_wrong(derive->run,
                         "nothing to derive from: give --shared-secret, --psk or --keylog");
    return EXIT_OK;
}

/* --check also accepts a whole Finished message: its header is removed. */
static int fit_check(struct derive *derive)
{
    size_t n = suite_is_13(derive->suite) ? digest_size(derive->suite->hash) : VERIFY_DATA_SIZE;
    const uint8_t header[] = {HS_FINISHED, 0, 0, (uint8_t)n};
    struct span value = derive_get(derive, DERIVE_CHECK);

    if (value.n == n + sizeof header && span_starts(value, span_of(header, sizeof header))) {
        memmove(derive->v[DERIVE_CHECK].v, derive->v[DERIVE_CHECK].v + sizeof header, n);
        derive->v[DERIVE_CHECK].n = n;
    }
    if (derive->v[DERIVE_CHECK].n != n)
        return cmd_wrong(derive->run,
                         "--check: a Finished value of %s must be %zu bytes long, not %zu",
                         derive->suite->name, n, value.n);
    return EXIT_OK;
}

/* The place for the secret of a key log line; NULL if nothing is derived from it. */
static struct secret *keylog_place(struct derive *derive, struct span label)
{
    const struct {
        enum step_id id;
        struct secret *place;
    } places[] = {
        {STEP_CLIENT_EARLY_TRAFFIC, &derive->early},
        {STEP_SERVER_HANDSHAKE_TRAFFIC, &derive->traffic[0][DERIVE_SERVER]},
        {STEP_CLIENT_HANDSHAKE_TRAFFIC, &derive->traffic[0][DERIVE_CLIENT]},
        {STEP_SERVER_TRAFFIC, &derive->traffic[1][DERIVE_SERVER]},
        {STEP_CLIENT_TRAFFIC, &derive->traffic[1][DERIVE_CLIENT]},
        {STEP_MASTER, NULL},
    };

    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (span_eq(label, span_str(step_row(places[i].id)->keylog)))
            return places[i].place;
    }
    return NULL;
}

/* The line belongs to the wanted connection, and something is derived from it. */
static bool usable(struct derive *derive, const struct keylog_line *line)
{
    struct span random = span_of(line->client_random, KEYLOG_RANDOM);

    if (derive_has(derive, DERIVE_CLIENT_RANDOM) &&
        !span_eq(random, derive_get(derive, DERIVE_CLIENT_RANDOM)))
        return false;
    if (!suite_is_13(derive->suite))
        return span_eq(line->label, span_str(step_row(STEP_MASTER)->keylog));
    return keylog_place(derive, line->label) != NULL;
}

/* Collects the lines of one client random, which key logs write one after the other; the first line
 * with another one ends the connection. */
bool derive_keylog_next(struct derive *derive, struct span *text)
{
    struct span rest = *text;
    struct keylog_line line;
    struct fail fail = {0};
    bool found = false;

    wipe(&derive->early, sizeof derive->early);
    wipe(derive->traffic, sizeof derive->traffic);
    for (; keylog_next(&rest, &line, &fail); *text = rest) {
        struct secret *place;

        if (!usable(derive, &line))
            continue;
        if (found && memcmp(line.client_random, derive->random, KEYLOG_RANDOM) != 0)
            break;
        found = true;
        memcpy(derive->random, line.client_random, KEYLOG_RANDOM);
        place = keylog_place(derive, line.label);
        if (place == NULL) {
            derive_set(derive, DERIVE_MASTER, span_of(line.secret, line.secret_n));
        } else {
            place->n = line.secret_n < SECRET_MAX ? line.secret_n : SECRET_MAX;
            memcpy(place->v, line.secret, place->n);
        }
    }
    wipe(&line, sizeof line);
    return found;
}

/* Values that belong to a single connection were given, so the key log must have only one. */
static bool one_connection(const struct derive *derive)
{
    for (enum derive_id id = 0; id < DERIVE_COUNT; id++) {
        if (id != DERIVE_MASTER && derive_has(derive, id))
            return true;
    }
    return false;
}

/* Checks the lengths of the lines that will be used, and counts the connections. */
static int fit_keylog(struct derive *derive)
{
    size_t n = suite_is_13(derive->suite) ? digest_size(derive->suite->hash) : MASTER_SIZE, num = 0;
    struct span text = derive->keylog.bytes;
    struct keylog_line line;
    struct fail fail = {0};
    int code = EXIT_OK;

    while (code == EXIT_OK && keylog_next(&text, &line, &fail)) {
        if (usable(derive, &line) && line.secret_n != n)
            code =
                cmd_wrong(derive->run, "%s: a secret has %zu bytes, but the secrets of %s have %zu",
                          derive->opts->keylog, line.secret_n, derive->suite->name, n);
    }
    wipe(&line, sizeof line);
    for (text = derive->keylog.bytes; code == EXIT_OK && derive_keylog_next(derive, &text);)
        num++;
    if (code != EXIT_OK)
        return code;
    if (num == 0)
        return cmd_wrong(derive->run, "%s: no line matches %s%s", derive->opts->keylog,
                         derive->suite->name,
                         derive_has(derive, DERIVE_CLIENT_RANDOM) ? " and that client random" : "");
    if (num > 1 && !derive_has(derive, DERIVE_CLIENT_RANDOM) && one_connection(derive))
        return cmd_wrong(derive->run,
                         "%s holds several connections: select one with --client-random",
                         derive->opts->keylog);
    return EXIT_OK;
}

/* The suite comes first: versions and lengths depend on it. */
int derive_fit(struct derive *derive)
{
    int code = EXIT_OK;

    if (derive->suite == NULL)
        return cmd_wrong(derive->run,
                         "--suite is needed, or --messages or --capture, which name the suite");
    for (enum derive_id id = 0; id < DERIVE_COUNT && code == EXIT_OK; id++) {
        if (given(derive, id) && id != DERIVE_CHECK)
            code = fit_one(derive, id);
    }
    if (code == EXIT_OK)
        code = derive_shared_fit(derive);
    if (code == EXIT_OK && derive->opts->external && !derive_has(derive, DERIVE_PSK))
        code = cmd_wrong(derive->run, "--external-psk needs --psk");
    if (code == EXIT_OK && derive->opts->keylog == NULL)
        code = fit_needs(derive);
    if (code == EXIT_OK)
        code = suite_is_13(derive->suite) ? fit13(derive) : fit12(derive);
    if (code == EXIT_OK && given(derive, DERIVE_CHECK))
        code = fit_check(derive);
    if (code == EXIT_OK && derive->opts->keylog != NULL)
        code = fit_keylog(derive);
    return code;
}
