/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All files that options name are opened before the first untrusted byte is read.  What --fix makes
 * is judged before it is written, and the output comes last, so that it can say whether it was. */
#include "config.h"

#include "cmd/chain/chain_job.h"

#include <time.h>

#include "app/file_error.h"
#include "app/verify/cert_unlock.h"
#include "lib/view/view.h"

enum { JOB_MEMORY = 512 << 20, TEXT_MAX = 1 << 26, WHY_MAX = 1 << 18, KEY_MAX = 1 << 20 };

/* Prints why there is nothing to show, also as JSON. */
static int cannot(struct chain_job *job, enum reason reason)
{
    struct output *out = &job->run->out;
    enum err e = ERR_OK;

    output_say(out, "%.*s [%s]", (int)job->why.n, (const char *)job->why.p, reason_code(reason));
    buf_u8(&job->why, '\0');
    if (job->opts->json && job->why.err == ERR_OK)
        e = error_json(&out->data, "chain", job->input, reason, (const char *)job->why.p);
    return e == ERR_OK ? reason_exit(reason) : EXIT_FAULT;
}

static int cannot_err(struct chain_job *job, enum err e)
{
    if (job->why.n == 0)
        buf_printf(&job->why, "%s: %s", job->input, err_text(e));
    return cannot(job, err_reason(e));
}

/* Reads --key; for PKCS#12 its PrivateKeyInfo, from which the key is made. */
static enum err read_key(struct chain_job *job)
{
    const char *path = job->opts->key;
    struct file file = {0};

    if (path == NULL)
        return ERR_OK;
    if (job->opts->form != CHAIN_FORM_PKCS12)
        return credentials_key(&job->key, path, &job->passphrase, &job->why);
    enum err e = file_read(&file, path, KEY_MAX);

    if (e == ERR_OK)
        e = cert_unlock_pkcs8(&job->key_info, file.bytes, &job->passphrase, path);
    if (e == ERR_OK)
        e = privkey_new(&job->key, buf_span(&job->key_info));
    if (e != ERR_OK)
        file_error_put(&job->why, path, e, file.sys_errno);
    file_wipe(&file);
    return e;
}

/* PKCS#12 cannot be written without a passphrase, so it is asked for before anything is done. */
static int need_passphrase(struct chain_job *job)
{
    struct span passphrase;

    if (job->opts->form != CHAIN_FORM_PKCS12 ||
        passphrase_get(&job->passphrase, &passphrase, job->opts->output))
        return EXIT_OK;
    return cmd_wrong(job->run, "--to pkcs12 needs the passphrase for the new file: "
                               "--passphrase-file FILE or --passphrase-env NAME");
}

/* Opens and reads what options name. */
static int open_options(struct chain_job *job)
{
    const struct chain_options *o = job->opts;
    struct arena *arena = job->run->arena;
    struct output *out = &job->run->out;
    int sys_errno = 0, code = passphrase_options_open(&job->passphrase, job->run, &o->passphrase);

    if (code == EXIT_OK)
        code = need_passphrase(job);
    if (code != EXIT_OK)
        return code;
    if (side_file_open(&job->file, o->output, o->form == CHAIN_FORM_PKCS12, &sys_errno) != ERR_OK) {
        file_error_put(&job->why, o->output, ERR_WRITE, sys_errno);
        return cannot(job, REASON_UNWRITABLE);
    }
    const struct chain_reading reading = {out, &job->passphrase, arena};
    enum err e = read_key(job);

    if (e == ERR_OK)
        e = chain_source_read(&job->helpers, o->judging.intermediates.v,
                              o->judging.intermediates.num, &reading, &job->why);
    if (e != ERR_OK)
        return cannot_err(job, e);
    job->verifier.key = job->key;
    trust_inputs_passphrase(&job->verifier.inputs, passphrase_given(&job->passphrase));
    const struct trust_inputs *inputs = verifier_open(&job->verifier);

    if (inputs->reason != REASON_OK) {
        buf_put(&job->why, buf_span(&inputs->message));
        return cannot(job, inputs->reason);
    }
    enum reason reason = chain_stores_open(&job->stores, &job->verifier, &o->stores,
                                           passphrase_given(&job->passphrase), &job->why);

    return reason == REASON_OK ? EXIT_OK : cannot(job, reason);
}

/* The connection ended before a list came. */
static int no_chain(struct chain_job *job)
{
    enum reason reason = endpoint_reason(&job->endpoint);
    enum err e = ERR_OK;

    if (job->opts->json)
        e = error_json(&job->run->out.data, "chain", job->input, reason,
                       endpoint_view(&job->endpoint).message);
    endpoint_say(&job->endpoint);
    return e == ERR_OK && reason != REASON_OK ? reason_exit(reason) : EXIT_FAULT;
}

/* The list of a server, whatever the end of the handshake. */
static int read_server(struct chain_job *job)
{
    struct endpoint *v = &job->endpoint;

    endpoint_init(v, &job->plan, job->server, job->run->operands[0]);
    enum err e = endpoint_run(v, 0);

    if (e != ERR_OK)
        endpoint_fail(v, err_reason(e), "%s", err_text(e));
    if (v->chain.list.n == 0)
        return no_chain(job);
    endpoint_say(v);
    e = chain_source_serve(&job->source, v, &job->arena, &job->why);
    return e == ERR_OK ? EXIT_OK : cannot_err(job, e);
}

static int read_files(struct chain_job *job)
{
    const char **paths = arena_alloc(job->run->arena, job->run->num_operands, sizeof *paths);

    const struct chain_reading reading = {&job->run->out, &job->passphrase, &job->arena};

    if (paths == NULL)
        return EXIT_FAULT;
    for (size_t i = 0; i < job->run->num_operands; i++)
        paths[i] = job->run->operands[i];
    enum err e =
        chain_source_read(&job->source, paths, job->run->num_operands, &reading, &job->why);

    if (e == ERR_OK)
        e = chain_source_leaf(&job->source, job->key, &job->arena, &job->why);
    return e == ERR_OK ? EXIT_OK : cannot_err(job, e);
}

/* The operands in one string: several files are one list. */
static enum err name_input(struct chain_job *job)
{
    struct buf text;
    struct span name;

    buf_init(&text, TEXT_MAX);
    for (size_t i = 0; i < job->run->num_operands; i++) {
        buf_str(&text, i == 0 ? "" : " ");
        buf_str(&text, job->run->operands[i]);
    }
    buf_u8(&text, 0);
    enum err e =
        text.err == ERR_OK ? arena_copy(job->run->arena, &name, buf_span(&text)) : text.err;

    job->input = e == ERR_OK ? (const char *)name.p : job->run->operands[0];
    buf_free(&text);
    return e;
}

static enum err study(struct chain_job *job)
{
    struct chain_study *s = &job->study;

    s->verifier = &job->verifier;
    s->stores = &job->stores;
    s->source = &job->source;
    s->helpers = job->helpers.links;
    s->num_helpers = job->helpers.num_links;
    s->now = (int64_t)time(NULL);
    s->end_us = net_now_us() + job->how.timeout_us;
    s->arena = &job->arena;
    TRY(job->opts->aia ? chain_fetch_run(s, &job->opts->fetching) : chain_study_run(s));
    s->sent_verdict.view.input = s->full_verdict.view.input = job->input;
    return ERR_OK;
}

/* Refuses to write, for what the verdict on everything that is known says. */
static void refuse(struct chain_job *job, const struct verdict *verdict)
{
    const struct path *path = &verdict->report.chosen;
    const struct finding *f = path_headline(path);

    job->judged = verdict;
    job->fixed.refused = verdict->reason;
    buf_truncate(&job->why, 0);
    if (f != NULL)
        finding_message(&job->why, f, path, &verdict->view);
    else
        buf_str(&job->why, reason_meaning(verdict->reason));
    job->fixed.why = buf_span(&job->why);
}

/* PKCS#12 is the form that needs a passphrase, and has the key. */
static enum err make_bytes(struct chain_job *job, const struct chain_offer *best)
{
    enum chain_form form = (enum chain_form)job->opts->form;
    struct pkcs12_seal seal = {.is_pbmac1 = job->opts->mac == CHAIN_MAC_PBMAC1};

    if (form != CHAIN_FORM_PKCS12)
        return chain_file_put(&job->made, best, form, &job->arena);
    (void)passphrase_get(&job->passphrase, &seal.passphrase, job->opts->output);
    return chain_file_pkcs12(&job->made, best, buf_span(&job->key_info), seal, &job->arena);
}

/* Makes the file and judges it as a client would that gets nothing else. */
static enum err make_fixed(struct chain_job *job)
{
    struct chain_study *s = &job->study;
    struct verdict *v = ARENA_NEW(&job->arena, struct verdict);
    const struct chain_offer *best = s->best == GRAPH_NONE ? NULL : &s->offers[s->best];

    job->fixed =
        (struct sent_fixed){.path = job->opts->output, .form = chain_form_names[job->opts->form]};
    if (v == NULL)
        return job->arena.err;
    if (best == NULL) {
        refuse(job, &s->full_verdict);
        return ERR_OK;
    }
    job->fixed.num = best->num;
    job->fixed.has_key = job->opts->form == CHAIN_FORM_PKCS12 && job->key_info.n > 0;
    TRY(make_bytes(job, best));
    TRY(chain_file_judge(s, best, buf_span(&job->made), &job->passphrase, v));
    v->view.input = job->opts->output;
    job->judged = v;
    if (v->reason != REASON_OK)
        refuse(job, v);
    return ERR_OK;
}

/* The names of the stores, in the arena. */
static const char *const *store_names(struct chain_job *job)
{
    const char **names = arena_alloc(&job->arena, job->stores.num, sizeof *names);

    for (size_t i = 0; names != NULL && i < job->stores.num; i++)
        names[i] = job->stores.v[i].name;
    return names;
}

static struct sent_view view_of(struct chain_job *job, enum reason reason)
{
    const struct chain_study *s = &job->study;

    return (struct sent_view){
        .input = job->input,
        .files = (const char *const *)job->run->operands,
        .num_files = job->server == NULL ? job->run->num_operands : 0,
        .reason = reason,
        .sent = &s->sent,
        .report = &job->judged->report,
        .in = &job->judged->view,
        .has_best = s->best != GRAPH_NONE,
        .why = s->why,
        .stores = store_names(job),
        .num_stores = job->stores.num,
        .key = job->opts->key,
        .has_fetched = job->opts->aia,
        .fixed = job->opts->fix ? &job->fixed : NULL,
    };
}

/* A drawing as SVG has standard output for itself. */
static enum err show(struct chain_job *job, const struct sent_view *view)
{
    const struct chain_options *o = job->opts;
    struct output *out = &job->run->out;
    bool aside = o->graph == GRAPH_KIND_SVG;
    struct style style =
        aside ? output_aside_style((enum color)o->color) : output_style((enum color)o->color);
    struct buf text;

    if (o->json)
        return sent_json(&out->data, view);
    style.lang = output_lang();
    buf_init(&text, TEXT_MAX);
    (o->quiet ? sent_quiet : sent_text)(aside ? &text : &out->data, view, &style);
    if (aside) {
        output_aside(out, buf_span(&text));
        graph_svg(&out->data, view, style.lang);
    } else if (o->graph == GRAPH_KIND_TEXT) {
        buf_u8(&out->data, '\n');
        graph_text(&out->data, view, &style);
    }
    enum err e = text.err == ERR_OK ? out->data.err : text.err;

    buf_free(&text);
    return e;
}

/* Would writing lose what else is in the file that is replaced?  PKCS#12 has the key in it. */
static bool would_lose(const struct chain_job *job)
{
    const struct chain_options *o = job->opts;
    bool has_key = job->key_info.n > 0;

    return chain_source_loses(&job->source, o->output, has_key) ||
           chain_source_loses(&job->helpers, o->output, false) ||
           (o->key != NULL && !has_key && file_is_same(o->key, o->output)) ||
           (o->passphrase.file != NULL && file_is_same(o->passphrase.file, o->output));
}

/* The file of --fix may be one of those that were read, unless that loses what else is in it. */
static int loses(struct chain_job *job)
{
    const char *path = job->opts->output;

    buf_truncate(&job->why, 0);
    buf_printf(&job->why,
               "%s: holds a private key or something else that would be lost: write to another "
               "file",
               path);
    return cannot(job, REASON_UNWRITABLE);
}

/* Writes the file and shows everything.  Its verdict is that of the file if one was asked for. */
static int finish(struct chain_job *job)
{
    enum reason reason = chain_study_reason(&job->study);

    job->judged = &job->study.sent_verdict;
    int code = EXIT_OK;

    if (job->opts->fix && would_lose(job))
        return loses(job);
    if (job->opts->fix) {
        enum err e = make_fixed(job);

        if (e != ERR_OK)
            return cannot_err(job, e);
        reason = job->fixed.refused;
        if (reason == REASON_OK)
            code = side_file_write(&job->file, &job->made, NULL, &job->run->out);
        if (code != EXIT_OK)
            return code;
    }
    const struct sent_view view = view_of(job, reason);
    enum err e = show(job, &view);

    return e == ERR_OK ? reason_exit(reason)
                       : exit_worse(reason_exit(reason), reason_exit(err_reason(e)));
}

int chain_job_run(struct chain_job *job)
{
    buf_init(&job->made, TEXT_MAX);
    buf_init(&job->why, WHY_MAX);
    arena_init(&job->arena, JOB_MEMORY);
    job->judging = job->opts->judging;
    job->judging.intermediates = (struct string_list){0};
    verifier_init(&job->verifier, &job->judging, &job->result, &job->run->out, job->run->arena);
    enum err e = name_input(job);
    int code = e == ERR_OK ? open_options(job) : EXIT_FAULT;

    if (code == EXIT_OK)
        code = job->server == NULL ? read_files(job) : read_server(job);
    if (code != EXIT_OK)
        return code;
    e = study(job);
    return e == ERR_OK ? finish(job) : cannot_err(job, e);
}

void chain_job_free(struct chain_job *job)
{
    endpoint_free(&job->endpoint);
    side_file_close(&job->file);
    verifier_close(&job->verifier);
    chain_stores_close(&job->stores);
    chain_source_close(&job->source);
    chain_source_close(&job->helpers);
    privkey_free(job->key);
    passphrase_close(&job->passphrase);
    buf_wipe(&job->made);
    buf_wipe(&job->key_info);
    buf_free(&job->why);
    arena_free(&job->arena);
}
