/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trust: which trust anchors stores have, where they are, and how they differ. */
#include "config.h"

#include "cmd/trust/trust.h"

#include <time.h>

#include "app/trust/named_store.h"
#include "cmd/options/verify_options.h"
#include "lib/base/lookup.h"
#include "lib/path/purpose.h"

static const struct trust_options trust_defaults = {.filter.purpose = ANCHOR_ANY_USE, .at = AT_NOW};

#define AT(member) .offset = offsetof(struct trust_options, member)

static const struct opt trust_opts[] = {
    {.kind = OPT_GROUP, .help = "Stores"},
    {.kind = OPT_LIST,
     .name = "store",
     .arg = "NAME|FILE|DIR",
     AT(stores),
     .value = named_store_word,
     .help = "The store to look at: a name, such as system, directory, java or p11-kit ('tlsbox "
             "trust explain' lists them; all stands for all that exist here), or a file or "
             "directory. NAME=FILE gives a file a name. Can be given several times."},
    {.kind = OPT_INCLUDE, .group = passphrase_group, AT(passphrase)},
    {.kind = OPT_GROUP, .help = "Which stores trust a chain (check)"},
    {.kind = OPT_STRING,
     .name = "chain",
     .arg = "FILE",
     AT(chain),
     .complete = COMPLETE_FILE,
     .help = "Judge this chain with the anchors of each store, and print which of them trust it, "
             "and since when the others do not."},
    {.kind = OPT_PARSE,
     .name = "host",
     .arg = "NAME",
     AT(host),
     .parse = verify_options_host,
     .help = "The name that the certificate of --chain must be for."},
    {.kind = OPT_GROUP, .help = "Which anchors to look at"},
    {.kind = OPT_ENUM,
     .name = "purpose",
     .arg = "PURPOSE",
     AT(filter.purpose),
     .names = purpose_names,
     .help = "Only those that are trusted for server, client, email, code (signing) or any other "
             "purpose."},
    {.kind = OPT_PARSE,
     .name = "expires",
     .arg = "DAYS|PERCENT%",
     AT(filter.expires),
     .parse = verify_options_lead,
     .help = "Only those that have expired or expire within this number of days, or have less than "
             "this percentage of their validity left; the first to expire comes first."},
    {.kind = OPT_STRING,
     .name = "key",
     .arg = "KEY",
     AT(filter.key),
     .help = "Only those with keys of this kind, such as rsa, rsa-2048 or p-384."},
    {.kind = OPT_STRING,
     .name = "name",
     .arg = "TEXT",
     AT(filter.name),
     .help = "Only those with this text in their subject, whatever its case."},
    {.kind = OPT_PARSE,
     .name = "at",
     .arg = "TIME",
     AT(at),
     .parse = verify_options_time,
     .help = "Look at everything as of this time instead of now: RFC 3339, a date, or @SECONDS "
             "since 1970."},
    {.kind = OPT_GROUP, .help = "Output"},
    {.kind = OPT_FLAG,
     .name = "json",
     AT(json),
     .help = "Print JSON, one object per line, as described in tlsbox-json(5)."},
    {.kind = OPT_INCLUDE, .group = cmd_color_opts, AT(color)},
    {.kind = OPT_INCLUDE, .group = cmd_common_opts},
    {.kind = OPT_END},
};

static const struct example trust_examples[] = {
    {"tlsbox trust list --expires 365", "The system's trust anchors that expire within a year."},
    {"tlsbox trust list --store certdata.txt --purpose server",
     "Mozilla's anchors for servers, with the dates from which they are no longer trusted."},
    {"tlsbox trust find chain.pem", "The anchors that a chain leads to, in all stores of this "
                                    "machine."},
    {"tlsbox trust find 96:bc:ec:06:26:49:76:f3", "The anchor with this fingerprint."},
    {"tlsbox trust diff system java",
     "What Java trusts and other programs do not, or the reverse."},
    {"tlsbox trust diff --purpose server mozilla=certdata.txt system",
     "How far the system's store has moved from Mozilla's."},
    {"tlsbox trust check", "What is wrong with the stores of this machine."},
    {"tlsbox trust check --chain chain.pem --host www.example.org all mozilla=certdata.txt",
     "Which of these stores trust a server's chain, and since when the others do not."},
    {"tlsbox trust explain", "Where the stores are, who reads them, and how to add a root."},
    {NULL, NULL},
};

static const struct {
    const char *name;
    int (*run)(struct trust_run *t);
} subcommands[] = {
    {"list", trust_list},     {"find", trust_find},      {"diff", trust_compare},
    {"check", trust_inspect}, {"explain", trust_places},
};

static const char *subcommand(size_t i)
{
    return i < LOOKUP_COUNT(subcommands) ? subcommands[i].name : NULL;
}

/* What only one subcommand takes. */
static int wrong(struct run *run, const struct trust_options *opts)
{
    bool is_check = run->num_operands > 0 && strcmp(run->operands[0], "check") == 0;

    if (opts->chain != NULL && !is_check)
        return cmd_wrong(run, "--chain belongs to check");
    if (opts->host.kind != HOST_NONE && opts->chain == NULL)
        return cmd_wrong(run, "--host belongs to check --chain FILE");
    if (opts->filter.key != NULL && !anchor_key_is_known(opts->filter.key))
        return cmd_wrong(run, "--key: no such kind of key: '%s'; there are %s", opts->filter.key,
                         anchor_key_kinds);
    return EXIT_OK;
}

static int trust_run_command(struct run *run)
{
    const struct trust_options *opts = run->opts;
    struct trust_run t = {.run = run,
                          .opts = opts,
                          .operands = run->operands + 1,
                          .num_operands = run->num_operands - 1,
                          .now = opts->at == AT_NOW ? (int64_t)time(NULL) : opts->at,
                          .style = output_style((enum color)opts->color)};

    if (run->num_operands == 0)
        return cmd_wrong(run, "no subcommand: list, find, diff, check or explain");
    size_t i = LOOKUP_NAME(subcommands, name, span_str(run->operands[0]));
    if (i == LOOKUP_COUNT(subcommands)) {
        struct suggest near = {.to = span_str(run->operands[0])};

        for (size_t k = 0; subcommand(k) != NULL; k++)
            suggest_try(&near, subcommand(k));
        return cmd_unknown(run, "subcommand", run->operands[0], &near);
    }
    int code = wrong(run, opts);
    if (code == EXIT_OK)
        code = passphrase_options_open(&t.passphrase, run, &opts->passphrase);
    if (code == EXIT_OK)
        code = subcommands[i].run(&t);
    passphrase_close(&t.passphrase);
    return code;
}

const struct cmd cmd_trust = {
    .name = "trust",
    .summary = "list, search, compare and check stores of trust anchors",
    .usage = "list|find|diff|check|explain [OPTION]... [OPERAND]...",
    .about =
        "Looks at stores of trust anchors: that of the system, Java's key store, files and "
        "directories in any format that --roots reads.\n"
        "list prints the anchors of stores. find NAME|FINGERPRINT|FILE looks for anchors by a part "
        "of their name, by the beginning of their SHA-256 or SHA-1 digest, or by the certificates "
        "of "
        "a file. diff STORE STORE compares two stores. check prints what is wrong with stores or, "
        "with --chain, which of them trust a chain. explain prints where the stores of this "
        "machine "
        "are, which programs read them, and how to add a root.\n"
        "Without a store, list and diff take that of the system, and find and check all of this "
        "machine. list and check take stores as operands, too.",
    .opts = trust_opts,
    .opts_size = sizeof(struct trust_options),
    .defaults = &trust_defaults,
    .examples = trust_examples,
    .operand = OPERAND_SUBCOMMAND,
    .word = subcommand,
    .run = trust_run_command,
};
