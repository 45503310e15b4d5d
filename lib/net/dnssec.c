/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/net/dnssec.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <uv.h>

#include "lib/base/hex.h"
#include "lib/net/libexec.h"
#include "lib/net/spawn.h"
#include "lib/net/target.h"
#include "lib/net/watch.h"

#define PROGRAM "tlsbox-dnssec"

enum {
    PATH_SIZE = 4096,
    SAID_MAX = 1 << 20,     /* a DNS message of 64 KiB in hexadecimal, and more */
    EXIT_OF_SETTING = 3,    /* see dnssec_program.c */
    WORDS_BEFORE = 5,       /* the program, its time, servers, name and port */
    GRACE_US = 2 * 1000000, /* the program ends itself that much after we would end it */
};

/* --- the root key ------------------------------------------------------------------------- */

/* The next word of a line, which is empty at the end. */
static struct span next_word(struct span *line)
{
    static const char blanks[] = " \t\r";
    size_t n = 0;

    while (line->n > 0 && memchr(blanks, line->p[0], sizeof blanks - 1) != NULL)
        *line = span_tail(*line, 1);
    while (n < line->n && memchr(blanks, line->p[n], sizeof blanks - 1) == NULL)
        n++;
    struct span word = span_head(*line, n);

    *line = span_tail(*line, n);
    return word;
}

/* A record has its type after the owner, perhaps a TTL, and perhaps a class. */
static bool is_key(struct span record)
{
    struct span word = next_word(&record);

    for (size_t i = 0; i < 3 && word.n > 0; i++) {
        word = next_word(&record);
        if (span_ieq(word, SPAN_LIT("DS")) || span_ieq(word, SPAN_LIT("DNSKEY")))
            return true;
    }
    return false;
}

/* A file that follows changes of the key notes the state of each in a comment (RFC 5011 4): of the
 * states only Valid and Missing are trusted. */
static bool is_trusted(struct span comment)
{
    static const char state[] = "state=";

    for (size_t i = 0; i + sizeof state <= comment.n; i++) {
        if (memcmp(comment.p + i, state, sizeof state - 1) == 0)
            return comment.p[i + sizeof state - 1] == '2' || comment.p[i + sizeof state - 1] == '3';
    }
    return true;
}

static enum err add_line(const char ***out, size_t *num, struct span line, struct arena *arena)
{
    struct span record = span_head(line, span_find(line, ';'));
    char *copy;

    if (!is_key(record) || !is_trusted(span_tail(line, record.n)))
        return ERR_OK;
    if (*num == DNSSEC_ANCHORS_MAX)
        return ERR_LIMIT;
    copy = arena_alloc(arena, record.n + 1, 1);
    if (copy == NULL)
        return ERR_LIMIT;
    memcpy(copy, record.p, record.n);
    copy[record.n] = '\0';
    (*out)[(*num)++] = copy;
    return ERR_OK;
}

enum err dnssec_anchor_lines(const char ***out, size_t *num, struct span text, struct arena *arena)
{
    *num = 0;
    *out = arena_alloc(arena, DNSSEC_ANCHORS_MAX, sizeof **out);
    if (*out == NULL)
        return ERR_LIMIT;
    while (text.n > 0) {
        size_t n = span_find(text, '\n');

        TRY(add_line(out, num, span_head(text, n), arena));
        text = span_tail(text, n + 1);
    }
    return *num > 0 ? ERR_OK : ERR_DNSSEC_ANCHOR;
}

/* --- the program -------------------------------------------------------------------------- */

/* Beside tlsbox itself, as in the directory of a build, or where it was installed. */
const char *dnssec_program(struct arena *arena)
{
    static const char installed[] = TB_PKGLIBEXECDIR "/" PROGRAM;
    char path[PATH_SIZE];
    size_t n = sizeof path;
    const char *slash = uv_exepath(path, &n) == 0 ? strrchr(path, '/') : NULL;

    if (slash != NULL) {
        size_t room = (size_t)(slash + 1 - path) + sizeof PROGRAM;
        char *beside = arena_alloc(arena, room, 1);

        if (beside == NULL)
            return NULL;
        snprintf(beside, room, "%.*s%s", (int)(slash + 1 - path), path, PROGRAM);
        if (access(beside, X_OK) == 0)
            return beside;
    }
    return access(installed, X_OK) == 0 ? installed : NULL;
}

/* One run of the program. */
struct dnssec_run {
    struct net_alarm *alarm; /* it keeps the loop turning */
    struct buf said;
    int code;
    bool is_late;
};

static void on_said(void *ctx, struct span bytes)
{
    struct dnssec_run *a = ctx;

    buf_put(&a->said, bytes);
}

static void on_ended(void *ctx, int code, bool late)
{
    struct dnssec_run *a = ctx;

    a->code = code;
    a->is_late = late;
    net_alarm_stop(a->alarm);
}

/* The time of the program is over, and its end was not noticed: what it says does not count. */
static void on_late(void *ctx)
{
    struct dnssec_run *a = ctx;

    a->is_late = true;
}

static enum err run(struct dnssec_run *a, const char *const *words, uint64_t timeout_us)
{
    const struct net_child_hooks hooks = {.ctx = a, .said = on_said, .ended = on_ended};
    struct net_child *child = NULL;
    struct net_loop *loop = NULL;

    TRY(net_loop_new(&loop));
    enum err e = net_alarm_new(&a->alarm, loop, on_late, a);

    if (e == ERR_OK) {
        net_alarm_set(a->alarm, timeout_us + GRACE_US);
        e = net_spawn_program(&child, loop, words, NULL, timeout_us, &hooks);
    }
    if (e == ERR_OK)
        e = net_run(loop);
    if (a->alarm != NULL)
        net_alarm_end(a->alarm);
    net_loop_free(loop);
    return e;
}

/* --- what it says ------------------------------------------------------------------------- */

/* The rest of a line that begins with a key and a blank. */
static bool has_key(struct span *rest, struct span line, const char *key)
{
    struct span head = span_str(key);

    if (!span_starts(line, head) || line.n <= head.n || line.p[head.n] != ' ')
        return false;
    *rest = span_tail(line, head.n + 1);
    return true;
}

static bool take_status(struct dnssec_answer *out, struct span word)
{
    static const char *const names[] = {"secure", "insecure", "bogus", "unknown"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (span_eq(word, span_str(names[i]))) {
            out->status = (enum dnssec_status)i;
            return true;
        }
    }
    return false;
}

static enum err take_record(struct dnssec_answer *out, struct span hex, struct arena *arena)
{
    struct fail fail = {0};
    struct buf data;

    if (out->num == DNSSEC_RECORDS_MAX)
        return ERR_LIMIT;
    buf_init(&data, SAID_MAX);
    enum err e = hex_decode(&data, hex, &fail);

    if (e == ERR_OK)
        e = arena_copy(arena, &out->rdata[out->num], buf_span(&data));
    out->num += e == ERR_OK;
    buf_free(&data);
    return e;
}

static enum err take_base(struct dnssec_answer *out, struct span name, struct arena *arena)
{
    char *base = arena_alloc(arena, name.n + 1, 1);

    if (base == NULL)
        return ERR_LIMIT;
    memcpy(base, name.p, name.n);
    base[name.n] = '\0';
    out->base = base;
    return ERR_OK;
}

/* has_end: the program has said all; a line that it never writes makes it false for good. */
static enum err take_line(struct dnssec_answer *out, bool *has_end, struct span line,
                          struct arena *arena)
{
    struct span rest;

    if (has_key(&rest, line, "tlsa"))
        return take_record(out, rest, arena);
    if (has_key(&rest, line, "why"))
        return arena_copy(arena, &out->why, rest);
    if (has_key(&rest, line, "base") && target_is_host(rest))
        return take_base(out, rest, arena);
    *has_end = span_eq(line, SPAN_LIT("end "));
    return *has_end || (has_key(&rest, line, "status") && take_status(out, rest)) ? ERR_OK
                                                                                  : ERR_HEX;
}

static enum err take_all(struct dnssec_answer *out, struct span said, struct arena *arena)
{
    bool has_end = false;

    out->rdata = arena_alloc(arena, DNSSEC_RECORDS_MAX, sizeof *out->rdata);
    if (out->rdata == NULL)
        return ERR_LIMIT;
    while (said.n > 0 && !has_end) {
        size_t n = span_find(said, '\n');

        TRY(take_line(out, &has_end, span_head(said, n), arena));
        said = span_tail(said, n + 1);
    }
    return has_end && out->base != NULL ? ERR_OK : ERR_HEX;
}

/* An answer of which nothing is known. */
static void set_unknown(struct dnssec_answer *out, const struct dnssec_query *query,
                        const char *why)
{
    *out =
        (struct dnssec_answer){.status = DNSSEC_UNKNOWN, .base = query->name, .why = span_str(why)};
}

static enum err judge(struct dnssec_answer *out, const struct dnssec_run *a,
                      const struct dnssec_query *query, struct arena *arena)
{
    *out = (struct dnssec_answer){.status = DNSSEC_UNKNOWN};
    if (a->is_late) {
        set_unknown(out, query, "the name servers do not answer in time");
        return ERR_OK;
    }
    if (a->code == EXIT_OF_SETTING)
        return ERR_DNSSEC_ANCHOR;
    enum err e =
        a->code == 0 && a->said.err == ERR_OK ? take_all(out, buf_span(&a->said), arena) : ERR_HEX;

    if (e == ERR_HEX)
        set_unknown(out, query, "the program " PROGRAM " has failed");
    return e == ERR_HEX ? ERR_OK : e;
}

enum err dnssec_find(struct dnssec_answer *out, const struct dnssec_query *query,
                     const char *program, struct arena *arena)
{
    char seconds[24], port[8];
    const char *words[WORDS_BEFORE + DNSSEC_ANCHORS_MAX + 1] = {
        program, seconds, query->servers != NULL ? query->servers : "-", query->name, port};
    struct dnssec_run a = {0};

    snprintf(seconds, sizeof seconds, "%llu",
             (unsigned long long)((query->timeout_us + GRACE_US) / 1000000));
    snprintf(port, sizeof port, "%u", query->port);
    if (query->num_anchors > DNSSEC_ANCHORS_MAX)
        return ERR_LIMIT;
    for (size_t i = 0; i < query->num_anchors; i++)
        words[WORDS_BEFORE + i] = query->anchors[i];
    buf_init(&a.said, SAID_MAX);
    enum err e = run(&a, words, query->timeout_us);

    if (e == ERR_OK)
        e = judge(out, &a, query, arena);
    buf_free(&a.said);
    return e;
}
