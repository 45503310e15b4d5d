/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/lesson/teller.h"

enum { PROSE_CAP = 1 << 20 };

void teller_open(struct teller *teller, struct buf *out, enum lang lang, const struct style *style)
{
    *teller = (struct teller){
        .sheet = {.out = out, .style = style, .colon = lang_text(lang, N_(": "))},
    };
    teller->words = (struct words){.sheet = &teller->sheet, .lang = lang};
    buf_init(&teller->text, PROSE_CAP);
    buf_init(&teller->value, PROSE_CAP);
}

void teller_close(struct teller *teller)
{
    buf_wipe(&teller->text);
    buf_wipe(&teller->value);
}

bool teller_tells(const struct lesson_row *row, const bool *facts)
{
    for (size_t i = 0; i < NEED_MAX && row->need[i] != 0; i++) {
        if (!facts[row->need[i]])
            return false;
    }
    for (size_t i = 0; i < NEED_MAX && row->without[i] != 0; i++) {
        if (facts[row->without[i]])
            return false;
    }
    return true;
}

struct span teller_fill(struct teller *teller, struct buf *out, const char *sentence)
{
    buf_truncate(out, 0);
    if (sentence != NULL)
        words_fill(out, &teller->words, sentence);
    return buf_span(out);
}

/* A box: what an eavesdropper sees, what both sides know, or a warning. */
static void put_note(struct teller *teller, const struct lesson_row *row)
{
    static const struct {
        enum prose_note note;
        const char *heading;
    } notes[] = {
        [EVE] = {PROSE_EVE, N_("An eavesdropper sees")},
        [BOTH] = {PROSE_BOTH, N_("Both sides now know")},
        [ALARM] = {PROSE_ALARM, N_("Careful")},
    };

    prose_note(&teller->sheet, notes[row->kind].note,
               lang_text(teller->words.lang, notes[row->kind].heading),
               teller_fill(teller, &teller->text, row->text));
}

/* A value that is unknown gets no line, for example in a capture of which only a part was
 * decrypted. */
static void put_value(struct teller *teller, const struct lesson_row *row)
{
    struct span value = teller_fill(teller, &teller->value, row->value);

    if (value.n > 0)
        prose_value(&teller->sheet, teller_fill(teller, &teller->text, row->text), value);
}

void teller_put(struct teller *teller, const struct lesson_row *row)
{
    struct prose_writer *sheet = &teller->sheet;

    switch (row->kind) {
    case TITLE: prose_title(sheet, teller_fill(teller, &teller->text, row->text)); break;
    case EVE:
    case BOTH:
    case ALARM: put_note(teller, row); break;
    case COMMAND: prose_command(sheet, teller_fill(teller, &teller->text, row->text)); break;
    case ROW: put_value(teller, row); break;
    case GLOSS:
        prose_term(sheet, teller_fill(teller, &teller->text, row->text),
                   teller_fill(teller, &teller->value, row->value));
        break;
    default: prose_para(sheet, teller_fill(teller, &teller->text, row->text)); break;
    }
}
