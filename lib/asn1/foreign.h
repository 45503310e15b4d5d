/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * foreign: recognizes files that are neither PEM nor DER, nor anything else that a command reads:
 * key stores, keys of other protocols, captures, compressed files, web pages.  The error names the
 * format and the command that reads it.
 */
#ifndef TB_LIB_ASN1_FOREIGN_H
#define TB_LIB_ASN1_FOREIGN_H

#include "lib/base/err.h"

/* foreign_file recognizes a file by its first bytes: IS_JKS, IS_CAPTURE …; PEM_NONE if it is
 * unknown. */
enum err foreign_file(struct span file);

/* foreign_label does the same for the label of a PEM block; OK if the label is unknown. */
enum err foreign_label(struct span label);

#endif
