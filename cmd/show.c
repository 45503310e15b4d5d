/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show: what certificates, requests, CRLs and keys hold. */
#include "config.h"

#include <unistd.h>

#include "app/connect/endpoint.h"
#include "app/file_error.h"
#include "cmd/cli/habit.h"
#include "cmd/options/connect_options.h"
#include "lib/crypto/gmpwipe.h"
#include "lib/crypto/public_part.h"
#include "lib/x509/csr.h"

enum show_form { FORM_TEXT, FORM_SHORT, FORM_JSON, FORM_AS_PEM, FORM_ASN1 };

struct show {
    int form, color;
    struct connect_options connecting;
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
    {.kind = OPT_INCLUDE, .group = cmd_color_opts, .offset = offsetof(struct show, color)},
    {.kind = OPT_INCLUDE, .group = connect_group, .offset = offsetof(struct show, connecting)},
    {.kind = OPT_INCLUDE, .group = cmd_common_opts},
    {.kind = OPT_END},
};

static const struct example show_examples[] = {
    {"tlsbox show cert.pem", "Everything in a certificate, spelled out."},
    {"tlsbox show --short /etc/ssl/certs/*.pem", "One line per certificate."},
    {"tlsbox show --pem bundle.p7b >chain.pem", "Convert PKCS#7 to PEM."},
    {"tlsbox show --asn1 request.csr", "The ASN.1 tree of a request."},
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
    size_t shown, complaints;
    const struct endpoint_plan *plan; /* for servers */
    const struct server *server;   /* NULL: the operand is a file */
};

/* An object that has been decoded: the member of its kind is set. */
struct object {
    enum item_kind kind;
    struct span der;
    const char *label; /* of its PEM */
    const struct cert *cert;
    const struct crl *crl;
    struct csr csr;
    struct public_part key;
};

/* complain says what cannot be shown, on standard error and as JSON; it frees the text. */
static int complain(struct show_operand *w, enum reason reason, struct buf *text)
{
    enum err e = ERR_OK;

    output_say(&w->run->out, "%.*s [%s]", (int)text->n, (const char *)text->p, reason_code(reason));
    buf_u8(text, '\0');
    if (w->opts->form == FORM_JSON && text->err == ERR_OK)
        e = error_json(&w->run->out.data, "show", w->path, reason, (const char *)text->p);
    buf_free(text);
    return e == ERR_OK ? reason_exit(reason) : EXIT_FAULT;
}

/* complain_input is for one object or the whole file; beyond a limit they are counted. */
static int complain_input(struct show_operand *w)
{
    enum reason reason = file_error_reason(w->input.fail.err);
    struct buf text;

    if (w->complaints++ >= CERT_INPUT_BROKEN)
        return reason_exit(reason);
    buf_init(&text, MESSAGE_MAX);
    cert_input_error(&text, &w->input);
    return complain(w, reason, &text);
}

/* Reports how many broken objects were not reported one by one. */
static int complain_rest(struct show_operand *w)
{
    size_t more = w->input.num_dropped;
    struct buf text;

    more += w->complaints > CERT_INPUT_BROKEN ? w->complaints - CERT_INPUT_BROKEN : 0;
    if (more == 0)
        return EXIT_OK;
    buf_init(&text, MESSAGE_MAX);
    safe_put(&text, span_str(w->path));
    buf_printf(&text, ": objects that do not decode, beyond these: %zu", more);
    return complain(w, REASON_UNDECODABLE, &text);
}

/* decode parses what the input has not; ITEM_PRIVATE_KEY becomes its public part. */
static enum err decode(struct show_operand *w, struct object *o, const struct cert_input_item *it,
                       struct fail *fail)
{
    *o = (struct object){.kind = it->item.kind, .der = it->item.der, .cert = it->cert,
                         .crl = it->crl};
    *fail = it->fail;
    if (fail->err != ERR_OK)
        return fail->err;
    switch (o->kind) {
    case ITEM_CERT: o->label = "CERTIFICATE"; return ERR_OK;
    case ITEM_CRL: o->label = "X509 CRL"; return ERR_OK;
    case ITEM_CSR: o->label = "CERTIFICATE REQUEST"; return csr_parse(&o->csr, o->der, fail);
    case ITEM_PUBLIC_KEY:
    case ITEM_PRIVATE_KEY:
        o->label = "PUBLIC KEY";
        TRY(public_part_of(&o->key, it->item.der, &w->arena, fail));
        o->der = o->key.spki;
        return ERR_OK;
    case ITEM_ENCRYPTED_KEY: return ERR_KEY_ENCRYPTED;
    case ITEM_PKCS12: return ERR_IS_PKCS12;
    case ITEM_PKCS7: return ERR_PKCS7_FORM;
    case ITEM_PARAMETERS: return ERR_IS_PARAMETERS;
    case ITEM_UNKNOWN: break;
    }
    return ERR_NO_OBJECT;
}

static void put_text(struct buf *out, const struct object *o, const struct style *style)
{
    switch (o->kind) {
    case ITEM_CERT: cert_text(out, o->cert, style); break;
    case ITEM_CRL: crl_text(out, o->crl, style); break;
    case ITEM_CSR: csr_text(out, &o->csr, style); break;
    default: key_text(out, &o->key.info, o->key.spki, style); break;
    }
}

static void put_short(struct buf *out, const struct object *o)
{
    switch (o->kind) {
    case ITEM_CERT: cert_short(out, o->cert); break;
    case ITEM_CRL: crl_short(out, o->crl); break;
    case ITEM_CSR: csr_short(out, &o->csr); break;
    default: key_short(out, &o->key.info, o->key.spki); break;
    }
}

static enum err put_json(struct buf *out, const char *input, const struct object *o)
{
    switch (o->kind) {
    case ITEM_CERT: return cert_json(out, input, o->cert);
    case ITEM_CRL: return crl_json(out, input, o->crl);
    case ITEM_CSR: return csr_json(out, input, &o->csr);
    default: return key_json(out, input, &o->key.info, o->key.spki);
    }
}

/* Prints the name of the operand if there are several. */
static void put_title(struct show_operand *w, bool on_its_line)
{
    struct buf *out = &w->run->out.data;

    if (w->run->num_operands < 2)
        return;
    safe_put(out, span_str(w->path));
    buf_str(out, on_its_line ? ":\n" : ": ");
}

/* Objects in text have a blank line between them, also across operands.  */
static enum err put(struct show_operand *w, const struct object *o)
{
    struct buf *out = &w->run->out.data;
    bool spaced = w->opts->form == FORM_TEXT || w->opts->form == FORM_ASN1;

    if (spaced && w->shown++ > 0)
        buf_u8(out, '\n');
    switch ((enum show_form)w->opts->form) {
    case FORM_JSON: return put_json(out, w->path, o);
    case FORM_AS_PEM: pem_encode(out, o->label, o->der); break;
    case FORM_TEXT:
        put_title(w, true);
        put_text(out, o, &w->style);
        break;
    case FORM_ASN1:
        put_title(w, true);
        asn1tree_text(out, o->der, &w->style);
        break;
    case FORM_SHORT:
        put_title(w, false);
        put_short(out, o);
        break;
    }
    return out->err;
}

/* Parameters come before a key and add nothing to it.  They are reported only if they are the only
 * object of the file. */
static int say_parameters(struct show_operand *w)
{
    if (w->input.num_items == 1)
        output_say(&w->run->out,
                   "%s: holds only key parameters, which only --asn1 shows",
                   w->path);
    return EXIT_OK;
}

/* Reports what was ignored and harms nothing. */
static int say_remark(struct show_operand *w, size_t i)
{
    struct buf text;

    buf_init(&text, MESSAGE_MAX);
    w->input.fail = w->input.items[i].fail;
    w->input.culprit = i;
    cert_input_error(&text, &w->input);
    output_say(&w->run->out, "%.*s", (int)text.n, (const char *)text.p);
    buf_free(&text);
    w->input.fail = (struct fail){0};
    return EXIT_OK;
}

/* show_item shows one object; what does not decode has its tree nevertheless, if asked for. */
static int show_item(struct show_operand *w, size_t i)
{
    const struct cert_input_item *it = &w->input.items[i];
    struct object o;
    struct fail fail;
    enum err e = decode(w, &o, it, &fail);
    bool secret = o.kind == ITEM_PRIVATE_KEY || o.kind == ITEM_ENCRYPTED_KEY;
    int code = EXIT_OK;

    if (e == ERR_IS_PARAMETERS && w->opts->form != FORM_ASN1)
        return say_parameters(w);
    if (e == ERR_DER_WHITE_SPACE)
        return say_remark(w, i);
    if (e != ERR_OK) {
        fail_set(&fail, e, (struct span){0});
        w->input.fail = fail;
        w->input.culprit = i;
        code = complain_input(w);
        if (w->opts->form != FORM_ASN1 || secret || o.der.n == 0)
            return code;
    }
    e = put(w, &o);
    if (e != ERR_OK)
        code = exit_worse(code, reason_exit(err_reason(e)));
    (void)output_tick(&w->run->out);
    return code;
}

/* show_items shows what has been read; `code` is that of reading it. */
static int show_items(struct show_operand *w, int code)
{
    /* What made it fail as a whole may still have good objects before it. */
    for (size_t i = 0; i < w->input.num_items; i++) {
        if (code == EXIT_OK || i != w->input.culprit)
            code = exit_worse(code, show_item(w, i));
    }
    return exit_worse(code, complain_rest(w));
}

/* A file that fails is shown as far as it was read.  */
static int show_file(struct show_operand *w)
{
    int code = EXIT_OK;

    if (trust_inputs_read(&w->run->out, &w->input, w->path, CERT_INPUT_ANY, &w->arena) != ERR_OK)
        code = complain_input(w);
    return show_items(w, code);
}

/* take_chain makes items of the certificates that a server sent. */
static enum err take_chain(struct show_operand *w, const struct endpoint *v)
{
    struct fail list_fail = {0};
    struct rd r = rd_init(v->chain.list, &list_fail);
    struct cert_entry entry;
    struct cert_input *in = &w->input;

    in->path = w->path;
    in->culprit = SIZE_MAX;
    while (cert_entry_next(&r, v->chain.is_13, &entry)) {
        TRY(cert_input_add(in, (struct item){.kind = ITEM_CERT, .der = entry.cert}, &w->arena));
    }
    return ERR_OK;
}

/* Where there is no chain, the line of JSON says why. */
static int show_failure(struct show_operand *w, struct endpoint *v)
{
    enum reason reason = endpoint_reason(v);
    enum err e = ERR_OK;

    if (w->opts->form == FORM_JSON && v->chain.list.n == 0)
        e = error_json(&w->run->out.data, "show", w->path, reason, endpoint_view(v).message);
    endpoint_say(v);
    return e == ERR_OK ? reason_exit(reason) : EXIT_FAULT;
}

/* Fetches a chain and does not judge it.  The handshake may fail after the chain has come. */
static int show_server(struct show_operand *w)
{
    struct endpoint v;
    int code = EXIT_OK;

    endpoint_init(&v, w->plan, w->server, w->path);
    enum err e = endpoint_run(&v, 0);

    if (e == ERR_OK)
        e = take_chain(w, &v);
    if (e != ERR_OK)
        endpoint_fail(&v, err_reason(e), "%s", err_text(e));
    if (w->input.num_items > 0)
        output_say(&w->run->out, "%s: shown as sent, not verified: 'tlsbox handshake' verifies it",
                   w->path);
    code = show_items(w, code);
    if (endpoint_reason(&v) != REASON_OK)
        code = exit_worse(code, show_failure(w, &v));
    endpoint_free(&v);
    return code;
}

static int show_operand(struct show_operand *w)
{
    arena_init(&w->arena, OPERAND_MEMORY);
    int code = w->server == NULL ? show_file(w) : show_server(w);

    cert_input_close(&w->input);
    arena_free(&w->arena);
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

/* All operands are checked before the first one is shown.  */
static int show_run(struct run *r)
{
    const struct show *s = r->opts;
    struct server *servers = arena_alloc(r->arena, r->num_operands + 1, sizeof *servers);
    bool *on_net = arena_alloc(r->arena, r->num_operands + 1, sizeof *on_net);
    struct connect_setup how;
    const struct endpoint_plan plan = {
        .out = &r->out, .how = &how, .want_progress = isatty(STDERR_FILENO) == 1};
    int code = EXIT_OK;
    bool any = false;
    size_t shown = 0;

    if (servers == NULL || on_net == NULL)
        return EXIT_FAULT;
    if (r->num_operands == 0)
        return cmd_wrong(r, "no FILE or HOST:PORT to show ('-' is standard input)");
    gmpwipe_install();
    code = connect_options_make(&how, r, &s->connecting, "h2,http/1.1");
    for (size_t i = 0; i < r->num_operands && code == EXIT_OK; i++) {
        on_net[i] = is_server(r->operands[i]);
        any = any || on_net[i];
        if (!on_net[i] && habit_host(r->operands[i]))
            return cmd_wrong(r, "'%s' is not a file: to show what a server sends, use 'tlsbox show "
                                "%s:443'", r->operands[i], r->operands[i]);
        if (on_net[i])
            code = connect_options_server(&how, &servers[i], r, r->operands[i]);
    }
    if (code == EXIT_OK && !any && connect_options_is_asked(&s->connecting))
        code = cmd_wrong(r, "options for connecting, but no HOST:PORT among the operands");
    if (code != EXIT_OK)
        return code;
    for (size_t i = 0; i < r->num_operands && output_tick(&r->out); i++) {
        struct show_operand w = {.run = r,
                                 .opts = s,
                                 .path = r->operands[i],
                                 .shown = shown,
                                 .style = output_style((enum color)s->color),
                                 .plan = &plan,
                                 .server = on_net[i] ? &servers[i] : NULL};

        code = exit_worse(code, show_operand(&w));
        shown = w.shown;
    }
    return code;
}

const struct cmd cmd_show = {
    .name = "show",
    .summary = "show certificates, requests, revocation lists and keys",
    .usage = "[--short|--json|--pem|--asn1] FILE|HOST:PORT...",
    .about =
        "Shows every object of each FILE: certificates, certificate requests, revocation lists and "
        "keys, with every extension spelled out; of a private key only the public part. '-' is "
        "standard input.\n"
        "HOST:PORT, or https://HOST, shows the certificates that a server sends. They are not "
        "verified: handshake does that.",
    .opts = show_opts,
    .opts_size = sizeof(struct show),
    .examples = show_examples,
    .operand = OPERAND_FILE,
    .run = show_run,
};
