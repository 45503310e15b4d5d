/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verify_options: the options of commands that verify chains. */
#ifndef TB_CMD_OPTIONS_VERIFY_OPTIONS_H
#define TB_CMD_OPTIONS_VERIFY_OPTIONS_H

#include "app/verify/verify_settings.h"
#include "cmd/cli/cmd.h"

/* An option struct holds a struct verify_settings and includes verify_group at its offset. */
extern const struct opt verify_group[];
extern const struct opt verify_peer_group[];
/* verify_options_wrong checks the options against each other: EXIT_OK, or the exit code of
 * cmd_wrong. */
int verify_options_wrong(struct run *run, const struct verify_settings *settings);
extern const struct opt verify_rest_group[]; /* verify_group without --host and --purpose */
/* --dane: with a look-up, and how it is done, for commands that know which service a chain is of;
 * for others with given records only, and verify_options_offline refuses dns: EXIT_OK, or the exit
 * code of cmd_wrong. */
extern const struct opt verify_dns_group[], verify_records_group[];
int verify_options_offline(struct run *run, const struct verify_settings *settings);

/* These go with verify_group, and fill a struct result_settings. */
extern const struct opt result_opts[];

/* What reads values for OPT_PARSE: a name into a struct reference_id, a time into an int64_t, and
 * DAYS or PERCENT% into a struct lead. */
enum err verify_options_host(void *field, struct arena *arena, const char *text) MUST_CHECK;
enum err verify_options_time(void *field, struct arena *arena, const char *text) MUST_CHECK;
enum err verify_options_lead(void *field, struct arena *arena, const char *text) MUST_CHECK;

/* judging_again is for opt_again: the options of both groups that decide about a chain. */
extern const struct opt judging_again[];

#endif
