/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * foreign: files that are neither PEM nor DER, nor what a command reads: key stores, keys of other
 * protocols, captures, compressed files, pages that came instead of a file.  They are named, with
 * the command that makes something of them.
 */
#ifndef TB_LIB_ASN1_FOREIGN_H
#define TB_LIB_ASN1_FOREIGN_H

#include "lib/base/err.h"

/* foreign_file says what a file is by its first bytes: IS_JKS, IS_CAPTURE …; PEM_NONE where it is
 * nothing that is known. */
enum err foreign_file(struct span file);

/* foreign_label is the same for the label of a PEM block; OK where the label is not known. */
enum err foreign_label(struct span label);

#endif
