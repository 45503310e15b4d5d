/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan: the options of the command, and how its results are written. */
#ifndef TB_CMD_SCAN_SCAN_H
#define TB_CMD_SCAN_SCAN_H

#include "app/batch/line_sink.h"
#include "app/scan/scan_run.h"
#include "app/side_file.h"
#include "cmd/cli/cmd.h"
#include "cmd/options/connect_options.h"
#include "cmd/options/passphrase_options.h"
#include "lib/base/spool.h"
#include "lib/view/scan/scan_cbom.h"
#include "lib/view/scan/scan_totals.h"

struct scan_opts {
    struct string_list files;
    bool cidr, all_addresses;
    struct connect_options connecting;
    bool quick, json;
    int jobs, per_host, rate, retries;
    char *resume;
    const char *require, *html, *cbom;
    struct shard shard;
    int color; /* enum color */
    struct verify_settings judging;
    struct passphrase_opts passphrase; /* of key stores with trust anchors */
};

/* Files that are written at the end: --html and --cbom.  Their rows are kept in files meanwhile. */
struct scan_files {
    struct side_file html, cbom;
    struct spool rows;              /* of the page */
    struct spool parts[CBOM_PARTS]; /* of the CBOM */
    struct scan_cbom inventory;
};

/* scan_files_requirement reads --require: the name of a guideline, or a file.  scan_files_open
 * opens what will be written, before the first byte of a server is read.  EXIT_OK, or an exit
 * code. */
int scan_files_requirement(struct requirement *out, struct run *run, const char *name);
int scan_files_open(struct scan_files *files, struct run *run, const struct scan_opts *opts);
enum err scan_files_put(struct scan_files *files, const struct scan_view *view, enum lang lang);
/* serial: of the CBOM, CBOM_SERIAL random bytes. */
int scan_files_close(struct scan_files *files, struct run *run, const struct scan_totals *totals,
                     int64_t now, enum lang lang, const uint8_t *serial);

/* Where results go. */
struct scan_output {
    struct run *run;
    const struct scan_opts *opts;
    struct style style, aside; /* of standard output and standard error */
    struct requirement required;
    struct scan_files files;
    struct scan_totals totals;
    bool is_only;          /* there is one target: it is shown in detail */
    bool has_progress;     /* a line of progress stands on standard error */
    unsigned drawn;        /* parts of the text that were written already */
    struct line_sink sink; /* of --json */
    enum err err;          /* what kept a result from being written, other than the sink */
};

/* scan_output_grown shows the facts that came in, scan_output_result the result of a target: see
 * struct scan_run.  scan_output_end writes what is about all targets. */
void scan_output_grown(void *ctx, const struct scan_facts *facts);
bool scan_output_result(void *ctx, const struct scan_result *result);
void scan_output_end(struct scan_output *output);

#endif
