/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A FIFO without a writer makes open wait, and nobody sees why.  So before a FIFO is opened an
 * alarm is set, whose handler prints a line. */
#include "config.h"

#include "app/verify/trust_inputs.h"

#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include "app/file_error.h"
#include "app/verify/dane_lookup.h"

/* A FIFO that has a writer answers sooner than that. */
enum { WAIT_MICROSECONDS = 300 * 1000, MESSAGE_MAX = 1 << 14 };

/* What the alarm says: a handler has nothing but globals. */
static struct span wait_line;

static void say_wait(int signal_number)
{
    ssize_t n = write(STDERR_FILENO, wait_line.p, wait_line.n);

    (void)signal_number;
    (void)n; /* a failure cannot be reported */
}

static void set_alarm(suseconds_t microseconds)
{
    struct itimerval t = {.it_value.tv_usec = microseconds};

    setitimer(ITIMER_REAL, &t, NULL);
}

/* A line is printed if a FIFO keeps us waiting; the buffer holds it until wait_end. */
static bool wait_begin(struct output *out, struct buf *line, const char *path)
{
    if (!file_is_fifo(path))
        return false;
    buf_init(line, MESSAGE_MAX);
    buf_printf(line, "%s: ", out->who);
    safe_put(line, span_str(path));
    buf_str(line, ": waiting until something is written to this FIFO\n");
    (void)output_flush(out);
    wait_line = buf_span(line);
    signal(SIGALRM, say_wait);
    set_alarm(WAIT_MICROSECONDS);
    return true;
}

static void wait_end(struct buf *line)
{
    set_alarm(0);
    signal(SIGALRM, SIG_DFL);
    buf_free(line);
}

enum err trust_inputs_read(struct output *out, struct cert_input *in, const char *path,
                           enum cert_input_want want, struct known *known, struct arena *arena)
{
    struct trust_place place = {.path = path};
    struct buf line;
    bool waits = wait_begin(out, &line, path);
    enum err e = cert_input_read_opened(in, path, places_opened(&place), want, known, arena);

    if (waits)
        wait_end(&line);
    return e;
}

void trust_inputs_notes(struct output *out, const struct cert_input *in, struct fail *first)
{
    struct buf note;
    size_t i = 0;

    buf_init(&note, MESSAGE_MAX);
    while (cert_input_note(&note, in, &i)) {
        const struct fail *fail = &in->items[i - 1].fail;
        bool remark = err_reason(fail->err) == REASON_OK;

        output_say(out, "%.*s%s", (int)note.n, (const char *)note.p, remark ? "" : "; ignored");
        buf_truncate(&note, 0);
        if (!remark)
            fail_set(first, fail->err, fail->at);
    }
    if (cert_input_dropped(&note, in))
        output_say(out, "%.*s; ignored", (int)note.n, (const char *)note.p);
    buf_free(&note);
}

/* refuse notes why nothing can be judged; the first reason stays. */
static void refuse(struct trust_inputs *inputs, enum reason reason, const char *name, enum err e)
{
    if (inputs->reason != REASON_OK)
        return;
    inputs->reason = reason;
    if (name != NULL)
        buf_printf(&inputs->message, "%s: ", file_error_name(name));
    buf_str(&inputs->message, err_text(e));
    if ((e == ERR_OPEN || e == ERR_READ) && store_errno(inputs->store) != 0)
        buf_printf(&inputs->message, ": %s", strerror(store_errno(inputs->store)));
}

/* Anchors that cannot be had are a reason of their own, but for our own limits and faults. */
static void refuse_anchors(struct trust_inputs *inputs, const char *name, enum err e)
{
    enum reason own = err_reason(e);

    refuse(inputs, own == REASON_INTERNAL || own == REASON_LIMIT ? own : REASON_NO_TRUST_STORE,
           name, e);
}

/* Reports broken objects of a file, since one of them may be the anchor that is missing later. */
static void say_broken(struct output *out, const char *path, size_t num)
{
    struct buf text;

    if (num == 0)
        return;
    buf_init(&text, MESSAGE_MAX);
    safe_put(&text, span_str(path));
    buf_printf(&text, ": %zu object%s not decode; ignored", num, num == 1 ? " does" : "s do");
    output_say(out, "%.*s", (int)text.n, (const char *)text.p);
    buf_free(&text);
}

/* Java's key stores have a digest that needs their passphrase. */
static void say_unproven(struct output *out, const char *path)
{
    struct buf text;

    buf_init(&text, MESSAGE_MAX);
    safe_put(&text, span_str(path));
    buf_str(&text, store_unproven_text);
    output_say(out, "%.*s", (int)text.n, (const char *)text.p);
    buf_free(&text);
}

/* A file without a single anchor is an error, with the store's reason if there is one. */
static void add_anchors(struct trust_inputs *inputs, struct trust_place *place)
{
    struct opened_file *opened = places_opened(place);
    size_t added = 0, broken = store_broken(inputs->store);
    size_t unproven = store_unproven(inputs->store);
    enum err e = store_add_opened(inputs->store, place->path, opened, &added);

    if (e == ERR_OK && added == 0)
        e = store_why(inputs->store) != ERR_OK ? store_why(inputs->store) : ERR_NO_CERTIFICATE;
    if (e != ERR_OK)
        refuse_anchors(inputs, place->path, e);
    else if (!opened->is_directory)
        say_broken(inputs->out, place->path, store_broken(inputs->store) - broken);
    if (e == ERR_OK && !opened->is_directory && store_unproven(inputs->store) > unproven)
        say_unproven(inputs->out, place->path);
}

void trust_inputs_passphrase(struct trust_inputs *inputs, struct span passphrase)
{
    inputs->has_passphrase = passphrase.p != NULL;
    buf_init(&inputs->passphrase, passphrase.n);
    buf_put(&inputs->passphrase, passphrase);
}

/* --roots replaces the system's anchors; --add-roots adds to either. */
static void load_anchors(struct trust_inputs *inputs)
{
    const struct span passphrase = buf_span(&inputs->passphrase);
    const char *used = NULL;
    size_t added = 0;
    enum err e = store_new(&inputs->store);

    if (e == ERR_OK)
        e = inputs->passphrase.err;
    if (e == ERR_OK && inputs->has_passphrase)
        store_passphrase(inputs->store, passphrase.p == NULL ? SPAN_LIT("") : passphrase);
    for (size_t i = 0; e == ERR_OK && i < inputs->roots.num; i++)
        add_anchors(inputs, &inputs->roots.v[i]);
    if (e == ERR_OK && inputs->roots.num == 0)
        e = places_load(&inputs->system, inputs->store, &used, &added);
    for (size_t i = 0; e == ERR_OK && i < inputs->add_roots.num; i++)
        add_anchors(inputs, &inputs->add_roots.v[i]);
    if (e != ERR_OK)
        refuse_anchors(inputs, "the system's trust anchors", e);
    else if (inputs->reason == REASON_OK && store_size(inputs->store) == 0)
        refuse_anchors(inputs, "the system's trust anchors", ERR_NO_ANCHORS);
}

/* The input can be used: it did not fail, or only an object of the requested kind is broken, which
 * is left out. */
static bool took(struct trust_inputs *inputs, const struct cert_input *in, enum item_kind kind,
                 struct fail *first)
{
    bool culprit = in->culprit < in->num_items && in->items[in->culprit].item.kind == kind;
    struct buf text;

    if (in->fail.err != ERR_OK && !culprit) {
        if (inputs->reason == REASON_OK) {
            inputs->reason = err_reason(in->fail.err);
            cert_input_error(&inputs->message, in);
        }
        return false;
    }
    if (in->fail.err != ERR_OK) {
        buf_init(&text, MESSAGE_MAX);
        cert_input_error(&text, in);
        output_say(inputs->out, "%.*s; ignored", (int)text.n, (const char *)text.p);
        buf_free(&text);
        fail_set(first, in->fail.err, in->fail.at);
    }
    trust_inputs_notes(inputs->out, in, first);
    return true;
}

static enum err take_links(struct trust_inputs *inputs, const struct cert_input *in)
{
    for (size_t i = 0; i < in->num_certs; i++) {
        TRY(ARENA_GROW(inputs->arena, inputs->links, inputs->num_links, inputs->cap_links));
        inputs->links[inputs->num_links++] = in->certs[i];
    }
    return ERR_OK;
}

static enum err take_crls(struct trust_inputs *inputs, const struct cert_input *in)
{
    for (size_t i = 0; i < in->num_crls; i++) {
        struct crl *crl = ARENA_NEW(inputs->arena, struct crl);
        if (crl == NULL)
            return inputs->arena->err;
        TRY(ARENA_GROW(inputs->arena, inputs->crls, inputs->num_crls, inputs->cap_crls));
        *crl = *in->crls[i];
        inputs->crls[inputs->num_crls++] = crl;
        crl->lasting = (uint32_t)inputs->num_crls; /* the inputs outlive all chains */
    }
    return ERR_OK;
}

/* Stops at the first file that cannot be used. */
static void load_files(struct trust_inputs *inputs, struct places *files, enum cert_input_want want)
{
    bool crls = want == CERT_INPUT_CRLS;

    for (size_t i = 0; i < files->num && inputs->reason == REASON_OK; i++) {
        struct cert_input *in = &inputs->inputs[inputs->num_inputs++];
        struct trust_place *place = &files->v[i];
        struct buf line;
        bool waits = wait_begin(inputs->out, &line, place->path);
        enum err e = cert_input_read_opened(in, place->path, places_opened(place), want, NULL,
                                            inputs->arena);

        /* A failure is in the input too, with its place. */
        (void)e;
        if (waits)
            wait_end(&line);
        if (!took(inputs, in, crls ? ITEM_CRL : ITEM_CERT,
                  crls ? &inputs->broken_crl : &inputs->broken_cert))
            return;
        e = crls ? take_crls(inputs, in) : take_links(inputs, in);
        if (e != ERR_OK)
            refuse(inputs, err_reason(e), place->path, e);
    }
}

/* A log list that cannot be used: nothing could be said about timestamps. */
static void load_logs(struct trust_inputs *inputs)
{
    if (inputs->ct_logs.num == 0 || inputs->reason != REASON_OK)
        return;
    enum err e = ct_inputs_load(&inputs->ct, &inputs->ct_logs.v[0], &inputs->settings->ct_tiles,
                                inputs->arena, &inputs->message);
    if (e != ERR_OK)
        inputs->reason = err_reason(e);
}

static enum err name_files(struct trust_inputs *inputs, const struct verify_settings *s)
{
    struct arena *a = inputs->arena;

    TRY(places_list(&inputs->roots, s->roots.v, s->roots.num, a));
    TRY(places_list(&inputs->add_roots, s->add_roots.v, s->add_roots.num, a));
    TRY(places_list(&inputs->intermediates, s->intermediates.v, s->intermediates.num, a));
    TRY(places_list(&inputs->crls_named, s->crls.v, s->crls.num, a));
    TRY(places_list(&inputs->ocsps_named, s->ocsps.v, s->ocsps.num, a));
    TRY(places_list(&inputs->ct_logs, &s->ct_logs, s->ct_logs != NULL, a));
    return s->roots.num > 0 ? ERR_OK : places_system(&inputs->system, a);
}

void trust_inputs_init(struct trust_inputs *inputs, const struct verify_settings *settings,
                       struct output *out, struct arena *arena)
{
    *inputs = (struct trust_inputs){.out = out, .arena = arena, .settings = settings};
    buf_init(&inputs->message, MESSAGE_MAX);
    if (name_files(inputs, settings) != ERR_OK)
        refuse(inputs, REASON_INTERNAL, NULL, ERR_MEMORY);
}

/* The records of --dane; those of the DNS are looked up for each service. */
static void load_dane(struct trust_inputs *inputs)
{
    const struct string_list *list = &inputs->settings->dane;

    if (dane_lookup_is_asked(inputs->settings))
        return;
    for (size_t i = 0; i < list->num && inputs->reason == REASON_OK; i++) {
        enum err e = dane_records_read(&inputs->dane, list->v[i], inputs->arena, &inputs->message);
        if (e != ERR_OK)
            inputs->reason = err_reason(e);
    }
}

size_t trust_inputs_num_files(const struct trust_inputs *inputs)
{
    return inputs->roots.num + inputs->system.num + inputs->add_roots.num +
           inputs->intermediates.num + inputs->crls_named.num + inputs->ocsps_named.num +
           inputs->ct_logs.num;
}

void trust_inputs_open(struct trust_inputs *inputs)
{
    struct places *const all[] = {&inputs->roots,         &inputs->system,     &inputs->add_roots,
                                  &inputs->intermediates, &inputs->crls_named, &inputs->ct_logs,
                                  &inputs->ocsps_named};

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        for (size_t k = 0; k < all[i]->num; k++) {
            struct buf line;
            bool waits = wait_begin(inputs->out, &line, all[i]->v[k].path);

            (void)places_opened(&all[i]->v[k]);
            if (waits)
                wait_end(&line);
        }
    }
}

/* The files of --ocsp. */
static void load_responses(struct trust_inputs *inputs)
{
    const char *culprit = NULL;

    if (inputs->reason != REASON_OK)
        return;
    enum err e = ocsp_inputs_load(&inputs->ocsp, &inputs->ocsps_named, inputs->arena, &culprit);
    if (e != ERR_OK)
        inputs->reason =
            err_reason(file_error_put(&inputs->message, culprit, e, inputs->ocsp.sys_errno));
}

/* The directory of --crlite. */
static void load_crlite(struct trust_inputs *inputs)
{
    struct crlite_dir *dir = &inputs->crlite;

    if (inputs->settings->crlite == NULL || inputs->reason != REASON_OK)
        return;
    enum err e = crlite_dir_open(dir, inputs->settings->crlite, inputs->arena);
    if (e == ERR_OK)
        return;
    inputs->reason = err_reason(file_error_put(&inputs->message, dir->culprit, e, dir->sys_errno));
}

void trust_inputs_load(struct trust_inputs *inputs)
{
    if (inputs->reason != REASON_OK)
        return;
    load_anchors(inputs);
    if (inputs->store != NULL)
        store_passphrase(inputs->store, (struct span){0});
    buf_wipe(&inputs->passphrase);
    places_close(&inputs->system);
    inputs->inputs = arena_alloc(inputs->arena, inputs->intermediates.num + inputs->crls_named.num,
                                 sizeof *inputs->inputs);
    if (inputs->inputs == NULL) {
        refuse(inputs, REASON_INTERNAL, NULL, ERR_MEMORY);
        return;
    }
    load_files(inputs, &inputs->intermediates, CERT_INPUT_CERTS);
    load_files(inputs, &inputs->crls_named, CERT_INPUT_CRLS);
    load_responses(inputs);
    load_crlite(inputs);
    load_logs(inputs);
    load_dane(inputs);
}

void trust_inputs_close(struct trust_inputs *inputs)
{
    places_close(&inputs->roots);
    places_close(&inputs->system);
    places_close(&inputs->add_roots);
    places_close(&inputs->intermediates);
    places_close(&inputs->crls_named);
    places_close(&inputs->ocsps_named);
    places_close(&inputs->ct_logs);
    ocsp_inputs_close(&inputs->ocsp);
    ct_inputs_close(&inputs->ct);
    for (size_t i = 0; i < inputs->num_inputs; i++)
        cert_input_close(&inputs->inputs[i]);
    crlite_dir_close(&inputs->crlite);
    store_free(inputs->store);
    buf_wipe(&inputs->passphrase);
    buf_free(&inputs->message);
}
