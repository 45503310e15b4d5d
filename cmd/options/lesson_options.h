/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lesson_options: the options of commands that can explain a connection or a chain in plain words,
 * and the page that --html writes. */
#ifndef TB_CMD_OPTIONS_LESSON_OPTIONS_H
#define TB_CMD_OPTIONS_LESSON_OPTIONS_H

#include "cmd/cli/cmd.h"
#include "lib/view/lesson/chain_lesson.h"
#include "lib/view/lesson/lesson.h"

/* An option struct holds one of these, set to LESSON_DEFAULTS, and includes lesson_opts at its
 * offset. */
struct lesson_opts {
    bool lesson;
    int lang;         /* enum lang; LESSON_LANG_UNSAID: by the environment */
    const char *html; /* a file, or NULL */
};

enum { LESSON_LANG_UNSAID = -1 };
#define LESSON_DEFAULTS {.lang = LESSON_LANG_UNSAID}

/* For connections, and for chains. */
extern const struct opt lesson_opts[], lesson_chain_opts[];

/* lesson_wants: a lesson is wanted, so the event log must keep the steps. */
static inline bool lesson_wants(const struct lesson_opts *opts)
{
    return opts->lesson || opts->html != NULL;
}

/* lesson_lang is the language of the lesson and of the screens around it. */
enum lang lesson_lang(const struct lesson_opts *opts, bool utf8);

/* lesson_wrong checks the options: EXIT_OK, or the exit code of cmd_wrong. */
int lesson_wrong(struct run *run, const struct lesson_opts *opts, bool json);

/*
 * lesson_text appends the lesson if --lesson was given.  lesson_page adds it to the page of --html,
 * which has one lesson for each connection.  Connections that ended before a ClientHello have none.
 */
void lesson_text(struct buf *out, const struct lesson_opts *opts, const struct hs_view *view,
                 const struct style *style);
void lesson_page(struct buf *page, const struct lesson_opts *opts, const struct hs_view *view);

/* The same about a chain that was judged. */
void lesson_chain_text(struct buf *out, const struct lesson_opts *opts,
                       const struct chain_view *view, const struct style *style);
void lesson_chain_page(struct buf *page, const struct lesson_opts *opts,
                       const struct chain_view *view);

/* lesson_page_end completes the page, whose file must be secret; an empty one stays empty. */
void lesson_page_end(struct buf *page);

#endif
