/* SPDX-License-Identifier: GPL-3.0-or-later */
/* envelope: what every line of JSON has: command, input, ok, reason, exit; findings follow. */
#ifndef TB_LIB_VIEW_TEXT_ENVELOPE_H
#define TB_LIB_VIEW_TEXT_ENVELOPE_H

#include "lib/view/text/json_writer.h"
#include "lib/view/view.h"

/* envelope_open starts the object with the common keys; findings come next. */
void envelope_open(struct json_writer *json, const char *command, const char *input,
                   enum reason reason);

/* envelope_keys writes these keys in an object that is open already. */
void envelope_keys(struct json_writer *json, const char *command, const char *input,
                   enum reason reason);
void envelope_keys_of(struct json_writer *json, const char *command, struct span input,
                      enum reason reason);

/* envelope_finding is one element of `findings` that is about no certificate; hint and error may be
 * NULL. */
void envelope_finding(struct json_writer *json, enum reason reason, const char *message,
                      const char *ref, const char *hint, const char *error);

/* envelope_note is an element of severity "info": it changes no verdict.  hint may be NULL. */
void envelope_note(struct json_writer *json, enum reason reason, const char *message,
                   const char *ref, const char *hint);

/* envelope_close ends the object and its line; returns the first error in writing it. */
enum err envelope_close(struct json_writer *json) MUST_CHECK;

#endif
