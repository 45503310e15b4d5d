/* SPDX-License-Identifier: GPL-3.0-or-later */
/* transparency: what the timestamps of the leaf are worth (RFC 6962), and what a client would say
 * of them. */
#ifndef TB_LIB_PATH_TRANSPARENCY_H
#define TB_LIB_PATH_TRANSPARENCY_H

#include "lib/path/judge.h"

/*
 * judge_transparency adds an answer for each timestamp of the leaf to the report: of those in the
 * certificate, of the handshake and of a stapled OCSP response, the first SCT_MAX each.  With a log
 * list it verifies them, and adds findings about them and about the list to the chosen path.  With
 * a client it adds a finding if that client would miss something, unless the path has an error.
 *
 * Signatures and the bytes that they cover are paid from the budget that is left.
 */
enum err judge_transparency(struct report *report, const struct judge_input *in) MUST_CHECK;

#endif
