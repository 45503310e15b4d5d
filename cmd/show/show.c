/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show: what certificates, requests, CRLs, OCSP responses and keys hold. */
#include "config.h"

#include <unistd.h>

#include "app/connect/endpoint.h"
#include "app/file_error.h"
#include "app/verify/cert_unlock.h"
#include "app/verify/ct_inputs.h"
#include "cmd/cli/habit.h"
#include "cmd/options/connect_options.h"
#include "cmd/options/passphrase_options.h"
#include "cmd/show/show_object.h"
#include "lib/crypto/gmpwipe.h"
#include "lib/view/cert/lint_view.h"

enum show_form { FORM_TEXT, FORM_SHORT, FORM_JSON, FORM_AS_PEM, FORM_ASN1 };

struct show {
    int form, color;
    bool lint;
    const char *ct_logs;
    struct connect_options connecting;
    struct passphrase_opts passphrase;
};

#define FORM(id) .kind = OPT_SET, .offset = offsetof(struct show, form), .number = (id)

static const struct opt show_opts[] = {
    {.kind = OPT_GROUP, .help = "Output format (the last one given counts)"},
    {FORM(FORM_SHORT), .name = "short", .help = "Print one line per object."},
    {FORM(FORM_JSON), .name = "json",
     .help = "Print one JSON object per object and line, as described in tlsbox-json(5)."},
    {FORM(FORM_AS_PEM), .name = "pem",
     .help = "Write the objects as PEM: this converts DER and PKCS#7, and drops surrounding text."},
    {FORM(FORM_ASN1), .name = "asn1",
     .help = "Print the raw ASN.1 tree of each object, with the offset of every element."},
    {.kind = OPT_GROUP, .help = "What to show"},
    {.kind = OPT_FLAG,
     .name = "lint",
     .offset = offsetof(struct show, lint),
     .help =
         "List which rules of RFC 5280 and of the Baseline Requirements each certificate breaks, "
         "with their sections and the days from which they are in force: a rule applies to "
         "certificates that were issued while it was. The Baseline Requirements are for public "
         "CAs: their breaches are notices if nothing in the certificate says that it is from one. "
         "Exit 1 if a rule that must not be broken is."},
    {.kind = OPT_STRING,
     .name = "ct-logs",
     .arg = "FILE",
     .offset = offsetof(struct show, ct_logs),
     .complete = COMPLETE_FILE,
     .help = "Look up the logs of certificate timestamps (SCTs) in this log list, a JSON file of "
             "version 3: name, operator and state. Their signatures are verified if the issuer is "
             "the next certificate of the file."},
    {.kind = OPT_INCLUDE, .group = cmd_color_opts, .offset = offsetof(struct show, color)},
    {.kind = OPT_GROUP, .help = "Encrypted files"},
    {.kind = OPT_INCLUDE, .group = passphrase_group, .offset = offsetof(struct show, passphrase)},
    {.kind = OPT_INCLUDE, .group = connect_group, .offset = offsetof(struct show, connecting)},
    {.kind = OPT_INCLUDE, .group = cmd_common_opts},
    {.kind = OPT_END},
};

static const struct example show_examples[] = {
    {"tlsbox show cert.pem", "Everything in a certificate, spelled out."},
    {"tlsbox show --short /etc/ssl/certs/*.pem", "One line per certificate."},
    {"tlsbox show --pem bundle.p7b >chain.pem", "Convert PKCS#7 to PEM."},
    {"tlsbox show --asn1 request.csr", "The ASN.1 tree of a request."},
    {"tlsbox show --lint cert.pem", "What the certificate breaks of the rules for public CAs."},
    {"tlsbox show --ct-logs log_list.json chain.pem",
     "Whose timestamps a certificate has, and whether they are good."},
    {"tlsbox show --pem example.org:443 >chain.pem", "The certificates that a server sends."},
    {NULL, NULL},
};

enum { OPERAND_MEMORY = 512 << 20, MESSAGE_MAX = 1 << 18 };

/* One operand. */
struct show_operand {
    struct run *run;
    const struct show *opts;
    const char *path;
    struct style style;
    struct arena arena;
    struct cert_input input;
    size_t shown, linted, complaints;
    struct passphrase *passphrase;
    struct buf unlocked;              /* a private key that was encrypted */
    const struct endpoint_plan *plan; /* for servers */
    const struct log_list *logs;      /* NULL: none */
    const struct server *server;      /* NULL: the operand is a file */
};

/* complain says what cannot be shown, on standard error and as JSON; it frees the text. */
static int complain(struct show_operand *operand, enum reason reason, struct buf *text)
{
    enum err e = ERR_OK;

    output_say(&operand->run->out, "%.*s [%s]", (int)text->n, (const char *)text->p,
               reason_code(reason));
    buf_u8(text, '\0');
    if (operand->opts->form == FORM_JSON && text->err == ERR_OK)
        e = error_json(&operand->run->out.data, "show", operand->path, reason,
                       (const char *)text->p);
    buf_free(text);
    return e == ERR_OK ? reason_exit(reason) : EXIT_FAULT;
}

/* complain_input is for one object or the whole file; beyond a limit they are counted. */
static int complain_input(struct show_operand *operand)
{
    enum reason reason = file_error_reason(operand->input.fail.err);
    struct buf text;

    if (operand->complaints++ >= CERT_INPUT_BROKEN)
        return reason_exit(reason);
    buf_init(&text, MESSAGE_MAX);
    cert_input_error(&text, &operand->input);
    return complain(operand, reason, &text);
}

/* Reports how many broken objects were not reported one by one. */
static int complain_rest(struct show_operand *operand)
{
    size_t more = operand->input.num_dropped;
    struct buf text;

    more += operand->complaints > CERT_INPUT_BROKEN ? operand->complaints - CERT_INPUT_BROKEN : 0;
    if (more == 0)
        return EXIT_OK;
    buf_init(&text, MESSAGE_MAX);
    safe_put(&text, span_str(operand->path));
    buf_printf(&text, ": objects that do not decode, beyond these: %zu", more);
    return complain(operand, REASON_UNDECODABLE, &text);
}

/* The rules are about certificates. */
static int complain_unlinted(struct show_operand *operand)
{
    struct buf text;

    buf_init(&text, MESSAGE_MAX);
    safe_put(&text, span_str(operand->path));
    buf_str(&text, ": holds no certificate, so there is nothing to check");
    return complain(operand, REASON_UNDECODABLE, &text);
}

/* --lint is for certificates alone; what else a file holds is said to be left out. */
static int put_lints(struct show_operand *operand, const struct object *object)
{
    struct buf *out = &operand->run->out.data;
    enum err e = ERR_OK;

    if (object->kind != ITEM_CERT) {
        output_say(&operand->run->out, "%s: only certificates are checked, and this is none: %s",
                   operand->path, object->label);
        return EXIT_OK;
    }
    operand->linted++;
    if (operand->opts->form == FORM_JSON) {
        e = lint_json(out, operand->path, object->cert);
    } else {
        if (operand->shown++ > 0)
            buf_u8(out, '\n');
        lint_show(out, object->cert, &operand->style);
        e = out->err;
    }
    if (e != ERR_OK)
        return reason_exit(err_reason(e));
    return lint_has_errors(object->cert) ? EXIT_VERDICT : EXIT_OK;
}

/* Prints the name of the operand if there are several. */
static void put_title(struct show_operand *operand, bool on_its_line)
{
    struct buf *out = &operand->run->out.data;

    if (operand->run->num_operands < 2)
        return;
    safe_put(out, span_str(operand->path));
    buf_str(out, on_its_line ? ":\n" : ": ");
}

/* Objects in text have a blank line between them, also across operands. */
static enum err put(struct show_operand *operand, const struct object *object)
{
    struct buf *out = &operand->run->out.data;
    bool spaced = operand->opts->form == FORM_TEXT || operand->opts->form == FORM_ASN1;

    /* What is in a PKCS#12 file follows it. */
    if (object->kind == ITEM_PKCS12 && operand->opts->form == FORM_AS_PEM)
        return ERR_OK;
    if (spaced && operand->shown++ > 0)
        buf_u8(out, '\n');
    if (spaced || operand->opts->form == FORM_SHORT)
        put_title(operand, spaced);
    switch ((enum show_form)operand->opts->form) {
    case FORM_JSON: return object_json(out, operand->path, object);
    case FORM_AS_PEM: pem_encode(out, object->label, object->der); break;
    case FORM_TEXT: object_text(out, object, &operand->style); break;
    case FORM_ASN1: asn1tree_text(out, object->der, &operand->style); break;
    case FORM_SHORT: object_short(out, object); break;
    }
    return out->err;
}

/* Parameters come before a key and add nothing to it.  They are reported only if they are the only
 * object of the file. */
static int say_parameters(struct show_operand *operand)
{
    if (operand->input.num_items == 1)
        output_say(&operand->run->out, "%s: holds only key parameters, which only --asn1 shows",
                   operand->path);
    return EXIT_OK;
}

/* Reports what was ignored and harms nothing. */
static int say_remark(struct show_operand *operand, size_t i)
{
    struct buf text;

    buf_init(&text, MESSAGE_MAX);
    operand->input.fail = operand->input.items[i].fail;
    operand->input.culprit = i;
    cert_input_error(&text, &operand->input);
    output_say(&operand->run->out, "%.*s", (int)text.n, (const char *)text.p);
    buf_free(&text);
    operand->input.fail = (struct fail){0};
    return EXIT_OK;
}

/* show_item shows one object; what does not decode has its tree nevertheless, if asked for. */
static int show_item(struct show_operand *operand, size_t i)
{
    struct object o;
    struct fail fail;
    const struct object_source source = {&operand->input, operand->passphrase, &operand->unlocked,
                                         &operand->arena, operand->logs};
    enum err e = object_decode(&o, &source, i, &fail);
    bool secret = o.kind == ITEM_PRIVATE_KEY || o.kind == ITEM_ENCRYPTED_KEY;
    int code = EXIT_OK;

    if (e == ERR_IS_PARAMETERS && operand->opts->form != FORM_ASN1)
        return say_parameters(operand);
    if (e == ERR_DER_WHITE_SPACE)
        return say_remark(operand, i);
    /* How a locked file is protected is shown nevertheless. */
    if (e == ERR_PASSPHRASE_MISSING && o.pkcs12 != NULL && !operand->opts->lint)
        code = reason_exit(err_reason(put(operand, &o)));
    if (e != ERR_OK) {
        fail_set(&fail, e, (struct span){0});
        operand->input.fail = fail;
        operand->input.culprit = i;
        code = exit_worse(code, complain_input(operand));
        if (operand->opts->form != FORM_ASN1 || secret || o.pkcs12 != NULL || o.der.n == 0)
            return code;
    }
    if (operand->opts->lint && e == ERR_OK) {
        code = put_lints(operand, &o);
        (void)output_tick(&operand->run->out);
        return code;
    }
    e = put(operand, &o);
    code = exit_worse(code, reason_exit(err_reason(e)));
    (void)output_tick(&operand->run->out);
    return code;
}

/* show_items shows what has been read; `code` is that of reading it. */
static int show_items(struct show_operand *operand, int code)
{
    /* What made it fail as a whole may still have good objects before it. */
    for (size_t i = 0; i < operand->input.num_items; i++) {
        if (code == EXIT_OK || i != operand->input.culprit)
            code = exit_worse(code, show_item(operand, i));
    }
    code = exit_worse(code, complain_rest(operand));
    return code == EXIT_OK && operand->opts->lint && operand->linted == 0
               ? complain_unlinted(operand)
               : code;
}

/* A file that fails is shown as far as it was read. */
static int show_file(struct show_operand *operand)
{
    enum err e = trust_inputs_read(&operand->run->out, &operand->input, operand->path,
                                   CERT_INPUT_ANY, NULL, &operand->arena);

    if (e == ERR_OK)
        e = cert_unlock(&operand->input, CERT_INPUT_ANY, operand->passphrase, &operand->arena);
    return show_items(operand, e == ERR_OK ? EXIT_OK : complain_input(operand));
}

/* take_chain makes items of the certificates that a server sent. */
static enum err take_chain(struct show_operand *operand, const struct endpoint *endpoint)
{
    struct fail list_fail = {0};
    struct rd r = rd_init(endpoint->chain.list, &list_fail);
    struct cert_entry entry;
    struct cert_input *in = &operand->input;

    in->path = operand->path;
    in->culprit = SIZE_MAX;
    while (cert_entry_next(&r, endpoint->chain.is_13, &entry)) {
        TRY(cert_input_add(in, (struct item){.kind = ITEM_CERT, .der = entry.cert},
                           &operand->arena));
    }
    return ERR_OK;
}

/* Where there is no chain, the line of JSON says why. */
static int show_failure(struct show_operand *operand, struct endpoint *endpoint)
{
    enum reason reason = endpoint_reason(endpoint);
    enum err e = ERR_OK;

    if (operand->opts->form == FORM_JSON && endpoint->chain.list.n == 0)
        e = error_json(&operand->run->out.data, "show", operand->path, reason,
                       endpoint_view(endpoint).message);
    endpoint_say(endpoint);
    return e == ERR_OK ? reason_exit(reason) : EXIT_FAULT;
}

/* Fetches a chain and does not judge it.  The handshake may fail after the chain has come. */
static int show_server(struct show_operand *operand)
{
    struct endpoint v;
    int code = EXIT_OK;

    endpoint_init(&v, operand->plan, operand->server, operand->path);
    enum err e = endpoint_run(&v, 0);

    if (e == ERR_OK)
        e = take_chain(operand, &v);
    if (e != ERR_OK)
        endpoint_fail(&v, err_reason(e), "%s", err_text(e));
    if (operand->input.num_items > 0)
        output_say(&operand->run->out,
                   "%s: shown as sent, not verified: 'tlsbox handshake' verifies it",
                   operand->path);
    code = show_items(operand, code);
    if (endpoint_reason(&v) != REASON_OK)
        code = exit_worse(code, show_failure(operand, &v));
    endpoint_free(&v);
    return code;
}

static int show_operand(struct show_operand *operand)
{
    arena_init(&operand->arena, OPERAND_MEMORY);
    int code = operand->server == NULL ? show_file(operand) : show_server(operand);

    buf_wipe(&operand->unlocked);
    cert_input_close(&operand->input);
    arena_free(&operand->arena);
    return code;
}

/* A file of that name is a file, else HOST:PORT or https://HOST is a server. */
static bool is_server(const char *operand)
{
    static const char scheme[] = "https://";
    struct target target;

    return strcmp(operand, "-") != 0 && access(operand, F_OK) != 0 &&
           target_parse(&target, span_str(operand)) == ERR_OK &&
           (target.port != 0 || strncmp(operand, scheme, sizeof scheme - 1) == 0);
}

/* The log list of --ct-logs, if it is given. */
static int read_logs(struct ct_inputs *logs, struct run *run, const struct show *opts)
{
    static const struct string_list no_tiles;
    struct trust_place place = {.path = opts->ct_logs};
    struct buf text;

    if (opts->ct_logs == NULL)
        return EXIT_OK;
    if (opts->lint || (opts->form != FORM_TEXT && opts->form != FORM_JSON))
        return cmd_wrong(run, "--ct-logs adds to the text and to --json, and to no other form");
    buf_init(&text, MESSAGE_MAX);
    enum err e = ct_inputs_load(logs, &place, &no_tiles, run->arena, &text);
    if (e != ERR_OK)
        output_say(&run->out, "%.*s [%s]", (int)text.n, (const char *)text.p,
                   reason_code(err_reason(e)));
    buf_free(&text);
    return reason_exit(err_reason(e));
}

/* All operands are checked before the first one is shown. */
static int show_run(struct run *run)
{
    const struct show *s = run->opts;
    struct server *servers = arena_alloc(run->arena, run->num_operands + 1, sizeof *servers);
    bool *on_net = arena_alloc(run->arena, run->num_operands + 1, sizeof *on_net);
    struct connect_setup how;
    struct passphrase pass;
    struct ct_inputs logs = {0};
    const struct endpoint_plan plan = {
        .out = &run->out, .how = &how, .want_progress = output_rewrites()};
    int code = EXIT_OK;
    bool any = false;
    size_t shown = 0;

    if (servers == NULL || on_net == NULL)
        return EXIT_FAULT;
    if (run->num_operands == 0)
        return cmd_wrong(run, "no FILE or HOST:PORT to show ('-' is standard input)");
    if (s->lint && s->form != FORM_TEXT && s->form != FORM_JSON)
        return cmd_wrong(run, "--lint has a form of its own, or that of --json");
    gmpwipe_install();
    code = connect_options_make(&how, run, &s->connecting, OFFER_IMPLEMENTED, "h2,http/1.1");
    for (size_t i = 0; i < run->num_operands && code == EXIT_OK; i++) {
        on_net[i] = is_server(run->operands[i]);
        any = any || on_net[i];
        if (!on_net[i] && habit_host(run->operands[i]))
            return cmd_wrong(run,
                             "'%s' is not a file: to show what a server sends, use 'tlsbox show "
                             "%s:443'",
                             run->operands[i], run->operands[i]);
        if (on_net[i])
            code = connect_options_server(&how, &servers[i], run, run->operands[i]);
    }
    if (code == EXIT_OK && !any && connect_options_is_asked(&s->connecting))
        code = cmd_wrong(run, "options for connecting, but no HOST:PORT among the operands");
    if (code == EXIT_OK)
        code = read_logs(&logs, run, s);
    if (code == EXIT_OK)
        code = passphrase_options_open(&pass, run, &s->passphrase);
    if (code != EXIT_OK) {
        ct_inputs_close(&logs);
        return code;
    }
    for (size_t i = 0; i < run->num_operands && output_tick(&run->out); i++) {
        struct show_operand w = {.run = run,
                                 .opts = s,
                                 .path = run->operands[i],
                                 .shown = shown,
                                 .style = output_style((enum color)s->color),
                                 .passphrase = &pass,
                                 .logs = logs.has_list ? &logs.list : NULL,
                                 .plan = &plan,
                                 .server = on_net[i] ? &servers[i] : NULL};

        code = exit_worse(code, show_operand(&w));
        shown = w.shown;
    }
    passphrase_close(&pass);
    ct_inputs_close(&logs);
    return code;
}

const struct cmd cmd_show = {
    .name = "show",
    .summary = "show certificates, requests, CRLs, OCSP responses and keys",
    .usage = "[--short|--json|--pem|--asn1|--lint] FILE|HOST:PORT...",
    .about =
        "Shows every object of each FILE: certificates, certificate requests, revocation lists "
        "(CRLs), OCSP responses and keys, with every extension spelled out; of a private key only "
        "the public part; of PKCS#12 what is in it and how it is protected. '-' is standard "
        "input.\n"
        "HOST:PORT, or https://HOST, shows the certificates that a server sends. They are not "
        "verified: handshake does that.",
    .opts = show_opts,
    .opts_size = sizeof(struct show),
    .examples = show_examples,
    .operand = OPERAND_FILE,
    .run = show_run,
};
