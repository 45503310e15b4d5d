/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a client against each fault.  Jobs run in parallel, except the first and the last, which
 * meet no fault: if the client fails there, the other results mean nothing. */
#include "config.h"

#include "app/serve/client_check.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/file_error.h"
#include "lib/asn1/pem.h"
#include "lib/base/outfile.h"
#include "lib/base/shell_word.h"
#include "lib/net/spawn.h"

enum { COMMAND_MAX = 1 << 17, FILES_MAX = 1 << 20, PATH_SIZE = 256, IP_SIZE = 64 };

struct client_check {
    struct serve *serve;
    struct client_check_opts opts;
    struct client_check_job *jobs; /* the first and the last are without a fault */
    size_t num, next, running;
    char ip[IP_SIZE]; /* in brackets if it has colons */
    char folder[PATH_SIZE], root[PATH_SIZE], crl[PATH_SIZE];
    bool is_over;
};

/* --- files -------------------------------------------------------------------------------- */

static enum err write_file(const char *path, const struct buf *text, struct buf *why)
{
    int sys_errno = 0;
    enum err e =
        text->err != ERR_OK ? text->err : outfile_file(path, buf_span(text), false, &sys_errno);

    return e == ERR_OK ? ERR_OK : file_error_put(why, path, e, sys_errno);
}

/* A temporary folder in TMPDIR or /tmp, for root and CRLs. */
static enum err make_folder(struct client_check *check, struct buf *why)
{
    const char *tmp = getenv("TMPDIR");

    snprintf(check->folder, sizeof check->folder, "%s/tlsbox-XXXXXX",
             tmp == NULL || *tmp == '\0' || strlen(tmp) > PATH_SIZE / 2 ? "/tmp" : tmp);
    if (mkdtemp(check->folder) != NULL)
        return ERR_OK;
    int sys_errno = errno;
    file_error_put(why, check->folder, ERR_WRITE, sys_errno);
    check->folder[0] = '\0';
    return ERR_WRITE;
}

/* Writes the root and the CRLs, to the files of the options or into a temporary folder. */
static enum err make_files(struct client_check *check, struct buf *why)
{
    struct serve *s = check->serve;
    struct buf root, crl;

    TRY(make_folder(check, why));
    snprintf(check->root, sizeof check->root, "%.200s/root.pem", check->folder);
    snprintf(check->crl, sizeof check->crl, "%.200s/crl.pem", check->folder);
    if (check->opts.root == NULL)
        check->opts.root = check->root;
    if (check->opts.crl == NULL)
        check->opts.crl = check->crl;
    buf_init(&root, FILES_MAX);
    buf_init(&crl, FILES_MAX);
    pem_encode(&root, "CERTIFICATE", s->sites.test_pki.root);
    enum err e = fault_sites_crls(&s->faults, s->address, &crl);
    if (e == ERR_OK)
        e = write_file(check->opts.root, &root, why);
    if (e == ERR_OK)
        e = write_file(check->opts.crl, &crl, why);
    buf_free(&root);
    buf_free(&crl);
    return e;
}

/* --- the command -------------------------------------------------------------------------- */

/* A value for {NAME} in the command and for TLSBOX_NAME in the environment. */
struct value {
    const char *name;
    const char *text;
};
enum { VALUES = 6, PORT_SIZE = 8 };

/* The values of the placeholders in the command: {host}, {port} and so on. */
static void values_of(const struct client_check_job *job, struct value out[VALUES],
                      char port[PORT_SIZE])
{
    const struct client_check *c = job->check;

    snprintf(port, PORT_SIZE, "%u", job->port);
    const struct value all[VALUES] = {
        {"host", job->host}, {"port", port},         {"ip", c->ip},
        {"name", job->name}, {"root", c->opts.root}, {"crl", c->opts.crl},
    };
    memcpy(out, all, sizeof all);
}

/* Appends the command with its {names} replaced, quoted for the shell.  Other braces stay: they
 * belong to the shell. */
static void put_command(struct buf *out, const char *command, const struct value *values)
{
    while (*command != '\0') {
        size_t i = 0, n = 0;

        for (; *command == '{' && i < VALUES; i++) {
            n = strlen(values[i].name);
            if (strncmp(command + 1, values[i].name, n) == 0 && command[1 + n] == '}')
                break;
        }
        if (*command == '{' && i < VALUES) {
            shell_word_put(out, values[i].text);
            command += n + 2;
        } else {
            buf_u8(out, (uint8_t)*command++);
        }
    }
    buf_u8(out, '\0');
}

/* The environment for a client: our own, and the values. */
static const char *const *make_env(struct arena *arena, const struct value *values)
{
    size_t num = 0;

    while (environ[num] != NULL)
        num++;
    const char **env = arena_alloc(arena, num + VALUES + 1, sizeof *env);
    if (env == NULL)
        return NULL;
    for (size_t i = 0; i < num; i++)
        env[i] = environ[i];
    for (size_t i = 0; i < VALUES; i++) {
        size_t n = strlen(values[i].name) + strlen(values[i].text) + sizeof "TLSBOX_=";
        char *line = arena_alloc(arena, n, 1);

        if (line == NULL)
            return NULL;
        snprintf(line, n, "TLSBOX_%s=%s", values[i].name, values[i].text);
        for (char *p = line; *p != '='; p++)
            *p = (char)(*p >= 'a' && *p <= 'z' ? *p - 'a' + 'A' : *p);
        env[num + i] = line;
    }
    env[num + VALUES] = NULL;
    return env;
}

/* --- one after the other ------------------------------------------------------------------ */

static void go_on(struct client_check *check);

/* Keeps the last line of the client's output that is not empty. */
static void on_said(void *ctx, struct span bytes)
{
    struct client_check_job *j = ctx;

    for (size_t i = 0; i < bytes.n; i++) {
        if (bytes.p[i] == '\n') {
            j->line_is_over = true;
            continue;
        }
        if (j->line_is_over)
            j->line_n = 0;
        j->line_is_over = false;
        if (j->line_n < sizeof j->line)
            j->line[j->line_n++] = bytes.p[i];
    }
}

/* A client has exited or was killed: records the result and starts the next one. */
static void on_ended(void *ctx, int code, bool late)
{
    struct client_check_job *j = ctx;
    struct client_check *c = j->check;

    j->child = NULL;
    j->code = code;
    j->result = late ? CLIENT_CHECK_HUNG : code == 0 ? CLIENT_CHECK_MISSED : CLIENT_CHECK_NOTICED;
    c->running--;
    go_on(c);
}

/* Starts the client for one job. */
static enum err begin(struct client_check_job *job)
{
    struct client_check *c = job->check;
    const struct net_child_hooks hooks = {.ctx = job, .said = on_said, .ended = on_ended};
    struct value values[VALUES];
    char port[PORT_SIZE];
    struct arena arena;
    struct buf command;

    values_of(job, values, port);
    buf_init(&command, COMMAND_MAX);
    arena_init(&arena, FILES_MAX);
    put_command(&command, c->opts.command, values);
    const char *const *env = make_env(&arena, values);
    enum err e = env == NULL ? arena.err : command.err;
    if (e == ERR_OK)
        e = net_spawn(&job->child, c->serve->loop, (const char *)command.p, env, c->opts.timeout_us,
                      &hooks);
    arena_free(&arena);
    buf_free(&command);
    c->running += e == ERR_OK;
    return e;
}

static bool is_good(const struct client_check_job *job)
{
    return job->result == CLIENT_CHECK_MISSED; /* there was no fault to notice */
}

/* Reports once and stops the server. */
static void finish(struct client_check *check)
{
    if (check->is_over)
        return;
    check->is_over = true;
    check->opts.report(check->serve, check->jobs, check->num);
    server_conn_stop(check->serve);
}

/* The next job may start.  The first one (without a fault) runs alone, and the last one after all
 * others. */
static bool may_begin(const struct client_check *check)
{
    if (check->next == check->num)
        return false;
    if (check->next <= 1 || check->next + 1 == check->num)
        return check->running == 0;
    return check->running < check->opts.jobs;
}

/* Starts jobs while it may; ends the check if the first run fails, or when all are done. */
static void go_on(struct client_check *check)
{
    bool fails =
        check->next > 0 && check->running == 0 && check->next == 1 && !is_good(&check->jobs[0]);

    while (!check->is_over && !fails && may_begin(check)) {
        struct client_check_job *j = &check->jobs[check->next++];

        if (begin(j) != ERR_OK)
            fails = true;
    }
    if (check->running == 0 && (fails || check->next == check->num))
        finish(check);
}

/* The first and the last job go to the first listener, which has no fault; those between go to the
 * listeners with a fault, in their order. */
enum err client_check_run(struct client_check *check)
{
    struct serve *s = check->serve;
    size_t n = 0;

    for (size_t i = 0; i < check->num; i++)
        check->jobs[i] = (struct client_check_job){
            .check = check, .name = "good", .host = "localhost", .port = s->listeners[0].port};
    for (size_t i = 0; i < s->num_listeners; i++) {
        const struct listener *d = &s->listeners[i];
        struct client_check_job *j = &check->jobs[n + 1];

        if (d->site == NULL)
            continue;
        j->bad = d->site->bad;
        j->name = j->bad->name;
        j->port = d->port;
        fault_site_host(j->host_room, j->bad);
        j->host = j->host_room;
        n++;
    }
    go_on(check);
    return ERR_OK;
}

enum err client_check_new(struct client_check **out, struct serve *serve,
                          const struct client_check_opts *opts, struct buf *why)
{
    struct client_check *c = ARENA_NEW(serve->arena, struct client_check);

    *out = c;
    if (c == NULL)
        return ERR_MEMORY;
    *c = (struct client_check){.serve = serve, .opts = *opts, .num = serve->faults.num + 2};
    snprintf(c->ip, sizeof c->ip, strchr(serve->address, ':') != NULL ? "[%.60s]" : "%.60s",
             serve->address);
    c->jobs = arena_alloc(serve->arena, c->num, sizeof *c->jobs);
    return c->jobs == NULL ? ERR_MEMORY : make_files(c, why);
}

/* After this no client starts, and nothing is reported. */
void client_check_stop(struct client_check *check)
{
    if (check == NULL)
        return;
    check->is_over = true;
    for (size_t i = 0; i < check->num; i++) {
        if (check->jobs[i].child != NULL)
            net_child_kill(check->jobs[i].child);
        check->jobs[i].child = NULL;
    }
}

void client_check_free(struct client_check *check)
{
    if (check == NULL || check->folder[0] == '\0')
        return;
    (void)unlink(check->root);
    (void)unlink(check->crl);
    (void)rmdir(check->folder);
}

bool client_check_is_right(const struct client_check_job *job)
{
    if (job->result != CLIENT_CHECK_NOTICED && job->result != CLIENT_CHECK_MISSED)
        return false;
    return job->bad->must == SERVER_FAULT_EITHER ||
           (job->bad->must == SERVER_FAULT_REFUSE) == (job->result == CLIENT_CHECK_NOTICED);
}

int client_check_code(const struct client_check *check)
{
    int code = EXIT_OK;

    /* The first and last runs are against a good server.  If the client refuses it, the other
     * results mean nothing. */
    if (!is_good(&check->jobs[0]) || !is_good(&check->jobs[check->num - 1]))
        return EXIT_INPUT;
    for (size_t i = 1; i + 1 < check->num; i++) {
        if (!client_check_is_right(&check->jobs[i]))
            code = EXIT_VERDICT;
    }
    return code;
}
