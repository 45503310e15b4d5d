/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chain: what a server sends, what it should send, and a file with that. */
#include "config.h"

#include "app/trust/named_store.h"
#include "cmd/chain/chain_job.h"
#include "cmd/cli/habit.h"
#include "lib/crypto/gmpwipe.h"

static const struct chain_options chain_defaults = {
    .judging = VERIFY_SETTINGS_DEFAULTS, .graph = GRAPH_KIND_NONE, .mac = CHAIN_MAC_UNSET};

#define AT(member) .offset = offsetof(struct chain_options, member)

static const char *const graph_names[] = {"text", "svg", NULL};

static const struct opt chain_opts[] = {
    {.kind = OPT_GROUP, .help = "What to do"},
    {.kind = OPT_FLAG,
     .name = "fix",
     AT(fix),
     .help = "Write the list that should be sent: in order, complete, without the root and without "
             "certificates that do not belong to it. Of several lists that are good it is the one "
             "that most trust stores accept, then the shortest, then the one that is valid for the "
             "longest time. It is judged again, alone, before it is written; nothing is written if "
             "that fails."},
    {.kind = OPT_STRING,
     .name = "output",
     .letter = 'o',
     .arg = "FILE",
     AT(output),
     .complete = COMPLETE_FILE,
     .help = "The file that --fix writes. It is replaced as a whole, or not at all; it can be the "
             "file that is read."},
    {.kind = OPT_ENUM,
     .name = "to",
     .arg = "FORM",
     AT(form),
     .names = chain_form_names,
     .help =
         "The form of that file: pem (the default); der, which is one certificate after the "
         "other, and many programs read only the first; pkcs7, a set without an order; or pkcs12, "
         "with the key of --key if it is given, encrypted with the passphrase."},
    {.kind = OPT_ENUM,
     .name = "mac",
     .arg = "MAC",
     AT(mac),
     .names = chain_mac_names,
     .help = "The MAC of PKCS#12, which shows whether the passphrase is right and the file is "
             "unchanged: hmac (the default), that of RFC 7292 with SHA-256, which all programs "
             "read; or pbmac1 (RFC 9579), whose key takes PBKDF2, for the newest programs only: "
             "OpenSSL 3.4, for example."},
    {.kind = OPT_STRING,
     .name = "key",
     .arg = "FILE",
     AT(key),
     .complete = COMPLETE_FILE,
     .help = "The private key of the server, PEM or DER. The certificate that it belongs to is the "
             "server's; if there is none, the verdict is key-mismatch."},
    {.kind = OPT_INCLUDE, .group = passphrase_group, AT(passphrase)},
    {.kind = OPT_ENUM,
     .name = "graph",
     .arg = "KIND",
     AT(graph),
     .names = graph_names,
     .help =
         "Draw every path to every trust anchor, as text or svg. With svg only the drawing goes "
         "to standard output, and everything else to standard error."},
    {.kind = OPT_LIST,
     .name = "store",
     .arg = "NAME|FILE|DIR",
     AT(stores),
     .value = named_store_word,
     .help =
         "Another trust store, to compare which stores accept a list: a name, such as java or "
         "p11-kit ('tlsbox trust explain' lists them; all stands for all that exist here), or a "
         "file or directory. It decides nothing else. Can be given several times."},
    {.kind = OPT_FLAG,
     .name = "aia",
     AT(aia),
     .help = "Fetch issuers that are missing from where the certificates say that they are, by "
             "http or https."},
    {.kind = OPT_INCLUDE, .group = fetch_group, AT(fetching)},
    {.kind = OPT_GROUP, .help = "Output"},
    {.kind = OPT_FLAG,
     .name = "json",
     AT(json),
     .help = "Print one JSON object, as described in tlsbox-json(5)."},
    {.kind = OPT_FLAG, .name = "quiet", AT(quiet), .help = "Print only the verdict line."},
    {.kind = OPT_INCLUDE, .group = cmd_color_opts, AT(color)},
    {.kind = OPT_INCLUDE, .group = verify_group, AT(judging)},
    {.kind = OPT_INCLUDE, .group = verify_records_group, AT(judging)},
    {.kind = OPT_INCLUDE, .group = connect_group, AT(connecting)},
    {.kind = OPT_INCLUDE, .group = cmd_common_opts},
    {.kind = OPT_END},
};

static const struct example chain_examples[] = {
    {"tlsbox chain fullchain.pem", "Is this file what a server should send?"},
    {"tlsbox chain example.org", "Does this server send the right certificates?"},
    {"tlsbox chain --fix -o fullchain.pem --intermediates ca-bundle.pem cert.pem",
     "Make the file for a server from its certificate and what the CA published."},
    {"tlsbox chain --fix -o fixed.pem cert.pem chain.pem",
     "Put the files of an old configuration in order."},
    {"tlsbox chain --graph svg example.org >paths.svg", "Draw all paths to all trust anchors."},
    {"tlsbox chain --store old-store.pem --graph text chain.pem",
     "Which path reaches clients with an older store?"},
    {"tlsbox chain --store all example.org",
     "Which stores of this machine accept a server's list?"},
    {NULL, NULL},
};

static int wrong_combination(struct run *run, const struct chain_options *o)
{
    if (o->fix && o->output == NULL)
        return cmd_wrong(run, "--fix needs the file to write: -o FILE");
    if (!o->fix && o->output != NULL)
        return cmd_wrong(run, "--output goes with --fix");
    if (!o->fix && o->form != CHAIN_FORM_PEM)
        return cmd_wrong(run, "--to goes with --fix");
    if (o->mac != CHAIN_MAC_UNSET && o->form != CHAIN_FORM_PKCS12)
        return cmd_wrong(run, "--mac goes with --to pkcs12");
    if (!o->aia && (o->fetching.allow_private || o->fetching.no_cache))
        return cmd_wrong(run, "--fetch-private and --no-cache go with --aia");
    if (o->json && o->graph != GRAPH_KIND_NONE)
        return cmd_wrong(run, "--json and --graph exclude each other: JSON has the graph");
    int code = verify_options_wrong(run, &o->judging);

    return code == EXIT_OK ? verify_options_offline(run, &o->judging) : code;
}

/* Several files are one list; a server is alone. */
static int wrong_operands(struct run *run, const struct chain_options *o)
{
    if (run->num_operands == 0)
        return cmd_wrong(run, "no FILE or HOST to look at ('-' is standard input)");
    for (size_t i = 0; i < run->num_operands && run->num_operands > 1; i++) {
        if (habit_host(run->operands[i]))
            return cmd_wrong(run, "'%s' is no file, and a server is looked at alone",
                             run->operands[i]);
    }
    if (!habit_host(run->operands[0]) && connect_options_is_asked(&o->connecting))
        return cmd_wrong(run, "options for connecting, but no HOST among the operands");
    return EXIT_OK;
}

static int chain_run(struct run *run)
{
    const struct chain_options *o = run->opts;
    struct chain_job *job = ARENA_NEW(run->arena, struct chain_job);
    struct server server;
    int code = wrong_combination(run, o);

    if (job == NULL)
        return EXIT_FAULT;
    if (code == EXIT_OK)
        code = wrong_operands(run, o);
    job->run = run;
    job->opts = o;
    gmpwipe_install();
    if (code == EXIT_OK)
        code =
            connect_options_make(&job->how, run, &o->connecting, OFFER_IMPLEMENTED, "h2,http/1.1");
    job->plan = (struct endpoint_plan){
        .out = &run->out, .how = &job->how, .want_progress = output_rewrites()};
    if (code == EXIT_OK && habit_host(run->operands[0])) {
        code = connect_options_server(&job->how, &server, run, run->operands[0]);
        job->server = &server;
    }
    if (code != EXIT_OK)
        return code;
    code = chain_job_run(job);
    chain_job_free(job);
    return code;
}

const struct cmd cmd_chain = {
    .name = "chain",
    .summary = "check the list of certificates that a server sends, and fix it",
    .usage = "[OPTION]... FILE...|HOST[:PORT]",
    .about =
        "Which certificates does a server send, which should it send, and which trust stores "
        "accept "
        "them? Finds what is missing, out of order, there twice, a root, of another chain or out "
        "of "
        "date, and writes the right file.\n"
        "Several FILEs are read one after the other as one list, as a server with separate files "
        "for "
        "its certificate and its chain sends them. Each holds PEM, DER, PKCS#7 or PKCS#12; '-' is "
        "standard "
        "input. HOST is connected to as by handshake, and its list is taken whatever the verdict.",
    .opts = chain_opts,
    .opts_size = sizeof(struct chain_options),
    .defaults = &chain_defaults,
    .examples = chain_examples,
    .operand = OPERAND_FILE,
    .run = chain_run,
};
