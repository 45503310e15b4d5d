/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phrase_words: the {words} of messages.def, for phrase.c. */
#ifndef TB_LIB_VIEW_VERDICT_PHRASE_WORDS_H
#define TB_LIB_VIEW_VERDICT_PHRASE_WORDS_H

#include "lib/view/verdict/phrase.h"

/* Limits that keep a hostile certificate from filling the screen.  A DNS name has at most 253
 * characters, a serial number at most 20 octets. */
enum { PHRASE_CHARS = 260, PHRASE_SERIAL = 32, PHRASE_USAGES = 16 };

/* One {word}: what is put in its place.  A sentence is complete without a word that may vanish;
 * others become "(unknown)". */
struct phrase_word {
    const char *word;
    void (*put)(struct phrase *ph);
    bool may_vanish;
};

/* The words, in two tables; each ends with a NULL word. */
extern const struct phrase_word phrase_chain_words[]; /* of certificates and their fields */
extern const struct phrase_word phrase_use_words[];   /* of names, purposes, options and CRLs */

#endif
