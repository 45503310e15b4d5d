/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * phrase: the sentences of messages.def with their {words} filled in.
 */
#ifndef TB_LIB_VIEW_VERDICT_PHRASE_H
#define TB_LIB_VIEW_VERDICT_PHRASE_H

#include "lib/view/view.h"

/* Where the values of the {words} come from. */
struct phrase {
    struct buf *out;
    const struct finding *f;
    const struct path *p;
    const struct view_input *in;
    const struct cert *c;     /* the certificate that the finding is about; NULL: the whole chain */
    const struct cert *other; /* for {other}: another certificate that a hint names */
    int64_t position;         /* for {position}: where it is in the file, from 1 */
};

struct phrase phrase_open(struct buf *out, const struct finding *finding, const struct path *path,
                          const struct view_input *in);

/* phrase_lacks_sources: nothing to look for revocations in was given, and the certificate names
 * nothing. */
bool phrase_lacks_sources(const struct phrase *ph);

/* phrase_put appends a template in the reader's language, with its words filled in.
 * phrase_sentence also starts it with a capital letter and ends it with a full stop. */
void phrase_put(struct phrase *ph, const char *text);
void phrase_sentence(struct phrase *ph, const char *text);

/* phrase_is_file is true if the chain came from a file and not from a peer. */
bool phrase_is_file(const struct phrase *ph);

/* phrase_host is the host that a finding is about: the first that the certificate is not valid
 * for. */
const struct reference_id *phrase_host(const struct phrase *ph);

/* phrase_cert appends a certificate's name in quotes. */
void phrase_cert(struct buf *out, const struct cert *cert);

/* phrase_say appends a sentence without words in the reader's language. */
void phrase_say(struct phrase *ph, const char *text);

/* phrase_quoted appends a name from outside, escaped and in quotes. */
void phrase_quoted(struct buf *out, struct span name);

#endif
