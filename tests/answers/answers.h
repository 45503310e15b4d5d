/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * answers: what the library says about thousands of inputs that follow from seeds, in full: every
 * finding with its place, every field that was read.
 *
 * The lines of a group come to one digest, and those of all groups stand in answers.txt.  A change
 * of code that changes none of them changes no answer; one that does must be looked at:
 * `test_answers list GROUP`, made before and after, shows which, and `test_answers update` rewrites
 * the table.
 */
#ifndef TB_TESTS_ANSWERS_ANSWERS_H
#define TB_TESTS_ANSWERS_ANSWERS_H

#include "tests/differ/dice.h"
#include "tests/factory/trial.h"

struct listing {
    bool shown;
    uint64_t digest;
};

/* say adds to the current line; its end is part of the text. */
void say(struct listing *l, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* say_place: where part stands in whole, or what it is where it stands elsewhere. */
void say_place(struct listing *l, struct span part, struct span whole);
void say_bytes(struct listing *l, struct span bytes);
void say_fail(struct listing *l, const struct fail *f, struct span whole);
void say_name(struct listing *l, struct span name);
void say_gname(struct listing *l, const struct gname *n, struct span whole);
void say_key(struct listing *l, const struct keyinfo *key, struct span whole);

void say_sigalg(struct listing *l, const struct sigalg *a);

/* say_cert: all that was read of a certificate; say_crl likewise. */
void say_cert(struct listing *l, const struct cert *c);
void say_crl(struct listing *l, const struct crl *c);

/* say_report: all that the judge says about a chain. */
void say_report(struct listing *l, const struct report *r);

/* A group of answers, of its number among those that its maker makes. */
struct answer_group {
    const char *name;
    void (*make)(struct listing *l, unsigned number);
    unsigned number;
};

void answers_open(void); /* once, before all others */
void answer_chains(struct listing *l, unsigned number);
void answer_crls(struct listing *l, unsigned number);
void answer_bent(struct listing *l, unsigned number);
void answer_texts(struct listing *l, unsigned number);
void answer_files(struct listing *l, unsigned number);
void answer_talks(struct listing *l, unsigned number);
void answer_looks(struct listing *l, unsigned number);
void answer_packets(struct listing *l, unsigned number);

/* read_bundle tells what a file holds; make_object is an object of the kinds that are bent: where
 * there are several of a kind, the turn says which. */
void read_bundle(struct listing *l, struct arena *a, struct span file);
struct span make_object(struct arena *a, unsigned kind, unsigned turn);

#endif
