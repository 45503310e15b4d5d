/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * passphrase: the passphrase of encrypted keys and PKCS#12 files: from a file, from an environment
 * variable, or typed at the terminal when it is needed.
 *
 * It never comes from the command line, which other users of the machine can read.
 */
#ifndef TB_APP_PASSPHRASE_H
#define TB_APP_PASSPHRASE_H

#include "app/output.h"
#include "lib/crypto/pbe.h"

/* What the options say; NULL: not given. */
struct passphrase_opts {
    const char *file, *env;
};

struct passphrase {
    bool is_known; /* read, typed, or found to be out of reach */
    bool is_there;
    struct buf text; /* secret */
};

/* passphrase_open reads the file or the variable, if there is one.  Reports a failure and returns
 * the exit code.  passphrase_close wipes; it accepts a zero struct. */
int passphrase_open(struct passphrase *pass, const struct passphrase_opts *opts,
                    struct output *out);
void passphrase_close(struct passphrase *pass);

/* passphrase_given is that of the options, or a span without a pointer; it never asks. */
struct span passphrase_given(const struct passphrase *pass);

/* passphrase_get is the passphrase for the file at path.  Without one it is asked for at the
 * terminal, once for all files; false if standard error is no terminal, or nothing was typed. */
bool passphrase_get(struct passphrase *pass, struct span *out, const char *path);

#endif
