/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ocsp_inputs: the OCSP responses of --ocsp, as DER, as bare base64 or as PEM. */
#ifndef TB_APP_VERIFY_OCSP_INPUTS_H
#define TB_APP_VERIFY_OCSP_INPUTS_H

#include "lib/path/evidence.h"
#include "trust/places.h"

enum { OCSP_INPUT_MAX = 1 << 20 };

struct ocsp_inputs {
    struct file *files;
    size_t num_files;
    struct ocsp_evidence *list;
    size_t num, cap;
    int sys_errno; /* of the file that could not be read */
};

/* ocsp_inputs_load reads the files; *culprit is the one that cannot be used, if there is an error.
 * A file in which nothing is an OCSPResponse is an error.  ocsp_inputs_close accepts a zero
 * struct. */
enum err ocsp_inputs_load(struct ocsp_inputs *inputs, struct places *files, struct arena *arena,
                          const char **culprit) MUST_CHECK;
void ocsp_inputs_close(struct ocsp_inputs *inputs);

#endif
