/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/options/passphrase_options.h"

#define AT(member) .offset = offsetof(struct passphrase_opts, member)

const struct opt passphrase_group[] = {
    {.kind = OPT_STRING,
     .name = "passphrase-file",
     .arg = "FILE",
     AT(file),
     .complete = COMPLETE_FILE,
     .help =
         "The first line of this file is the passphrase of encrypted keys and PKCS#12 files. "
         "Without this and --passphrase-env, tlsbox asks for it if standard error is a terminal; "
         "but for key stores with trust anchors, which are then tried with changeit, Java's usual "
         "one, and without any."},
    {.kind = OPT_STRING,
     .name = "passphrase-env",
     .arg = "NAME",
     AT(env),
     .help = "The passphrase is in this environment variable."},
    {.kind = OPT_END},
};

int passphrase_options_open(struct passphrase *pass, struct run *run,
                            const struct passphrase_opts *opts)
{
    *pass = (struct passphrase){0};
    if (opts->file != NULL && opts->env != NULL)
        return cmd_wrong(run, "--passphrase-file and --passphrase-env exclude each other");
    return passphrase_open(pass, opts, &run->out);
}
